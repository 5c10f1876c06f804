"""Finny, the assistant that answers questions about a ledger by itself or through a language model.

The built-in Finny is in `builtin`, and is imported when the first question is asked.
"""

from services.finny.guard import Doubt, cleaned, doubt_about, goes_in_circles, is_grounded, unverified_claims
from services.finny.provider import PastMessage, Provider, ProviderFailed, Turn
from services.finny.tools import Tools

__all__ = [
    "Doubt",
    "PastMessage",
    "Provider",
    "ProviderFailed",
    "Tools",
    "Turn",
    "cleaned",
    "doubt_about",
    "goes_in_circles",
    "is_grounded",
    "unverified_claims",
]
