"""Patterns for the words of periods, such as “last month”, “since July” or “between 3 and 10 May”."""

import re

_MONTHS = (
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
MONTHS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {name: number for number, name in enumerate(_COUNTED, start=1)} | {
    "a": 1,
    "an": 1,
    "couple of": 2,
    "a couple of": 2,
    "few": 3,
    "a few": 3,
}
THIS = frozenset({"this", "current", "the"})
ORDINALS = {
    name: number
    for number, names in enumerate(
        (("first", "1st"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th"), ("fifth", "5th")), start=1
    )
    for name in names
}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
# Holidays: the month and day of the first and of the last day, or the days after Easter Sunday.
HOLIDAYS = {
    "christmas eve": ((12, 24), (12, 24)),
    "christmas day": ((12, 25), (12, 25)),
    "boxing day": ((12, 26), (12, 26)),
    "christmas": ((12, 24), (12, 26)),
    "xmas": ((12, 24), (12, 26)),
    "new years eve": ((12, 31), (12, 31)),
    "new year's eve": ((12, 31), (12, 31)),
    "new years day": ((1, 1), (1, 1)),
    "new year's day": ((1, 1), (1, 1)),
    "new year's": ((1, 1), (1, 1)),
    "valentine's day": ((2, 14), (2, 14)),
    "valentines day": ((2, 14), (2, 14)),
    "halloween": ((10, 31), (10, 31)),
    "good friday": (-2, -2),
    "easter sunday": (0, 0),
    "easter monday": (1, 1),
    "easter": (-2, 1),
    "whitsun": (49, 50),
    "pentecost": (49, 50),
}

# The days from the first day of a holiday to the feast itself.
FEASTS = {"easter": 2, "christmas": 1, "xmas": 1, "whitsun": 0, "pentecost": 0}

_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:19|20|21)\d\d"
_COUNT = r"\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
_ISO = r"\d{4}-\d\d-\d\d"
_TO = r"\s*(?:to|until|till|and|through|-|\u2013)\s*(?:the\s+)?"
_NTH = r"(?:st|nd|rd|th)?"


def _month(which: str = "") -> str:
    return rf"(?P<{which}month>{_MONTH})"


def _year(which: str = "") -> str:
    return rf"(?:,?\s+(?:of\s+)?(?P<{which}year>{_YEAR})\b)?"


def _day(which: str = "") -> str:
    return rf"(?P<{which}day>\d{{1,2}}){_NTH}(?!\d)"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


ISO_DAYS = _pattern(rf"\b(?:from\s+|between\s+)?(?P<first>{_ISO}){_TO}(?P<last>{_ISO})\b")
ISO_DAY = _pattern(rf"\b(?:on\s+)?(?P<iso>{_ISO})\b")
ISO_MONTH = _pattern(r"\b(?:in\s+|for\s+)?(?P<iso>\d{4}-\d\d)\b(?!-\d)")
# “between 3 and 10 May”, and “from May 3 to 10”.
DAYS = (
    _pattern(
        rf"\b(?:from\s+|between\s+)?(?:the\s+)?{_day('a')}(?:\s+(?:of\s+)?{_month('a')})?{_TO}"
        rf"{_day('b')}\s+(?:of\s+)?{_month('b')}{_year('b')}"
    ),
    _pattern(rf"\b(?:from\s+|between\s+)?{_month('a')}\s+{_day('a')}{_TO}(?:{_month('b')}\s+)?{_day('b')}{_year('b')}"),
)
MONTHS_BETWEEN = _pattern(rf"\b(?:from\s+|between\s+)?{_month('a')}{_year('a')}\s*{_TO}{_month('b')}{_year('b')}")
ONE_DAY = (
    _pattern(rf"\b(?:on\s+)?(?:the\s+)?{_day()}\s+(?:of\s+)?{_month()}{_year()}"),
    _pattern(rf"\b(?:on\s+)?{_month()}\s+{_day()}{_year()}"),
)
LAST_SO_MANY = _pattern(
    rf"\b(?:(?:in|over|during|for)\s+)?(?:the\s+)?(?:last|past|previous)\s+(?P<count>{_COUNT})\s+"
    r"(?P<unit>day|week|month|year)s?\b"
)
SO_LONG_AGO = _pattern(rf"\b(?P<count>{_COUNT})\s+(?P<unit>day|week|month|year)s?\s+ago\b")
MONTH_BEFORE_LAST = _pattern(r"\b(?:the\s+)?month before last\b")
LAST_MONTH = _pattern(r"\b(?:the\s+)?(?:last|past|previous) (?:month|period)\b")
THIS_MONTH = _pattern(r"\b(?:this|current) (?:month|period)\b|\bthe month\b(?! before| with| did| had| was)")
THIS_YEAR = _pattern(r"\b(?:so far )?(?:this|the current|the) year\b(?! before| with)|\byear to date\b|\bytd\b")
LAST_YEAR = _pattern(r"\b(?:the\s+)?(?:last|past|previous) year\b")
WEEK = _pattern(r"\b(?P<which>this|current|last|past|previous) week\b")
WEEKEND = _pattern(r"\b(?:on\s+)?(?P<which>this|the|last|past|previous) weekend\b")
QUARTER = _pattern(r"\b(?P<which>this|current|last|past|previous) quarter\b")
NAMED_QUARTER = _pattern(
    rf"\b(?:in\s+)?(?:the\s+)?(?:q(?P<quarter>[1-4])|(?P<nth>{'|'.join(ORDINALS)}) quarter)"
    rf"(?:\s+(?:of\s+)?(?:(?P<year>{_YEAR})|(?:the|this) year))?\b"
)
WEEK_OF_MONTH = _pattern(
    rf"\b(?:in\s+)?(?:the\s+)?(?P<nth>{'|'.join(ORDINALS)}|last) week (?:of|in) (?:{_month()}{_year()}"
    rf"|(?P<which>this|the|last) month)"
)
FORTNIGHT = _pattern(r"\b(?:(?:in|over|during) )?(?:the |this )?(?:last |past |previous )?fortnight\b")
WEEKENDS = _pattern(
    rf"\b(?:(?:in|over|on|during)\s+)?(?:the\s+)?(?:last|past|previous)\s+(?P<count>{_COUNT})\s+weekends\b"
)
SEASON = _pattern(
    rf"\b(?:(?:in|during|over)\s+)?(?:(?:the|this|(?P<last>last|past|previous))\s+)?(?P<season>{'|'.join(SEASONS)})"
    rf"(?:\s+(?:of\s+)?(?P<year>{_YEAR})(?:/\d\d)?)?\b(?! (?:up|down))"
)
HOLIDAY = _pattern(
    rf"\b(?:(?:on|at|over|for|during"
    rf"|around)\s+)?(?P<last>last\s+)?(?P<name>{'|'.join(sorted(HOLIDAYS, key=len, reverse=True))})"
    rf"(?!\w)(?:,?\s+(?:in\s+)?(?P<year>{_YEAR})\b|\s+(?P<ago>last year))?"
)
DECADE = _pattern(r"\b(?:in\s+)?(?:the\s+)?(?:(?P<century>19|20))?'?(?P<decade>\d0)'?s\b")
# Days that come again: “on weekends”, “on Mondays”, “on weekdays”.
RECURRING = _pattern(
    rf"\b(?:on|at|during|every|each)?\s*(?:the\s+)?(?:(?P<day>{'|'.join(WEEKDAYS)})s"
    rf"|(?P<weekend>weekends)|(?P<work>weekdays|working days))\b"
    rf"|\bevery (?P<every>{'|'.join(WEEKDAYS)})\b"
)
# A side of a period: “since last summer”, “until the end of March”, “before 5 May”, “the middle of October”.
SIDE = _pattern(
    r"\b(?P<word>since|until|till|up to|through|(?<!day )(?<!month )(?<!week )(?<!year )before|after|by"
    r"|at|in|from|during)?\s*(?:the\s+)?(?:very\s+)?"
    r"(?:(?P<part>beginning|start|middle|mid|end)(?:\s+of\b|(?<=mid)[- ])\s*)?"
)
AFTERWARDS = _pattern(r"^\s*(?:on\b|onwards?\b)")
WITHIN = _pattern(r"^\s*(?:of |in )?(?P<which>this|the|last) (?P<unit>month|year)\b")
SO_FAR = _pattern(r"\b(?:so far|up to now|until now|until today|to date|as of (?:now|today))\b")
HALF = _pattern(
    rf"\b(?:in\s+)?(?:the\s+)?(?P<half>first|second) half(?: of (?:(?:the|this) year|(?P<year>{_YEAR})"
    rf"|{_month()}{_year('m')}))?(?!\w)"
)
NEXT = _pattern(
    rf"\b(?:(?:in|over|during)\s+)?(?:the\s+)?(?:next|coming)\s+(?:(?P<count>{_COUNT})\s+)?(?P<unit>day"
    rf"|week|month|year)s?\b"
)
YESTERDAY = _pattern(r"\b(?P<before>(?:the )?day before )?yesterday\b")
TODAY = _pattern(r"\btoday\b")
WEEKDAY = _pattern(rf"\b(?:on\s+|last\s+|this\s+)?(?P<weekday>{'|'.join(WEEKDAYS)})\b")
EVER = _pattern(r"\b(?:ever|of all time|all time|altogether)\b")
LAST_NAMED_MONTH = _pattern(rf"\b(?:in\s+)?last\s+{_month()}(?!,?\s+(?:of\s+)?(?:19|20|21)\d\d)")
# “may” and “march” are verbs too: a month follows a preposition, or precedes a year or the end.
MONTH = (
    _pattern(rf"\b(?:in|during|for|of|last|this)\s+{_month()}{_year()}"),
    _pattern(rf"\b{_month()}(?:,?\s+(?P<year>{_YEAR})\b|\s*[?!.]*\s*$)"),
    _pattern(rf"\b(?P<month>(?!may\b|mar){_MONTH})(?P<year>)"),
)
YEAR = (
    _pattern(rf"\b(?:in|during|of|for)\s+(?P<year>{_YEAR})\b(?P<last>)"),
    _pattern(rf"^\s*(?P<year>{_YEAR})(?![-\w])|(?<![-\w])(?P<last>{_YEAR})\s*[?!.]*\s*$"),
)

# A follow-up can mean the period before that of the last question.
THE_ONE_BEFORE = _pattern(r"\b(?:month|period|year|week) before\b(?! last)")
