"""A process that serves: its settings, its server and its workers."""
