"""Words and texts that a tip from a model may not have."""

import re

UNFIT_FOR_A_TIP = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|net|org|io|de|eu|info|biz|xyz|app|example|ly|co)\b|\S@\S"
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}|(?:\d[ -]?){12,}|\b(?:iban|bic|swift|sort code|account number|pin|tan)\b"
    r"|\b(?:password|passcode|card number|security code|cvv|wallet)\b"
    r"|\b(?:done|i(?:'ve| have| just)? (?:deleted?|set|moved?|transferred|paid|cancell?ed|changed|booked|sent|added"
    r"|updated|removed|recorded|scheduled|stopped|increased|reduced))\b|\bhas been (?:deleted|set|moved|paid|sent"
    r"|cancell?ed|changed|transferred)\b"
    r"|\b(?:invest\w*|stocks?|shares in|etfs?|bonds?|crypto\w*|bitcoin|ethereum|funds?|brokers?|forex|options? trading"
    r"|gold bars?|securities|portfolio)\b|\b(?:loan|borrow|mortgage|payday|casino|bet|gambl\w+|lottery)\b"
    r"|\b(?:send|transfer|wire|pay) .{0,60}\bto (?!savings|your)\w",
    re.IGNORECASE,
)
