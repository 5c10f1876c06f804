"""The words by which Finny reads a question: names, measures, conditions, and words that change no meaning."""

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

# Words that change no meaning. Any other word must be read as a name, a period or a measure, or be known to the topic.
_FILLERS = """
a an the of in on at for to from by with and or is are was were be been being am do does did done have has had
having i me my mine we us our ours it its this that these those there here what how much please pls so then also
everything about around approximately roughly exactly already yet hi hello hey finny ok okay well total totals
overall altogether sum combined together plus both all into every euro euros eur whats what's hows how's i've i'm
we've we're don't im ive it's isn't didn't any anything something each tell show give just really actually t s ve re
m d ll amount amounts money as now currently thing things stuff
"""
FILLERS = frozenset(_FILLERS.split())

BEGINNING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|ok|okay|so|well|please|pls|finny|and|no|sorry|oops|i meant?)\b\W*)*"
    r"(?:(?:(?:can|could|would"
    r"|will) you (?:please )?"
    r"(?:tell|show|give|list|calculate|work out|check|say)(?: me| us)?|i(?: would|'d)? (?:want|like|need) to know"
    r"|do you know|please|i wonder|let me know)\b(?: if\b| whether\b)?)?",
    re.IGNORECASE,
)

# Synonyms for names of categories; each counts only if the ledger has such a category, and is no part of it.
SYNONYMS = {
    "eating out": ("restaurant", "dining out", "dining", "eat out", "ate out", "eaten out", "takeaway"),
    "groceries": ("grocery", "food shopping", "supermarket"),
    "public transport": ("public transportation", "transit"),
    "holidays": ("holiday", "vacation", "travel", "travelling", "trip"),
    "utilities": ("utility",),
    "clothes": ("clothing",),
    "gifts": ("present",),
    "salary": ("salaries", "wage"),
}

EXCEPT = re.compile(
    r"\b(?:without|excluding|excludes?|except(?:ing)?(?: for)?|other than|apart from|besides|minus|leaving out"
    r"|not (?:counting|including|on|for|spen[dt] on)|(?:all|everything) but)\s+",
    re.IGNORECASE,
)
_MARKED = r"(?:(?:the|my|our|for|on)\s+)*[\ue000-\uf8ff]"
EXCEPT_NAMES = re.compile(rf"{EXCEPT.pattern}{_MARKED}(?:[\s,]*(?:and|or|nor)?\s*{_MARKED})*", re.IGNORECASE)
# Not a comparison of periods: spending beside income.
_EARNED = r"\b(?:earn(?:ed)?|ma[dk]e|came in|income|got)\b"
FLOWS_COMPARED = re.compile(
    rf"\b(?:more|less)\b.*\b(?:than|as)\b.*{_EARNED}|{_EARNED}.*\bthan\b.*\bspen[dt]\b", re.IGNORECASE
)
COMPARED = re.compile(
    r"\b(?:compar\w+(?: (?:to|with|against))?|against|differ\w*(?: (?:from|to|than|between))?|more than"
    r"|less than|than(?: in)?|(?:the )?same (?:time|period|days?|month)(?: in| of)?|gr[eo]wn?|growth"
    r"|versus|vs\b\.?|higher|lower|more|less|since(?= (?:the )?(?:last|previous))|better off|worse off"
    r"|(?:gone|go|went|going|goes) (?:up|down)|increas\w+|decreas\w+|ris(?:e|en|ing)|rose|fell|fallen"
    r"|dropp?\w*|chang\w+"
    r"|as much as)\b",
    re.IGNORECASE,
)
A_SUBJECT = re.compile(r"^\s*(?:(?:the|my|our|at|on|in|for)\s+)*[\ue000-\uf8ff]", re.IGNORECASE)
BETWEEN_TWO = re.compile(
    r"\b(?:than|versus|vs\.?|against|compared? (?:to|with)|and|or|to|with|from)\b|,", re.IGNORECASE
)
FOLLOW_UP = re.compile(
    r"^\W*(?:and|what about|how about|or|but|(?:no|sorry|oops|actually)?\W*i (?:meant?|mean))\b", re.IGNORECASE
)
YES_OR_NO = re.compile(r"^\W*(?:did|do|does|have|has|had|is|are|was|were|am|will|can|could)\b", re.IGNORECASE)
_NO_DAY = rf"(?!\s?(?:st|nd|rd|th|days?|weeks?|months?|years?|times?|weekends?|%|percent|{'|'.join(MONTHS)})\b)"
AMOUNT = r"(?:€\s?)?(?<![\w.])(?P<{0}>\d+(?:[.,]\d+)*)(?![\d.,]*\d)(?:\s?(?:€|k\b|(?:euros?|eur)\b))?" + _NO_DAY
_CONDITION = r"\b(?:of |for |that (?:cost|are|were) |costing |worth )?"
BETWEEN_AMOUNTS = re.compile(
    _CONDITION + rf"between {AMOUNT.format('least')} (?:and|to) {AMOUNT.format('most')}", re.IGNORECASE
)
OVER = re.compile(
    _CONDITION + r"(?:(?P<not_equal>over|above|more than|greater than|larger than|bigger than|higher than|exceeding)"
    rf"|at least|minimum) {AMOUNT.format('least')}",
    re.IGNORECASE,
)
UNDER = re.compile(
    _CONDITION + r"(?:(?P<not_equal>under|below|less than|smaller than|lower than|cheaper than)|at most|up to|maximum)"
    rf" {AMOUNT.format('most')}",
    re.IGNORECASE,
)
AN_AMOUNT = re.compile(rf"\b(?:for |of |costing |another )?{AMOUNT.format('amount')}", re.IGNORECASE)
ONE_PAYMENT = re.compile(r"\b(?:payments?|bills?|purchases?|transactions?|expenses?|bookings?|times)\b", re.IGNORECASE)
UNCATEGORISED = re.compile(
    r"\b(?:not (?:yet )?(?:been )?categori[sz]ed|un-?categori[sz]ed|without (?:a |any )?category|no category)\b",
    re.IGNORECASE,
)

