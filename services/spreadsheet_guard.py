"""The apostrophe before a text that a spreadsheet would run as a formula: an export puts it, an import takes it off."""

_GUARD = "'"
_FORMULA_STARTS = ("=", "+", "-", "@")


def guarded(text: str) -> str:
    """The text as a spreadsheet may see it."""
    return _GUARD + text if _needs_guard(text) else text


def unguarded(text: str) -> str:
    """The text as it was before it was guarded."""
    return text[1:] if text.startswith(_GUARD) and _needs_guard(text) else text


def _needs_guard(text: str) -> bool:
    return text.lstrip(_GUARD).startswith(_FORMULA_STARTS)
