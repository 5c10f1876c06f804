"""Payees: the names of payees without the references, dates and long numbers that statements add."""

import re
from functools import lru_cache

FEWEST_DIGITS = 4  # of a number that names a payment or a branch, and of a date without the name of its month
FEWEST_MIXED = 6  # characters of a reference that begins with a digit and has letters; “7up” and “1und1” are names

# Words that announce a reference, and go with it.
_LABELS = {
    "ref", "reference", "referenz", "referencia", "référence", "riferimento", "inv", "invoice", "rechnung", "facture",
    "factura", "fattura", "no", "nr", "num", "number", "id", "trx", "txn", "auth", "card", "karte", "carte", "date",
    "datum", "fecha", "data",
}  # fmt: skip
_NOT_ONLY_LETTERS = re.compile(r"[\d*#|;]")
_BETWEEN_NAMES = re.compile(r"#\s*\d+|[*#|;]+")
_DAY_AND_MONTH = re.compile(
    r"(?<!\S)\d{1,2}\.?[ -]?(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[^\W\d]*\.?"
    r"(?=\s*$|[ -]+\d)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d")
_EDGES = ".,:;/()[]-_+'\"“”"


@lru_cache(maxsize=10_000)
def payee_name(text: str) -> str:
    """Return the name in a payee: “Netflix Ref 559299” is “Netflix”. A payee of numbers alone stays as it is."""
    if not _NOT_ONLY_LETTERS.search(text):
        return " ".join(text.split())
    words = _DAY_AND_MONTH.sub(" 0000 ", _BETWEEN_NAMES.sub(" ", text)).split()
    kept: list[str] = []
    for word in words:
        if not _is_reference(word):
            kept.append(word)
            continue
        while kept and kept[-1].strip(_EDGES).casefold() in _LABELS:
            kept.pop()
    return " ".join(kept).strip(" ,;:/-") or " ".join(text.split())


@lru_cache(maxsize=10_000)
def payee_key(text: str) -> str:
    """Return a key that is equal for all texts of one payee, in any case."""
    return payee_name(text).casefold()


def _is_reference(word: str) -> bool:
    if word.isalpha():
        return False
    digits = len(_DIGITS.findall(word))
    if digits == 0 or digits >= FEWEST_DIGITS:
        return digits > 0
    return len(word) >= FEWEST_MIXED and digits > 1 and word[0].isdigit() and word.isalnum()
