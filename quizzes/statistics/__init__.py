"""What the answers tell about questions and tests: figures, never names."""
