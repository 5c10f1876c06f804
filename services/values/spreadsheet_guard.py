"""The apostrophe before a text that a spreadsheet would run as a formula. Exports add it, imports remove it."""

_GUARD = "'"
_FORMULA_STARTS = ("=", "+", "-", "@")


def guarded(text: str) -> str:
    """Return the text for a spreadsheet."""
    return _GUARD + text if _needs_guard(text) else text


def unguarded(text: str) -> str:
    """Return the text without its guard."""
    return text[1:] if text.startswith(_GUARD) and _needs_guard(text) else text


def _needs_guard(text: str) -> bool:
    return text.lstrip(_GUARD).startswith(_FORMULA_STARTS)
