"""The words by which Finny understands a question: patterns of intents and synonyms of categories."""

import re

from services.finny.period_words import MONTHS, NUMBERS, WEEKDAYS

# A message of only these words is no question.
_GREETINGS = """
hi hello hey hiya howdy there finny good morning afternoon evening day how are you doing today is it going whats up
what's
"""
_THANKS = """
thanks thank thx ty you many so much very a lot ok okay great cool nice perfect good super awesome fine bye goodbye see
later cheers that is was helpful finny got it i alright well done no yes please nothing else all for now and
"""
GREETINGS, THANKS = frozenset(_GREETINGS.split()), frozenset(_THANKS.split())

# The first pattern that matches decides, so the most special ones come first.
INTENTS = (
    (
        "HELP",
        r"\bhelp\b|what (?:else )?(?:can|could) you\b|what do you (?:do|know|offer)\b"
        r"|what (?:can|could|may|should) (?:i|we) ask|\bwh(?:o|at) are you\b|^are you\b",
    ),
    (
        "COMMAND",
        r"^(?:please |can you |could you |will you |would you )?(?:(?:delete|remove|record|add(?! up)|create|rename"
        r"|import|cancel|undo|update(?! on| about| me)|edit|clear)\b|set (?:a|an|the|my|up)\b"
        r"|(?:transfer|send|pay|move|book|buy) .*\d)",
    ),
    (
        "ADVICE",
        r"\btips?\b|advi[cs]e|recommend|suggest|cut (?:back|down|costs)|spend less|improve|what should (?:i|we)\b"
        r"|save (?:more|money|some money)|how (?:can|could|do|should) (?:i|we) save",
    ),
    (
        "SAFE",
        r"\bsafe(?:ly)?\b|\bafford\b|left to spend|(?:can|could|may|should) (?:i|we) (?:still )?spend|allowance"
        r"|daily (?:budget|limit)",
    ),
    ("GOAL", r"\bgoals?\b|saved? (?:up )?(?:for|towards)|saving (?:up )?for|how far|target"),
    ("BUDGET", r"budget|\bplan(?:s|ned)?\b|on track|overspen|\bhold(?:s|ing)?\b"),
    (
        "UPCOMING",
        r"\bnext\b|\bcoming\b|upcoming|forecast|predict|outlook|at this (?:pace|rate)"
        r"|end of (?:the |this )?(?:month|year)|\bwill\b|going to (?:spend|cost|have)"
        r"|\bfuture\b",
    ),
    ("UNUSUAL", r"unusual|strange|\bodd\b|weird|ordinary|stands? out|suspicious|duplicate|\btwice\b|anything wrong"),
    ("BIGGEST", r"biggest|largest|highest|costliest|most expensive|\btop\b|\bbig\b"),
    (
        "CHANGED",
        r"chang|compar|\bdiff|\bmore (?:than|now)|\bless than|versus|\bvs\b|against|than (?:usual|last|before|average)"
        r"|increas|decreas|went up|gone up|went down|gone down|\brise|risen|\brose\b|dropped"
        r"|why .*(?:high|so much|more)",
    ),
    ("AVERAGE", r"average|\b(?:per|a|each|every) month\b|\bmonthly\b|typical|normally"),
    ("BUDGET", r"\bleft (?:for|of|in|on)\b|how much .*\bleft\b(?! over)|remain"),
    ("BALANCE", r"\bbalances?\b|net worth|\baccounts?\b|in the bank|how much (?:money|cash) (?:do|have) (?:i|we)\b"),
    ("SAVED", r"\bsav(?:e|ed|ing)\b|savings? rate|left over|leftover|\bnet\b|(?:put|set) aside"),
    (
        "INCOME",
        r"income|\bearn|salary|wages?\b|come in|came in|(?:get|got|been|getting) paid|receiv"
        r"|\b(?:i|we) (?:make|made)\b|revenue",
    ),
    ("OFTEN", r"how (?:many|often)\b|number of"),
    ("WHERE", r"\bwhere\b|breakdown|categories|break .* down"),
    (
        "LATEST",
        r"\b(?:latest|recent|transactions?|list|buy|bought|purchases?|last (?:payments?|expenses?))\b"
        r"|\bwhen (?:did|was|is)\b",
    ),
    (
        "SUMMARY",
        r"^\W*how (?:am|are|is|was|were|did)\W*(?:i|we|it|things|my money)?\W*(?:doing|going|go|looking)?\W*$|\bsummar"
        r"|overview|\bfinances\b|(?:good|bad) month",
    ),
    (
        "SPENT",
        r"\bspen[dt]|spending|\bcosts?\b|\bpay(?:ing)?\b|\bpaid\b|how much|total|expens|\bgo(?:es|ne)?\b|\bwent\b",
    ),
)
CATEGORY_OF_BIGGEST = re.compile(r"categor|on what|spend(?:ing)? (?:the )?most|most on", re.IGNORECASE)
HOW_MANY = re.compile(r"(?<![\d.,])(?P<count>[1-9]|1\d|20)(?![\d.,%])")