_UNITS = {
    "visit": r"visits?|purchases?|payments?|transactions?|times?|meals?|bills?|trips?|shops?|shopping trips?|expenses?",
    "day": r"days?|nights?",
    "week": r"weeks?",
    "month": r"months?",
    "year": r"years?",
}
A_UNIT = {
    unit: re.compile(
        rf"\b(?:per|each|every{'' if unit == 'visit' else '|an?'})\s+(?:single\s+|average\s+|typical\s+"
        rf"|normal\s+)?(?:{words})\b",
        re.IGNORECASE,
    )
    for unit, words in _UNITS.items()
}
UNIT_ALONE = {
    unit: re.compile(rf"\b(?:{words}{'|' + adverb if adverb else ''})\b", re.IGNORECASE)
    for (unit, words), adverb in zip(
        _UNITS.items(), ("", "daily", "weekly", "monthly", "yearly|annual(?:ly)?"), strict=True
    )
}
AVERAGE = re.compile(
    r"\b(?:on average|averages?|avg|mean|typical(?:ly)?|usual(?:ly)?|normal(?:ly)?)\b(?! household| person| family)",
    re.IGNORECASE,
)
THAN_USUAL = re.compile(r"\bthan (?:usual(?:ly)?|normal(?:ly)?|(?:the |my |our |on )?average|always)\b", re.IGNORECASE)
ADVERBS_OF = {
    "visit": re.compile(r"(?!)"),
    "day": re.compile(r"\bdaily\b", re.IGNORECASE),
    "week": re.compile(r"\bweekly\b", re.IGNORECASE),
    "month": re.compile(r"\bmonthly\b", re.IGNORECASE),
    "year": re.compile(r"\b(?:yearly|annual(?:ly)?)\b", re.IGNORECASE),
}
COUNT = re.compile(
    r"\b(?:how many(?: different)?(?: times)?|how often|how frequently|number of"
    r"|count of)\b(?! (?:euros?|eur|dollars)\b)"
    r"(?:(?: do| did| have| was| were)? (?:i|we) (?:eat(?! out)|dine(?! out)|shop|been|fill up"
    r"|fuel up|stop)\b)?",
    re.IGNORECASE,
)
SHARE = re.compile(
    r"(?:\b(?:(?:in|as|what|which|how many) )?(?:a )?(?:percent(?:age)?s?|share|proportion|fraction|part|ratio)\b|%)"
    r"|\bhow much (?=of (?:my|our|the|all)(?: \S+)? ?(?:spending|expenses|income|salary|costs|money)\b)",
    re.IGNORECASE,
)
_MOST = r"most|highest|biggest|largest|greatest|top|costliest|priciest|dearest"
_LEAST = r"least|lowest|smallest|cheapest|fewest"
SUPERLATIVE = re.compile(
    rf"\b(?:the )?(?:(?P<least>least (?:expensive|often)|{_LEAST})|(?P<often>most (?:often"
    rf"|frequent(?:ly)?|visited)|mostly often)"
    rf"|most expensive|mostly|single (?:biggest|largest)|{_MOST})\b",
    re.IGNORECASE,
)
MARKED = "[\ue000-\uf8ff]"
_WHICH = rf"(?:which|what|{_MOST}|{_LEAST}|expensive|costly)(?: single| of my| of the)?"
_SHOP = r"(?:shop|store|place|payee|merchant|compan(?:y|ies)|business|retailer|vendor|restaurant|supermarket)s?"
# The kinds of names that a question can ask for.
GROUPS = {
    "weekday": re.compile(rf"\b{_WHICH} (?:weekday|day of the week)\b", re.IGNORECASE),
    "day": re.compile(rf"\b{_WHICH} (?:day|date)\b(?! of the week)", re.IGNORECASE),
    "month": re.compile(rf"\b{_WHICH} month\b|\bmonth (?:had|with)\b", re.IGNORECASE),
    "payee": re.compile(
        rf"\b(?:which|what)(?: \ue000)? ?{_SHOP}\b|\b{_WHICH} {_SHOP}\b"
        r"|^\W*(?:to )?who(?:m)?\b|^\W*where\b|\b(?:which|what) (?=[\ue000-\uf8ff])",
        re.IGNORECASE,
    ),
    "category": re.compile(
        rf"\b(?:(?:which|what)(?: of my)?(?: spending| expense)? )?categor(?:y|ies)\b|\bon what\b"
        rf"|\b(?:most|least)(?: money)? on\b(?!.*{MARKED})",
        re.IGNORECASE,
    ),
}
# A list of sums by such names.
BY_GROUP = {
    group: re.compile(rf"\b(?:by|per|for each) {noun}\b", re.IGNORECASE)
    for group, noun in {"weekday": "weekday", "month": "months", "payee": _SHOP}.items()
}
WHEN = re.compile(r"\bwhen\b|\b(?:what|which) (?:day|date)\b|\bhow long ago\b", re.IGNORECASE)
LAST = re.compile(r"\b(?:last|latest|most recent(?:ly)?|newest|lately)\b", re.IGNORECASE)
FIRST = re.compile(r"\b(?:first|earliest|oldest)\b(?! (?:half|quarter|week))", re.IGNORECASE)
WHY = re.compile(r"\b(?:why|how come)\b", re.IGNORECASE)
SO_HIGH = re.compile(r"\b(?:high|higher|expensive|more|a lot|big|large)\b", re.IGNORECASE)
# Words that name a flow, although a category may be called so.
GENERIC = frozenset({"income", "expenses", "spending", "transfers", "total"})
# After these, a word such as “pay” is a verb and no name.
NO_VERB_BEFORE = r"(?<!\bi )(?<!\bwe )(?<!\bhave to )(?<!\bneed to )(?<!\bhad to )(?<!\bstill )"
NO_NAME_BEFORE = r"(?!\s+rate\b)"
LISTED = re.compile(
    r"\bwhat (?:did|have) (?:i|we) (?:buy|bought|purchased?)\b|"
    r"\blist\b|\b(?:latest|recent|last|newest)(?: \S+)? (?:transactions|payments|purchases|expenses)\b"
    r"|^\W*(?:(?:show|see|all|my|our|me|the) )*transactions\b",
    re.IGNORECASE,
)
WHICH_ONES = re.compile(rf"\b(?:what|which) {MARKED}(?! costs?\b)", re.IGNORECASE)
THE_LAST_ONE = re.compile(
    r"\b(?:last|latest|most recent|newest|first|earliest)(?: \S+)? (?:purchase|payment|transaction"
    r"|expense|visit|time|bill|refund|salary|thing)\b",
    re.IGNORECASE,
)
AFFORDED = re.compile(r"\bafford\b", re.IGNORECASE)
WHICH_OF_THEM = re.compile(r"^\W*which(?: ones?| of (?:them|these|those))?\b", re.IGNORECASE)
HOW_MANY = re.compile(r"(?<![\d.,])(?P<count>[1-9]|1\d|20)(?![\d.,%])")

