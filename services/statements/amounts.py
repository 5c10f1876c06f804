"""Exact amounts in the notations of banks, and the evidence for their decimal mark."""

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from services.statements.texts import Unreadable, shown
from services.values.errors import Refused
from services.values.money import decimal_places, to_minor

# A dollar, a krone or a yen sign belongs to many currencies and so says nothing.
_SYMBOLS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₺": "TRY", "₪": "ILS", "฿": "THB", "₫": "VND", "₴": "UAH"}
_SYMBOLS |= {"zł": "PLN", "kč": "CZK", "us$": "USD", "a$": "AUD", "c$": "CAD", "nz$": "NZD", "hk$": "HKD", "r$": "BRL"}
_SYMBOLS |= {"ft": "HUF", "₽": "RUB", "руб": "RUB", "р": "RUB", "лв": "BGN", "tl": "TRY", "lei": "RON", "₸": "KZT"}
_SYMBOLS |= {"د.ا": "JOD", "د.أ": "JOD", "د.إ": "AED", "ر.س": "SAR", "د.ك": "KWD", "د.ب": "BHD", "ج.م": "EGP"}
_SYMBOLS |= {"ر.ق": "QAR", "ر.ع": "OMR", "د.ع": "IQD", "د.ت": "TND", "د.م": "MAD", "ل.ل": "LBP", "₦": "NGN", "₱": "PHP"}
_SYMBOLS |= {
    "euro": "EUR",
    "euros": "EUR",
    "人民币": "CNY",
    "人民币元": "CNY",
    "rmb": "CNY",
    "rur": "RUB",
    "元": "CNY",
    "美元": "USD",
}
_SYMBOLS |= {"港币": "HKD", "日元": "JPY", "欧元": "EUR", "英镑": "GBP", "円": "JPY"}
_VAGUE = {
    "$": frozenset(
        ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP", "BBD", "JMD", "TTD", "BSD")
    ),
    "¥": frozenset(("JPY", "CNY")),
    "kr": frozenset(("SEK", "NOK", "DKK", "ISK")),
    "fr": frozenset(("CHF", "XAF", "XOF", "XPF")),
    "sfr": frozenset(("CHF",)),
    "rs": frozenset(("INR", "PKR", "LKR", "NPR", "MUR", "SCR")),
}
"""Signs of several currencies."""

_PLAIN = str.maketrans(
    {
        "\u2212": "-", "\u2013": "-", "\ufe63": "-", "\uff0d": "-", "\u2019": "'", "\u00a0": " ", "\u202f": " ",
        "\u2009": " ", "\u066b": ".", "\u066c": ",", "\uffe5": "¥",
        # Marks of the direction of writing.
        "\u200e": None, "\u200f": None, "\u061c": None, "\u202a": None, "\u202b": None, "\u202c": None, "\u2066": None,
        "\u2067": None, "\u2068": None, "\u2069": None, "\ufeff": None,
    }
)  # fmt: skip
# A point after a letter ends an abbreviation: Rs.100 is a hundred.
_SHAPE = re.compile(r"((?:[^\d.,]|(?<=[^\W\d_])[.,])*)([.,]?\d[\d.,' ]*)(\D*)")
_AROUND = re.compile(r"[-+()]|[^\s\-+()]+")
_GROUPED = re.compile(r"\d{1,3}(?:[.,' ]\d{2,3})*[.,' ]\d{3}")
_SIGN_WORDS = {"cr": 1, "dr": -1, "h": 1, "s": -1}


