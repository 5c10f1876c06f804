"""Payees: the names of payees without the references, dates and long numbers that statements add."""

import re
from functools import lru_cache

FEWEST_DIGITS = 4  # of a number that names a payment or a branch, and of a date without the name of its month
FEWEST_MIXED = 6  # characters of a reference that begins with a digit and has letters; “7up” and “1und1” are names
FEWEST_TURNS = 3  # from letters to digits and back in a reference such as “A7F3K”; “Studio54” is a name

# Words that announce a reference, and go with it.
_LABELS = {
    "ref", "reference", "referenz", "referencia", "référence", "riferimento", "inv", "invoice", "rechnung", "facture",
    "factura", "fattura", "no", "nr", "num", "number", "id", "trx", "txn", "auth", "card", "karte", "carte", "date",
    "datum", "fecha", "data",
}  # fmt: skip
# Words that are never followed by a part of a name, so that the reference may be short.
_SURE_LABELS = {"ref", "reference", "referenz", "inv", "invoice", "rechnung", "rg", "facture", "factura", "fattura"}
_NOT_ONLY_LETTERS = re.compile(r"[\d*#|;]")
_BETWEEN_NAMES = re.compile(r"#\s*\d+|\*\s*(?=\w*\d)(?=\w*[^\W\d])\w+\s*$|[*#|;]+")
_DAY_AND_MONTH = re.compile(
    r"(?<!\S)\d{1,2}\.?[ -]?(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[^\W\d]*\.?"
    r"(?=\s*$|[ -]+\d)",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)(?:uar[yi]?|ruar[yi]?|ch|z|rc|il|e|i|y|ust|t"
    r"|tember|ober|ember)?\.?"
)
_MONTH_AND_YEAR = re.compile(rf"\b{_MONTH}\s+(?:19|20)\d\d\b", re.IGNORECASE)
_MONTH_AT_END = re.compile(rf"(?<=\w)[\s(]+{_MONTH}\)?$")
_DIGITS = re.compile(r"\d")
_TURN = re.compile(r"(?<=\d)[^\W\d]|(?<=[^\W\d])\d")
_EDGES = ".,:;/()[]-_+'\"“”"


@lru_cache(maxsize=10_000)
def payee_name(text: str) -> str:
    """Return the name in a payee: “Netflix Ref 559299” is “Netflix”. A payee of numbers alone stays as it is."""
    if not _NOT_ONLY_LETTERS.search(text):
        return " ".join(text.split())
    bare = _DAY_AND_MONTH.sub(" 0000 ", _BETWEEN_NAMES.sub(" ", text))
    words = _MONTH_AND_YEAR.sub(" 0000 ", bare).split()
    kept: list[str] = []
    for word in words:
        announced = kept and kept[-1].strip(_EDGES).casefold() in _SURE_LABELS and _DIGITS.search(word)
        if not announced and not _is_reference(word):
            kept.append(word)
            continue
        while kept and kept[-1].strip(_EDGES).casefold() in _LABELS:
            kept.pop()
    return " ".join(kept).strip(" ,;:/-") or " ".join(text.split())


@lru_cache(maxsize=10_000)
def payee_key(text: str) -> str:
    """Return a key that is equal for all texts of one payee, in any case."""
    return payee_name(text).casefold()


@lru_cache(maxsize=10_000)
def recurring_key(text: str) -> str:
    """Return the key of a payee without the month that it ends with: “Rent October” is “rent”."""
    key = payee_key(text)
    return _MONTH_AT_END.sub("", key)


def _is_reference(word: str) -> bool:
    if word.isalpha():
        return False
    digits = len(_DIGITS.findall(word))
    if digits == 0 or digits >= FEWEST_DIGITS:
        return digits > 0
    if len(_TURN.findall(word)) >= FEWEST_TURNS and word.isalnum():
        return True
    return len(word) >= FEWEST_MIXED and digits > 1 and word[0].isdigit() and word.isalnum()