# Synonyms for names of categories; each counts only if the ledger has such a category.
SYNONYMS = {
    "eating out": ("restaurant", "dining out", "dining", "eat out", "takeaway", "café"),
    "groceries": ("grocery", "food shopping", "supermarket"),
    "public transport": ("bus", "train", "tram", "ticket"),
    "car": ("petrol", "fuel", "gasoline"),
    "holidays": ("holiday", "vacation", "travel", "travelling", "trip"),
    "subscriptions": ("streaming", "subscribed"),
    "utilities": ("electricity", "phone", "internet", "power", "utility"),
    "clothes": ("clothing", "shoe"),
    "gifts": ("present",),
    "health": ("medicine", "pharmacy", "pharmacies", "doctor"),
    "salary": ("salaries", "wage"),
}

EXCEPT = re.compile(
    r"\b(?:without|excluding|excludes?|except(?:ing)?(?: for)?|other than|apart from|besides|minus|leaving out"
    r"|not (?:counting|including|on|for|spen[dt] on)|(?:all|everything) but)\s+",
    re.IGNORECASE,
)
COMPARED_WITH = re.compile(
    r"\b(?:compared? (?:to|with)|against|diff\w* (?:from|to|than)|than(?: in)?|versus|vs\.?"
    r"|since(?= (?:the )?(?:last|previous)))\s+",
    re.IGNORECASE,
)
COMPARED_BY = re.compile(r"\bcompar\w+\b.*?\b(?P<word>with|to|and)\s+", re.IGNORECASE)
FOLLOW_UP = re.compile(r"^\s*(?:and|what about|how about|or)\b", re.IGNORECASE)

PLURALS = ("s", "es")
# After these an everyday word is a name.
BEFORE_A_NAME = ("at", "at the", "from", "from the")

# Positions of the subject in a question without a name of the ledger, the surest first.
_NAME = r"(?:the\s+|my\s+|our\s+)?(?P<name>[^?!.,]*[^?!.,\s])"
SUBJECTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[“\"„«](?P<name>[^”\"“»]+)[”\"“»]",
        rf"\bat\s+{_NAME}",
        r"\bdid\s+(?:the\s+|my\s+|our\s+)?(?P<name>(?!i\b|we\b|it\b)[^?!.,]+?)\s+(?:cost|spend|pay|earn)\b",
        r"\bhow (?:much|many)\s+(?P<name>[^?!.,]+?)\s+(?:do|did|does|have|has)\b",
        rf"\b(?:on|for|from|to|with|by)\s+{_NAME}",
        rf"\b(?:i|we)\s+(?:pay|paid|give|gave)\s+(?:to\s+)?{_NAME}",
        rf"\bhow much (?:was|is|were|are)\s+{_NAME}",
    )
)
NO_SUBJECT = re.compile(
    r"(?:\b(?:me|us|my|our|the|a|it|that|this|everything|all|total|average|food and drink|spend|spending|money|so far"
    r"|day|days|month|months|week|budget|period|last|past|usual|things?|what|most|much|far|one|now|please|in|of|during|on"
    r"|for|and|to|date|year|expenses?|payments?|purchases?|transactions?|goals?|track|plan|pace|rate|i|we|go|cost)\b|\s)+",
    re.IGNORECASE,
)

_WORDS = """
about actually afford after again against allowance already also altogether always amount another answer anything
average away back balance because become been before being below best between biggest bill bills book bought
breakdown budget budgets categories category change changed changes charge charged charges cheap cheapest come
coming compare compared comparing cost costing costs could currency current currently daily days decrease decreased
detail details difference different does doing dollar dollars done down duplicate during each earned earning
especially euro euros even ever every everybody everyone everything exactly expense expenses expensive fair family
figure figures fine first forecast from future gave give goal goals going gone good happen have hello highest hold
holding holds home hope household improve income increase increased into just keep kind know large larger largest
last later latest least left leftover less like line list live long look lost made make making many maybe might
money month monthly months more most much must name need never next none normal normally note number numbers often
once only open ordinary other outlook over overspent overview paid part past paying payment payments people period
person place plan planned please plus possible predict prediction previous price prices probably purchase purchases
quarter quarterly question rate real really receive received recent recently remain remaining remains rent right
roughly safe safely said salary same save saved saves saving savings second seen sent shopping should show side simply
since small smaller some somebody someone something soon sort spend spending spends spent still strange such summary
sure suspicious take target tell text than thank that their them then there these they thing things think this those
through time today together told total track transaction transactions twice typical under until unusual upcoming
upon usual usually versus very want week weekend weekends weekly weeks weird well went were what whats when where
which while whole will wish with word work would year yearly years yesterday your
"""
# Correct words: any other word that is close to one of them is corrected to it.
WORDS = frozenset([*_WORDS.split(), *MONTHS, *WEEKDAYS, *NUMBERS])
EVERYDAY = WORDS.union(word for synonyms in SYNONYMS.values() for synonym in synonyms for word in synonym.split())
RESPELLINGS = {
    "yr": "year",
    "yrs": "years",
    "mth": "month",
    "mths": "months",
    "wk": "week",
    "lats": "last",
    "ths": "this",
}
