"""Rules: what transactions that meet conditions get, at their import and by runs that can be undone."""

from services.rules.conditions import (
    LONGEST_TEXT,
    MOST_CONDITIONS,
    MOST_TEXTS,
    Conditions,
    Direction,
    RuleField,
    RuleMatch,
    TextCondition,
)
from services.rules.drafts import MOST_RULES, RuleDraft, RuleEdit, usable
from services.rules.rulebook import Rulebook
from services.rules.runs import MOST_SHOWN, Moved, Outcome, RulePreview, RuleRunService, Run
from services.rules.service import RuleService

__all__ = [
    "LONGEST_TEXT",
    "MOST_CONDITIONS",
    "MOST_RULES",
    "MOST_SHOWN",
    "MOST_TEXTS",
    "Conditions",
    "Direction",
    "Moved",
    "Outcome",
    "RuleDraft",
    "RuleEdit",
    "RuleField",
    "RuleMatch",
    "RulePreview",
    "RuleRunService",
    "RuleService",
    "Rulebook",
    "Run",
    "TextCondition",
    "usable",
]
