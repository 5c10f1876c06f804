"""The words by which the claims of a reply are read."""

import re

from services.finny.period_words import MONTHS

SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[^\d\s])(?![A-Z]{3}\b|[€$£])|\n+")
CLAUSE = re.compile(
    r"[;:]\s|,\s(?!\d{4}\b)|\s(?:and|while|but|whereas|of which|compared|than|instead|not|plus|\u2013|\u2014)\s"
)
COUNTED = re.compile(
    r"^\s?(?:transactions?|payments?|purchases?|visits?|times|bills?|refunds?|goals?|categories|accounts?|entries)\b",
    re.IGNORECASE,
)
_MEANT = {
    "income": r"earn\w*|receiv\w*|income|came in|salary|wages?|paid you|made",
    "spent": r"spen[dt]\w*|cost\w*|paid|pay|expenses?|went to|bought|bills?|charged?",
    "planned": r"budgets?|budgeted|plan\w*|limit|allowance",
    "left": r"left|remain\w*|still|safe",
    "saved": r"saved|put aside|set aside",
    "target": r"targets?|goals?|needs?",
    "net": r"left over|surplus|net|saved|saving|deficit|missing",
    "moved": r"transferred|moved",
    "balance": r"balances?|worth|assets?",
    "debts": r"ow(?:e|ed|ing)|debts?",
    "average": r"average\w*|usual\w*|typical\w*|normal\w*|a month|per month|monthly|each month",
    "expected": r"will|would|expect\w*|project\w*|forecast|by the end|ahead",
    "change": r"more|less|higher|lower|up|down|fewer|rose|fell|increas\w*|decreas\w*|grew|differ\w*|chang\w*",
}
MEANINGS = {means: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for means, words in _MEANT.items()}
STRONG = ("average", "expected", "change")  # a figure of these is said to be one, and no other figure is
AVERAGE = re.compile(r"\b(?:on average|averages?|usually|typically|normally)\b", re.IGNORECASE)
CHANGE_AFTER = re.compile(r"^\W{0,3}(?:\w+ )?(?:more|less|higher|lower|fewer)\b", re.IGNORECASE)
OF = re.compile(r"\b(?:of|from|against|budget|planned|target|limit)\W+(?:\w+\W+){0,3}$", re.IGNORECASE)
OF_WHICH = re.compile(r"\bof (?:your|the|all|our)\b.*$", re.IGNORECASE)
SAME_DAYS = re.compile(r"\bsame (?:days|time)|\bso far|\buntil\b|\bby then\b", re.IGNORECASE)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})|(?P<amonth>{_MONTH})\.?\s+(?P<aday>\d{{1,2}})"
    r"(?:st|nd|rd|th)?(?![\d.,]*\d|\s?[€$£]|\s?[A-Z]{3}\b))\b\.?(?:,?\s+(?P<year>\d{4}))?",
    re.IGNORECASE,
)
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
VALUES = {name: number for number, name in enumerate(f"{_ONES} eighteen nineteen".split(), start=1)}
VALUES |= {
    f"{name}ty": 10 * at
    for at, name in enumerate(["twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"], start=2)
}
POWERS = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "dozen": 12}
_NUMBER = "|".join(sorted((*VALUES, *POWERS), key=len, reverse=True))
SPELLED = re.compile(
    rf"(?<!\d\s)\b(?:(?:a|an) (?=hundred|thousand|million|dozen))?(?:{_NUMBER})"
    rf"(?:(?:[\s-]+and[\s-]+|[\s-]+)(?:{_NUMBER}))*\b"
    r"(?P<unit>\s(?:euros?|dollars?|pounds?|francs?|percent|[A-Z]{3}\b))?",
    re.IGNORECASE,
)
