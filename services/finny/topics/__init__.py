"""The topics of built-in Finny, one in each file: its patterns, its words, its answers and their sentences."""
