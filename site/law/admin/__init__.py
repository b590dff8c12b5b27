"""The register in Wagtail's admin: its list, its form, and the act of verifying a row."""
