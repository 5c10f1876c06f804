"""The store: every table, its statements, and the only place that speaks SQL."""
