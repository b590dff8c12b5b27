"""Certificates: the number in the register, the document, and the check of both."""
