"""Tells the operator about a process: logs, metrics and traces."""