def read_decimal(text: str, mark: str) -> tuple[Decimal, str | None]:
    """Read an amount and the currency beside it, if any; raise Unreadable if it is no amount.

    `mark` is the decimal mark. A minus may stand on either side; parentheses and DR mean money out.
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
    """Return the ISO 4217 code of a code or symbol; None if it names none or several."""
    code = text.upper()
    if len(code) == 3 and decimal_places(code) is not None:
        return code
    return _SYMBOLS.get(text.casefold().rstrip("."))


def may_mean(sign: str, currency: str) -> bool:
    """Return True if a sign of several currencies, such as $, can mean this one."""
    return currency in _VAGUE[sign]


def minor_units(amount: Decimal, currency: str) -> int:
    """Return the amount in minor units; raise Unreadable if the currency does not allow it."""
    try:
        return to_minor(amount, currency)
    except Refused as refused:
        raise Unreadable(str(refused)) from None


def amount_reader(mark: str, currency: str) -> Callable[[str], int]:
    """Return a function from text to minor units, which is fast for plain numbers with all decimals."""
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


class SignMark(StrEnum):
    """The sign of a written amount."""

    NONE = "NONE"
    PLUS = "PLUS"
    MINUS = "MINUS"


class WrittenAmount(NamedTuple):
    """The parts of a written amount."""

    sign: SignMark
    number: str
    around: tuple[str, ...]


def written(text: str) -> WrittenAmount | None:
    """Split an amount before its decimal mark is known; return None if it is no amount."""
    shape = _SHAPE.fullmatch(text.translate(_PLAIN).strip()) if len(text) <= 60 else None
    if not shape:
        return None
    before, number, after = shape.groups()
    if number[-1:] in ".,":  # “12,-” is a round amount
        after = after.lstrip("-")
    words = tuple(word.casefold() for word in _AROUND.findall(f"{before} {after}"))
    if any(_is_strange(word) for word in words):
        return None
    minus = any(word in ("-", "(", "dr", "s") for word in words)
    plus = any(word in ("+", "cr", "h") for word in words)
    return WrittenAmount(SignMark.MINUS if minus else SignMark.PLUS if plus else SignMark.NONE, number.strip(), words)


def _is_strange(word: str) -> bool:
    known = word in _SIGN_WORDS or word in "-+()" or word.rstrip(".") in _VAGUE
    return not known and currency_code(word) is None


class MarkEvidence:
    """The evidence for the decimal mark of a file."""

    def __init__(self, places: int) -> None:
        """`places` are those of the expected currency."""
        self._places = places
        self._votes = {".": 0, ",": 0}
        self._open = {".": 0, ",": 0}
        self.signs: set[str] = set()
        """The signs beside the numbers that several currencies have, such as $."""
        self.named_currency = False
        """True once an amount names its currency beside the number."""

    def add(self, text: str) -> None:
        """Add an amount."""
        amount = written(text)
        if not amount:
            return
        if amount.around:
            self.signs |= {word for word in (part.rstrip(".") for part in amount.around) if word in _VAGUE}
        number, places = amount.number, self._places
        if amount.around and (code := next(filter(None, map(currency_code, amount.around)), None)):
            self.named_currency = True
            places = decimal_places(code) or 0
        last = max(number, key=lambda char: (char in ".,") * (number.rfind(char) + 1))
        if last not in ".,":
            return
        other = "," if last == "." else "."
        fraction = number.rpartition(last)[2]
        if (
            other in number
            or not _GROUPED.fullmatch(number)
            or number.startswith("0")
            or (places == 3 and amount.around)
        ):
            self._votes[last] += 1
        elif number.count(last) > 1 or len(fraction.rstrip("0")) > places:
            self._votes[other] += 1  # it separates thousands
        else:
            self._open[last] += 1

    @property
    def decided(self) -> bool:
        """Return True if the amounts so far decide the mark, or need none."""
        return self._votes["."] != self._votes[","] or not any(self._open.values())

    @property
    def mark(self) -> str:
        """Return the most likely mark."""
        if self._votes["."] != self._votes[","]:
            return max(self._votes, key=self._votes.__getitem__)
        return max(self._open, key=self._open.__getitem__)


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
        elif word not in "+)" and word.casefold().rstrip(".") not in _VAGUE:
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
