"""Finny, who answers questions about a ledger: from its own knowledge of the figures, or through a language model."""

from services.assistant.answers import Answer
from services.assistant.builtin import BUILT_IN, BuiltInFinny
from services.assistant.guard import Doubt, doubt_about, goes_in_circles, unverified_figures
from services.assistant.provider import Provider, ProviderFailed, Said, Turn
from services.assistant.tools import Tools

__all__ = [
    "BUILT_IN",
    "Answer",
    "BuiltInFinny",
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
