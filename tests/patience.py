"""The seconds that a test waits for what must happen; only what hangs takes so long, even on a busy machine."""

PATIENCE = 60.0
