"""How people mark what a machine cannot, and how a corrected key reaches results that were given before."""
