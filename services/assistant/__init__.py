"""Finny, who answers questions about a ledger: from its own knowledge of the figures, or through a language model.

The built-in Finny is in `builtin`, and is imported when the first question is asked.
"""

from services.assistant.guard import Doubt, doubt_about, goes_in_circles, unverified_figures
from services.assistant.provider import Provider, ProviderFailed, Said, Turn
from services.assistant.tools import Tools

__all__ = [
    "Doubt",
    "Provider",
    "ProviderFailed",
    "Said",
    "Tools",
    "Turn",
    "doubt_about",
    "goes_in_circles",
    "unverified_figures",
]
