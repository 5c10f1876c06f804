"""The commands, one file a noun; each imports what it needs when it is called, so that `--help` is quick."""
