"""The commands, one file a noun; each imports what it needs when it is called, so that `--help` is quick."""


class CommandError(Exception):
    """A command cannot do what was asked; each text is one sentence that says why and how to mend it."""
