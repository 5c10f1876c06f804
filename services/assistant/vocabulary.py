"""The English words by which Finny understands: what is asked, when, and other names of everyday categories."""

import re

MONTHS = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
MONTH_NUMBERS = {name: number for number, names in enumerate(MONTHS, start=1) for name in names}
NUMBERS = {
    name: number
    for number, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
} | {"a": 1, "couple of": 2, "few": 3}

# The first that is found says what is asked; what asks for the most special comes first.
INTENTS = (
    ("HELP", r"\bhelp\b|what can (you|i)|who are you|^(hi|hello|hey)\b"),
    ("SAFE", r"\bsafe\b|\bafford\b|left to spend|still spend|per day|a day\b|can (i|we) (still )?spend|allowance"),
    ("GOAL", r"\bgoals?\b|saved (up )?(for|towards)|saving (up )?for|how far|target"),
    (
        "UPCOMING",
        r"\bnext\b|\bcoming\b|upcoming|forecast|predict|at this (pace|rate)|end of the (month|year)|\bwill (i|we)\b"
        r"|going to (spend|cost)|\bfuture\b",
    ),
    ("UNUSUAL", r"unusual|strange|\bodd\b|weird|ordinary|stands? out|suspicious|duplicate|\btwice\b"),
    ("BIGGEST", r"biggest|largest|highest|costliest|most expensive|\btop\b|\bbig\b"),
    (
        "CHANGED",
        r"chang|compar|differ|\bmore (than|now)|\bless than|versus|\bvs\b|against|than (usual|last|before)|increas|"
        r"decreas|went up|gone up|\brise|risen",
    ),
    ("BUDGET", r"budget|\bplan|on track|overspen|over plan|\bhold|how much .*\bleft\b|remaining"),
    ("SAVED", r"\bsaved?\b|saving(s)? rate|left over|leftover|\bnet\b|put aside|\bbalance\b"),
    ("INCOME", r"income|\bearn|salary|wages?\b|come in|came in|(get|got|been) paid|receiv|\bmade\b"),
    ("WHERE", r"\bwhere\b|breakdown|categories|break .* down"),
    ("LATEST", r"\b(latest|recent|transactions|last (payments|purchases|expenses))\b"),
    ("SPENT", r"\bspen[dt]|spending|\bcosts?\b|\bpay\b|\bpaid\b|how much|total|expens"),
)
CATEGORY_OF_BIGGEST = re.compile(r"categor|on what|spend(ing)? (the )?most|most on")

# Everyday words for what a ledger may call otherwise; each counts only where the ledger has such a category.
SYNONYMS = {
    "eating out": ("restaurants?", "dining( out)?", "eat out", "takeaways?", "cafés?", "cafes?"),
    "groceries": ("grocery", "food shopping", "supermarkets?"),
    "public transport": ("bus", "buses", "trains?", "trams?", "tickets"),
    "car": ("petrol", "fuel", "gasoline"),
    "holidays": ("holiday", "vacations?", "travel(ling)?", "trips?"),
    "subscriptions": ("streaming", "subscribed"),
    "utilities": ("electricity", "phone", "internet", "power"),
    "clothes": ("clothing", "shoes"),
    "gifts": ("presents?",),
    "health": ("medicines?", "pharmac(y|ies)", "doctors?"),
    "salary": ("salaries", "wages?"),
    "savings": ("put into savings",),
}

COMPARED_WITH = re.compile(
    r"\b(?:compared? (?:to|with)|against|than(?: in)?|versus|vs\.?|since(?= (?:the )?(?:last|previous)))\s+",
    re.IGNORECASE,
)
COMPARED_BY = re.compile(r"\bcompar\w+\b.*?\b(?P<word>with|to|and)\s+", re.IGNORECASE)
FOLLOW_UP = re.compile(r"^\s*(and|what about|how about|or)\b", re.IGNORECASE)
SUBJECT = re.compile(
    r"\b(?:at|on|for|from|to|with|by)\s+(?:the\s+|my\s+|our\s+)?(?P<name>[^?!.,]*[^?!.,\s])", re.IGNORECASE
)
THING = re.compile(
    r"\bhow much (?:was|is|were|are)\s+(?:the\s+|my\s+|our\s+)?(?P<name>[^?!.,]*[^?!.,\s])", re.IGNORECASE
)
QUOTED = re.compile(r"[“\"„«](?P<name>[^”\"“»]+)[”\"“»]")
NO_SUBJECT = re.compile(
    r"(?:\b(?:me|us|my|our|the|a|it|that|this|everything|all|total|average|food and drink|spend|money|so far|day|days"
    r"|month|months|week|budget|period|last|past|usual|things?|what|most|much|far|one|now|please|in|of|during|on|for"
    r"|and|expenses?|payments?|purchases?|transactions?|goals?|track|plan|pace|rate)\b|\s)+",
    re.IGNORECASE,
)
