"""Amounts as banks write them, and the evidence for their decimal mark; never a float."""

import re
from collections.abc import Callable
from decimal import Decimal

from services.errors import Refused
from services.importers.statement import Unreadable, shown
from services.money import decimal_places, to_minor

# A dollar, a krone or a yen sign belongs to many currencies and so says nothing.
_SYMBOLS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₺": "TRY", "₪": "ILS", "฿": "THB", "₫": "VND", "₴": "UAH"}
_SYMBOLS |= {"zł": "PLN", "kč": "CZK", "us$": "USD", "a$": "AUD", "c$": "CAD", "nz$": "NZD", "hk$": "HKD", "r$": "BRL"}
_VAGUE = {"$", "¥", "kr", "kr.", "fr", "fr.", "sfr."}

_PLAIN = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2019": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_SHAPE = re.compile(r"([^\d.,]*)([.,]?\d[\d.,' ]*)(\D*)")
_AROUND = re.compile(r"[-+()]|[^\s\-+()]+")
_GROUPED = re.compile(r"\d{1,3}(?:[.,' ]\d{2,3})*[.,' ]\d{3}")
_SIGN_WORDS = {"cr": 1, "dr": -1}


def read_decimal(text: str, mark: str) -> tuple[Decimal, str | None]:
    """The exact amount and the currency that stands beside it, if any; Unreadable when it is no amount.

    `mark` is the decimal mark. Minus signs may stand on either side; parentheses and DR mean money out.
    """
    shape = _SHAPE.fullmatch(text.translate(_PLAIN).strip()) if len(text) <= 60 else None
    if not shape:
        raise Unreadable(_why_not(text))
    before, number, after = shape.groups()
    if number.endswith(mark):  # “12,-” is a round amount
        after = after.lstrip("-")
    try:
        sign, currency = _around(before, after)
        return sign * _number(number.strip(), mark), currency
    except ValueError:
        raise Unreadable(_why_not(text)) from None


def currency_code(text: str) -> str | None:
    """The ISO 4217 code that a code or a symbol names; None when it names none or many."""
    code = text.upper()
    if len(code) == 3 and decimal_places(code) is not None:
        return code
    return _SYMBOLS.get(text.casefold())


def minor_units(amount: Decimal, currency: str) -> int:
    """Minor units of the amount; Unreadable with the reason when the currency does not allow it."""
    try:
        return to_minor(amount, currency)
    except Refused as refused:
        raise Unreadable(str(refused)) from None


def amount_reader(mark: str, currency: str) -> Callable[[str], int]:
    """A function from text to minor units of the currency, quick for plain numbers with all their decimal places."""
    places = decimal_places(currency) or 0

    def read(text: str) -> int:
        whole, _, fraction = text.partition(mark)
        if len(fraction) == places and len(text) <= 12 and "_" not in text:
            try:
                return int(whole + fraction)
            except ValueError:
                return read_any(text)
        return read_any(text)

    def read_any(text: str) -> int:
        amount, named = read_decimal(text, mark)
        if named and named != currency:
            raise Unreadable(f"The amount “{shown(text)}” is in {named}, not {currency}; add a column that says so.")
        return minor_units(amount, currency)

    return read


class MarkEvidence:
    """What the amounts of a file say together about their decimal mark."""

    def __init__(self) -> None:
        self._votes = {".": 0, ",": 0}
        self._open = {".": 0, ",": 0}
        self.named_currency = False
        """Whether an amount names its currency beside the number."""
        self.count = 0
        """The number of amounts."""
        self.outgoing = 0
        """The number of amounts that are marked as money out."""

    def add(self, text: str) -> None:
        shape = _SHAPE.fullmatch(text.translate(_PLAIN).strip()) if len(text) <= 60 else None
        if not shape:
            return
        before, number, after = shape.groups()
        around = [word.casefold() for word in _AROUND.findall(f"{before} {after}")]
        self.count += 1
        self.outgoing += any(word in ("-", "(", "dr") for word in around)
        self.named_currency = self.named_currency or any(map(currency_code, around))
        last = max(number, key=lambda char: (char in ".,") * (number.rfind(char) + 1))
        if last not in ".,":
            return
        other = "," if last == "." else "."
        if other in number or not _GROUPED.fullmatch(number.strip()):
            self._votes[last] += 1
        elif number.count(last) > 1:
            self._votes[other] += 1
        else:
            self._open[last] += 1

    @property
    def decided(self) -> bool:
        """Whether the amounts seen so far say which mark it is, or hold none."""
        return self._votes["."] != self._votes[","] or not any(self._open.values())

    def decide(self, places: int) -> tuple[str, str | None]:
        """The mark, and a sentence when the amounts left it open; `places` are those of the expected currency."""
        if self._votes["."] != self._votes[","]:
            return max(self._votes, key=self._votes.__getitem__), None
        if not any(self._open.values()):
            return ".", None
        seen = max(self._open, key=self._open.__getitem__)
        mark = seen if places == 3 else "," if seen == "." else "."
        meaning = "decimals" if mark == seen else "thousands"
        note = f"The amounts can be read in more than one way; “{seen}” is read as the mark of {meaning}."
        return mark, f"{note} Give the decimal mark to change that."


def _around(before: str, after: str) -> tuple[int, str | None]:
    sign, currency = 1, None
    words = _AROUND.findall(f"{before} {after}")
    if sum(map(words.count, "-+(")) > 1 or words.count("(") != words.count(")"):
        raise ValueError
    for word in words:
        if word in "-(":
            sign = -sign
        elif word.casefold() in _SIGN_WORDS:
            sign *= _SIGN_WORDS[word.casefold()]
        elif word not in "+)" and word.casefold() not in _VAGUE:
            currency = currency_code(word)
            if currency is None:
                raise ValueError
    return sign, currency


def _number(number: str, mark: str) -> Decimal:
    whole, _, fraction = number.partition(mark)
    if whole and not (whole.isdecimal() or (mark not in whole and _GROUPED.fullmatch(whole))):
        raise ValueError
    if fraction and not fraction.isdecimal():
        raise ValueError
    digits = "".join(char for char in whole if char.isdecimal())
    return Decimal(f"{digits or '0'}.{fraction or '0'}")


def _why_not(text: str) -> str:
    if not text.strip():
        return "The amount is missing; fill it in or remove the line."
    return f"The amount “{shown(text)}” is not a number; write it as -12.50."
