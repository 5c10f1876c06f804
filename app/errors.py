"""The error of a command."""


class CommandError(Exception):
    """A command cannot do what was asked. The text is one sentence that says why and how to mend it."""
