"""WHAT THEY HAVE LEARNT, AND THE PROOF: courses, progress, completions, certificates, records."""
