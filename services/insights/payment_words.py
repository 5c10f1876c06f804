"""Words in payees and notes that tell fees, transfers, cash and returned purchases, as banks and people write them."""

import re
from enum import Enum
from functools import lru_cache

_FEE = r"(?:fees?|gebühr(?:en)?|gebuehr(?:en)?|\w*entgelte?|surcharge|commission|frais|comisión|commissione|kosten)\b"
_OF_A_BANK = (
    r"\b(?:bank|account|card|atm|cash|overdraft|wire|transaction|maintenance|konto|karten?|überzieh\w*|auszahl\w*"
    r"|dispo|depot|giro|compte|cuenta|conto)"
)
_FEE_OF_A_BANK = re.compile(
    rf"{_OF_A_BANK}\w*\b.{{0,40}}{_FEE}|{_OF_A_BANK}\w*(?:gebühr|gebuehr|entgelt)|{_OF_A_BANK}\w* charges?\b"
    rf"|\b{_FEE}.{{0,20}}{_OF_A_BANK}|\boverdraft (?:interest|charge)|\b(?:soll|dispo)zins"
    r"|\bkonto(?:führung|fuehrung)"
)
_FOREIGN_FEE = re.compile(
    rf"\b(?:foreign|fx|forex|currency|international|non-sterling|non-euro|cross[- ]border|exchange|conversion)\b"
    rf".{{0,40}}(?:{_FEE}|\bcharge\b)|\b(?:auslands|fremdwährung|fremdwaehrung|wechselkurs|währungsumrechnung)\w*"
)
_MOVED = re.compile(
    r"\b(?:transfer|xfer|payment|move[ds]?|to|an|auf|zu|from|von)\b.{0,20}\b(?:savings?|own account|current account"
    r"|credit card|brokerage|depot|sparkonto|tagesgeld(?:konto)?|kreditkarte)\b|^(?:internal |own )?transfer$"
    r"|\b(?:savings?|internal) (?:transfer|deposit)\b|\bown account\b"
    r"|\bumbuchung\b|\beigenübertrag\b|\bübertrag\b|\buebertrag\b|\beigenes konto\b|\bvirement (?:interne|entre)\b"
    r"|\b(?:credit ?card|visa|mastercard|amex|american express)"
    r" (?:bill|settlement|payment|repayment|balance|statement)\b"
    r"|\bkreditkarten?(?:abrechnung|zahlung)\b|\bpayment thank you\b|\bgiroconto\b|\btraspaso\b"
)
_CASH = re.compile(
    r"\b(?:atm|cash|withdrawal|geldautomat|bargeld\w*|barauszahlung|auszahlung|bancomat|cajero|retrait|ga nr)\b"
)
_RETURNED = re.compile(
    r"\b(?:returned|sent back|refund (?:expected|pending|due|requested)|to be refunded|awaiting refund"
    r"|zurückgeschickt|retoure|rücksendung|storniert|cancelled|canceled)\b"
)
_RARE_BILL = re.compile(
    r"insurance|versicherung|assurance|seguro|\btax\b|steuer\b|impôt|\bcouncil\b|\bannual\b|\byearly\b|jahres|tuition"
)
_PAID_BACK = re.compile(r"refund|reimburse|erstattung|rückzahlung|remboursement|reembolso|rimborso|cashback")


class Said(Enum):
    """The things that a payment can say of itself."""

    BANK_FEE = _FEE_OF_A_BANK
    FOREIGN_FEE = _FOREIGN_FEE
    MOVED = _MOVED
    CASH = _CASH
    RETURNED = _RETURNED
    RARE_BILL = _RARE_BILL
    PAID_BACK = _PAID_BACK


@lru_cache(maxsize=10_000)
def said_in(text: str, more: str = "") -> frozenset[Said]:
    """Return all that a payee, or the name of a category, and a note say of a payment."""
    folded = f"{text} {more}".casefold().strip()
    return frozenset(thing for thing in Said if thing.value.search(folded))
