"""Words and texts that a reply of a model, or a tip in it, may not have."""

import re

# Links, account numbers and secrets, and orders to send money.
REACHING_OUT = re.compile(
    r"https?:\S*|www\.\S+|\b[\w-]+\.(?:com|net|org|io|de|eu|info|biz|xyz|app|example|ly|co)\b\S*|\S+@\S+"
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}(?: ?[A-Z0-9]{1,4})?|(?:\d[ -]?){12,}"
    r"|\b(?:iban|bic|swift|sort code|account number|pin|tan)\b"
    r"|\b(?:password|passcode|card number|security code|cvv|wallet)\b"
    r"|\b(?:send|transfer|wire|pay) .{0,60}\bto (?!savings|your)\w+",
    re.IGNORECASE,
)
# Acts that Finny cannot have done: it only reads.
ACTS = re.compile(
    r"\bdone\b|\bi(?:'ve| have|'ll| will)?(?: just| now| already)? (?:deleted?|set|moved?|transferred|paid|cancell?ed"
    r"|changed?|booked|sent|added|updated|removed|recorded|scheduled|stopped|increased|reduced|created|renamed"
    r"|categori[sz]ed)\b"
    r"|\b(?:has|have|was|were) (?:now |just )?been (?:deleted|set|moved|paid|sent|cancell?ed|changed|transferred"
    r"|updated|created|added)\b",
    re.IGNORECASE,
)
_INVESTING = (
    r"(?:invest(?:ing|ments?)?|stocks?|shares in|etfs?|bonds?|crypto\w*|bitcoin|ethereum|index funds?|brokers?|forex"
    r"|options? trading|gold bars?|securities|portfolio|loan|mortgage|payday|casino|gambl\w+|lottery)"
)
# Advice to invest, to borrow or to bet.
ADVICE_BESIDE = re.compile(
    rf"\b(?:should|could|consider|recommend|suggest|try|buy|put|borrow|bet)\b[^.\n]{{0,60}}\b{_INVESTING}\b"
    rf"|^\W*invest\b[^.\n]*|\b{_INVESTING}\b[^.\n]{{0,40}}\b(?:is|are|would be) (?:a |your )?(?:good|safe|best|wise)",
    re.IGNORECASE | re.MULTILINE,
)
# In a tip these words are enough.
UNFIT_FOR_A_TIP = re.compile(
    rf"{REACHING_OUT.pattern}|{ACTS.pattern}|\b{_INVESTING}\b|\b(?:funds?|bet|borrow)\b", re.IGNORECASE
)
# Parts in words, which no tool returns.
HALVES = re.compile(
    r"\b(?:half|a third|two thirds|a quarter|three quarters) of (?:your|the|all|it|that)\b(?!\W*\d)"
    r"|\btwice as (?:much|many)\b"
    r"|\b(?:doubled|halved|tripled)\b|\b(?:double|triple) (?:your|the|what|that)\b",
    re.IGNORECASE,
)
