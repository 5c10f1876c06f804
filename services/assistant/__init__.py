"""Finny, who answers questions about a ledger: from its own knowledge of the figures, or through a language model."""

from services.assistant.builtin import BUILT_IN, BuiltInFinny
from services.assistant.guard import unverified_figures
from services.assistant.provider import Provider, ProviderFailed, Said, Turn
from services.assistant.tools import Tools

__all__ = [
    "BUILT_IN",
    "BuiltInFinny",
    "Provider",
    "ProviderFailed",
    "Said",
    "Tools",
    "Turn",
    "unverified_figures",
]
