"""Logs, metrics and traces for the operator of a process."""
