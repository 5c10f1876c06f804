"""What a process tells its operator: logs, metrics and traces."""
