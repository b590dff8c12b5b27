"""What the product's own server costs, as ratios to a bare view on the same server in the same run."""
