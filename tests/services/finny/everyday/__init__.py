"""Everyday questions about the demo, by groups, with right answers that are computed from its rows."""
