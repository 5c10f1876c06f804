"""The names that banks give their columns, and which column plays which role."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from services.errors import invalid
from services.importers.amounts import currency_code
from services.importers.statement import CsvMapping

ROLES = (
    "date", "amount", "debit", "credit", "direction", "currency",
    "payee", "note", "category", "account", "bank_id",
)  # fmt: skip

# Per role the best name first: English, German, French, Spanish, Dutch, Italian, Portuguese.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "date": (
        "date", "booking date", "transaction date", "posting date", "posted date", "date posted", "post date",
        "trans date", "transaction date time", "completed date", "started date", "date of transaction",
        "entry date", "value date", "datum", "buchungstag", "buchungsdatum", "buchung", "belegdatum",
        "valutadatum", "valuta", "wertstellung", "date operation", "date de l operation", "date d operation",
        "date comptable", "date de comptabilisation", "date transaction", "date de transaction", "date valeur",
        "date de valeur", "fecha", "fecha operacion", "fecha de operacion", "f operacion", "fecha contable",
        "fecha valor", "boekdatum", "boekingsdatum", "transactiedatum", "rentedatum", "data", "data operazione",
        "data contabile", "data movimento", "data valuta", "data lancamento", "data mov",
    ),
    "amount": (
        "amount", "transaction amount", "value", "sum", "total", "net amount", "net", "gross", "betrag",
        "betrag in", "umsatz",
        "buchungsbetrag", "wert", "montant", "montant de l operation", "importe", "cantidad", "monto", "bedrag",
        "transactiebedrag", "importo", "valor", "montante", "quantia",
    ),
    "debit": (
        "debit", "debit amount", "withdrawal", "withdrawals", "withdrawal amount", "withdrawal amt", "paid out",
        "money out", "out", "outflow", "spent", "expense", "payments", "soll", "lastschrift", "belastung",
        "ausgabe", "ausgaben", "ausgang", "debito", "debet", "cargo", "cargos", "adeudo", "gasto", "retiro", "af",
        "uit", "uitgaven", "uscite", "addebiti", "addebito", "dare", "saida",
    ),
    "credit": (
        "credit", "credit amount", "deposit", "deposits", "deposit amount", "deposit amt", "paid in", "money in",
        "in", "inflow", "received", "income", "receipts", "haben", "gutschrift", "einnahme", "einnahmen", "eingang",
        "credito", "abono", "abonos", "ingreso", "ingresos", "bij", "inkomsten", "entrate", "accrediti", "accredito",
        "avere", "entrada",
    ),
    "direction": (
        "debit credit", "credit debit", "dr cr", "cr dr", "credit debit indicator", "credit or debit",
        "debit or credit", "direction", "sign", "soll haben", "soll haben kennzeichen", "sens", "af bij", "bij af",
        "debet credit", "d c", "c d",
        "transaction type", "type",
    ),
    "currency": (
        "currency", "currency code", "transaction currency", "ccy", "curr", "waehrung", "devise", "monnaie",
        "moneda", "divisa", "munt", "muntsoort", "moeda",
    ),
    "payee": (
        "payee", "payee name", "merchant", "merchant name", "counterparty", "counterparty name", "counter party",
        "beneficiary", "beneficiary name", "payer payee", "recipient", "partner name", "name", "company", "vendor",
        "target name", "beguenstigter zahlungspflichtiger", "auftraggeber beguenstigter",
        "auftraggeber empfaenger", "name zahlungsbeteiligter", "zahlungsempfaenger in", "zahlungsempfaenger",
        "empfaenger", "beguenstigter", "beneficiaire", "tiers", "nom", "libelle", "libelle simplifie",
        "libelle operation", "libelle de l operation", "intitule", "beneficiario", "concepto", "nombre",
        "naam omschrijving", "naam tegenpartij", "naam tegenrekening", "tegenpartij", "naam", "begunstigde",
        "description", "transaction description", "details", "transaction details", "transaction", "narrative",
        "particulars", "buchungstext", "beschreibung", "descripcion", "omschrijving", "omschrijving 1",
        "descrizione", "descricao",
    ),
    "note": (
        "note", "notes", "memo", "message", "comment", "comments", "remarks", "purpose", "remittance information",
        "payment reference", "reference", "description", "details", "narrative", "extended details",
        "additional information", "verwendungszweck", "notiz", "bemerkung", "kommentar", "buchungstext",
        "informations", "informations complementaires", "communication", "detail", "commentaire", "motif", "nota",
        "notas", "observaciones", "comentario", "concepto", "mededelingen", "mededeling", "omschrijving",
        "opmerking", "causale", "descrizione", "descricao",
    ),
    "category": (
        "category", "category name", "kategorie", "categorie", "categoria", "rubrik", "rubrique", "rubriek",
    ),
    "account": (
        "account", "account number", "account no", "account id", "account name", "own account",
        "auftragskonto", "konto", "kontonummer", "iban auftragskonto", "bezeichnung auftragskonto", "compte",
        "numero de compte", "compte numero", "cuenta", "numero de cuenta", "rekening", "rekeningnummer", "iban bban",
        "conto", "conta",
    ),
    "bank_id": (
        "id", "transaction id", "fitid", "unique id", "transaction number", "reference number", "reference id",
        "bank reference", "archive reference", "transaktions id", "umsatz id", "buchungsreferenz", "id operation",
        "id de transaccion", "transactie id", "transactiereferentie", "volgnr", "id transazione",
    ),
}  # fmt: skip
_CURRENCY_TAIL = re.compile(r"(?: in)? ([a-z]{3})$")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


OUT_WORDS = {
    "debit", "debet", "debito", "d", "dr", "dbit", "s", "soll", "af", "out", "withdrawal", "expense", "-",
}  # fmt: skip
IN_WORDS = {"credit", "credito", "c", "cr", "crdt", "h", "haben", "bij", "in", "deposit", "income", "+"}


def normalise(name: str) -> str:
    """A column's name as the lists above have it: small letters without accents, words only."""
    text = unicodedata.normalize("NFC", name).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def columns_by_name(header: Sequence[str]) -> dict[str, int]:
    """Role → column (from 0) for every role that the header names; each column plays one role."""
    names = [_without_currency(normalise(cell)) for cell in header]
    found: dict[str, int] = {}
    for role in ROLES:
        for name in _NAMES[role]:
            if name in names and names.index(name) not in found.values():
                found[role] = names.index(name)
                break
    return found