PLURALS = ("s", "es")
# Words that only say of which kind a name is.
BEFORE_A_TAG = re.compile(r"(?:\b(?:hash)?tag(?:s|ged)?(?:\s+(?:as|with))?\s*)?[#“\"']?$", re.IGNORECASE)
BEFORE_A_PAYEE = re.compile(
    r"\b(?:shop|store|restaurant|cafe|bakery|pharmacy|doctor|vet|company|gym|market|kindergarten|school|landlord)\s+$",
    re.IGNORECASE,
)
AFTER_AN_ACCOUNT = re.compile(r"^\s+(?:accounts?|card)\b", re.IGNORECASE)
# After these an everyday word is a name.
BEFORE_A_NAME = ("at", "at the", "from", "from the")

# Positions of the subject in a question without a name of the ledger, the surest first.
_NAME = r"(?:the\s+|my\s+|our\s+)?(?P<name>[^?!.,\ue000-\uf8ff]*[^?!.,\s\ue000-\uf8ff])"
SUBJECTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[“\"„«](?P<name>[^”\"“»]+)[”\"“»]",
        rf"\bat\s+{_NAME}",
        r"\bdid\s+(?:the\s+|my\s+|our\s+)?(?P<name>(?!i\b|we\b|it\b)[^?!.,\ue000-\uf8ff]+?)\s+cost\b",
        rf"\b(?:on|for|from|to|with|by)\s+{_NAME}",
        rf"\b(?:i|we)\s+(?:pay|paid|give|gave)\s+(?:to\s+)?{_NAME}",
        rf"\bhow much (?:was|is|were|are)\s+{_NAME}",
    )
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
percent percentage share visit visits refund refunds refunded balance networth smallest times weekday friends
priciest outgoings
interest credit transfer categorised uncategorised categorized uncategorized
landlord mother father neighbour reach reached quickly combined excluding without except
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
    "lst": "last",
    "ths": "this",
    "tihs": "this",
    "hwo": "how",
    "wat": "what",
    "waht": "what",
    "whta": "what",
    "teh": "the",
    "mcuh": "much",
    "mutch": "much",
    "yaer": "year",
    "totl": "total",
    "mnay": "many",
    "spned": "spend",
    "hte": "the",
    "fo": "for",
}
SPOKEN = re.compile(r"[\w']+")
OF_INCOME = re.compile(
    r"\b(?:income|payday|money from|salar(?:y|ies)|earn\w*|wages?|revenue|got paid|get paid|paid (?:me|us)"
    r"|pays? (?:me|us)|(?:i|we) (?:make|made))\b",
    re.IGNORECASE,
)
OF_WHOLE = re.compile(r"\b(?:spen[dt]\w*|expenses|income|salary|costs|money|earnings|outgoings)\b", re.IGNORECASE)
BETTER_OFF = re.compile(r"\b(?:better|worse) off\b|\bsaved?\b|\bleft over\b", re.IGNORECASE)
LESS = re.compile(r"\b(?:less|lower|fewer|down|decreas\w+|fell|fallen|dropp?\w*|cheaper|worse off)\b", re.IGNORECASE)
OVERSPENT = re.compile(
    r"\b(?:over|above)\b|overspen|exceed|(?:spen[dt]|spending) more than|too much|\bmissing\b", re.IGNORECASE
)
OF_DEBTS = re.compile(r"\bdebts?\b|\bow(?:e|ed|ing)\b|liabilit", re.IGNORECASE)
OF_FUTURE = re.compile(
    r"\bwill\b|\bwon't\b|\bgoing to\b|\bexpect\w*|\bforecast\b|\brun out\b|\bafford\b|\bdue\b|\bupcoming\b|\bnext\b"
    r"|^\W*(?:add|create|set up)\b",
    re.IGNORECASE,
)
RUNS_OUT = re.compile(r"\brun out\b|\boverdrawn\b|\bin the red\b|\bbelow zero\b", re.IGNORECASE)
OUT_OF = re.compile(rf"\b(?:from|out of) (?:the |my |our )?{MARKED}", re.IGNORECASE)
INTO = re.compile(rf"\b(?:in|into|to|onto|on|aside for) (?:the |my |our )?{MARKED}", re.IGNORECASE)
FROM_ONE_TO_ANOTHER = re.compile(
    rf"\bfrom (?:the |my |our )?{MARKED} (?:in)?to (?:the |my |our )?{MARKED}", re.IGNORECASE
)
