"""The dashboard: what it needs, read in one snapshot and remembered by its revision."""