def is_header(header: Sequence[str]) -> bool:
    """Whether the row names a column of dates and one of amounts."""
    return complete(columns_by_name(header))


def complete(columns: Mapping[str, int]) -> bool:
    """Whether these columns are enough to read transactions."""
    return "date" in columns and ("amount" in columns or "debit" in columns or "credit" in columns)


def header_currency(name: str) -> str | None:
    """The currency in a column's name, as in “Amount (EUR)” or “Betrag in €”."""
    words = re.findall(r"[^\s()\[\]:,;/]+", name)
    return next(
        (code for word in words[1:] if (word.isupper() or len(word) == 1) and (code := currency_code(word))), None
    )


def mapped_columns(mapping: CsvMapping, header: Sequence[str], width: int) -> dict[str, int]:
    """Role → column (from 0) for the roles that the caller names; refuses a column that the file lacks."""
    names = [normalise(cell) for cell in header]
    return {role: _column(wanted, role, names, header, width) for role, wanted in wanted_columns(mapping).items()}


def wanted_columns(mapping: CsvMapping) -> dict[str, str]:
    """Role → the caller's word for its column."""
    wanted = {role: getattr(mapping, role) for role in ROLES}
    return {role: name for role, name in wanted.items() if name}


def merge(mapped: dict[str, int], detected: Mapping[str, int]) -> dict[str, int]:
    """The caller's columns, and of the detected ones those that do not contradict them."""
    free = {role: column for role, column in detected.items() if role not in mapped and column not in mapped.values()}
    if "amount" in mapped or "amount" in free:
        free.pop("debit", None)
        free.pop("credit", None)
    if "debit" in mapped or "credit" in mapped:
        free.pop("amount", None)
    return {**free, **mapped}


def _column(wanted: str, role: str, names: Sequence[str], header: Sequence[str], width: int) -> int:
    if normalise(wanted) in names:
        return names.index(normalise(wanted))
    if wanted.isdecimal() and 1 <= int(wanted) <= width:
        return int(wanted) - 1
    there = ", ".join(cell.strip()[:30] for cell in header[:20]) or f"columns 1 to {width}"
    raise invalid(f"The file has no column “{wanted[:40]}” for the {role}; it has: {there}.", "mapping", role)


def _without_currency(name: str) -> str:
    tail = _CURRENCY_TAIL.search(name)
    return name[: tail.start()] if tail and currency_code(tail.group(1)) else name
