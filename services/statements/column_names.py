"""Names of columns in the languages of banks, and the roles that they stand for."""

import re
from collections.abc import Mapping, Sequence

from services.statements.amounts import currency_code
from services.statements.options import CsvMapping
from services.statements.vocabulary import normalise
from services.values.errors import invalid

ROLES = (
    "date", "amount", "debit", "credit", "direction", "currency", "fee", "balance", "status",
    "payee", "note", "category", "account", "bank_id", "split",
)  # fmt: skip

# Per role the best name first. A name may stand in several roles; the first role in the order above takes the column.
_NAMES: Mapping[str, str] = {
    "date": """
        date; booking date; booked date; transaction date; posting date; posted date; date posted; post date;
        trans date; transaction date time; completed date; date processed; processed date; date of transaction;
        entry date; effective date; created; created on; created at; timestamp; datetime;
        date time; time; started date;
        value date; datum; buchungstag; buchungsdatum; buchung; belegdatum; transaktionsdatum; date operation;
        date de l operation; date d operation; date comptable;
        date de comptabilisation; date transaction; date de transaction; fecha;
        fecha operacion; fecha de operacion; f operacion; fecha contable; boekdatum; boekingsdatum;
        transactiedatum; uitvoeringsdatum; datum verrichting; data; data operazione; data contabile; data movimento;
        data lancamento; data mov; data operacji; data transakcji; data ksiegowania; tarih; islem tarihi;
        tarih saat; dato; bokfoeringsdag; bokfoeringsdatum; transaktionsdag; bogfoert dato;
        bokfoert dato; bogfoeringsdato;
        paeivaeys; paeivaemaeaerae; kirjauspaeivae; datum zauctovani; datum provedeni;
        koenyveles datuma; tranzakcio datuma; дата; дата операции;
        日付; 取引日; 日期; 交易日期; 交易时间; 交易日; 交易创建时间; 记账日期; 记账日; 거래일; 거래일시;
        valutadatum; valuta; wertstellung; wert; date valeur; date de valeur; fecha valor; rentedatum; data valuta;
        data waluty
    """,
    "amount": """
        net; netto; net amount; nettobetrag; amount; transaction amount; betrag; montant; importe; bedrag; importo;
        valor; kwota; tutar; islem tutari; belob; beloeb; belop; beloep; maeaerae; castka; oesszeg;
        tranzakcio oesszege; сумма; 金額; 金额; 金额 元; 实付金额; 交易金额; 금액;
        betrag in; umsatz; buchungsbetrag; transaktionsbetrag; kwota operacji; kwota transakcji; suma operacji;
        montant de l operation; cantidad; monto; transactiebedrag; bedrag eur; montante; quantia; value; sum; total;
        gross; brutto; gross amount; signed amount; booking amount; account amount
    """,
    "debit": """
        debit; debit amount; debits; withdrawal; withdrawals; withdrawal amount; withdrawal amt; paid out; money out;
        out; outflow; spent; expense; payments; soll; lastschrift; belastung; ausgabe; ausgaben; ausgang; debito;
        debet; debit euros; debit eur; cargo; cargos; adeudo; gasto; retiro; af; uit; uitgaven; uscite; addebiti;
        addebito; dare; saida; debitos; obciazenia; wydatki; borc; amount debit; debit montant;
        расход; разход; 出金; 支出; 取出金额;
        记账金额 支出; 출금액
    """,
    "credit": """
        credit; credit amount; credits; deposit; deposits; deposit amount; deposit amt; paid in; money in; in; inflow;
        received; income; receipts; haben; gutschrift; einnahme; einnahmen; eingang; credito;
        credit euros; credit eur;
        kredit; abono; abonos; ingreso; ingresos; bij; inkomsten; entrate; accrediti; accredito; avere; entrada;
        creditos; uznania; wplywy; alacak; amount credit; credit montant; приход; 入金; 收入; 存入; 存入金额;
        记账金额 收入; 입금액
    """,
    "direction": """
        debit credit; credit debit; creditdebet; debetcredit; dr cr; cr dr; credit debit indicator;
        debit credit indicator; credit or debit; debit or credit; direction; sign; soll haben; soll haben kennzeichen;
        sens; af bij; bij af; debet credit; d c; c d; billing amount sign; bevetel kiadas; 收 支; 借贷;
        借贷标志; transaction type; type
    """,
    "currency": """
        currency; currency code; transaction currency; account currency; ccy; curr; waehrung; valutacode; devise;
        monnaie; moneda; divisa; munt; muntsoort; moeda; waluta; para birimi; valuuta; valuta;
        mena; mena uctu; tranzakcio devizaneme; deviza; devizanem; penznem; валюта; 通貨; 币种; 币别; 货币; 记账币种
    """,
    "fee": "fee; fees; fee amount; gebuehr; gebuehren; frais; comision; commissione; kosten; oplata; commission",
    "balance": """
        balance; running balance; account balance; balance after; saldo; kontostand; solde; bakiye;
        saldo po transakcji;
        saldo po operacji; saldo nach buchung; saldo na mutatie; saldo disponible; saldo contabile; ledger balance;
        available balance; closing balance; balance amount; zustatek; egyenleg; остаток; 残高; 差引残高; 余额; 账户余额;
        本次余额; 联机余额; 잔액
    """,
    "status": """
        status; state; transaction status; transaction state; payment status; buchungsstatus; etat; statut; estado;
        stato; stan; durum; tila; zustand;
        交易状态; 当前状态
    """,
    "payee": """
        payee name; payee; payer name; payer; sender; zahlungspflichtige r; merchant;
        merchant name; counterparty; counterparty name; counter party;
        beneficiary; beneficiary name; payer payee; recipient; partner name; name; company; vendor; store;
        target name; source name; beguenstigter zahlungspflichtiger; beguenstigter auftraggeber;
        auftraggeber beguenstigter; auftraggeber empfaenger; name zahlungsbeteiligter; zahlungsempfaenger in;
        zahlungsempfaenger; empfaenger; beguenstigter; beneficiaire; tiers; nom; libelle; libelle simplifie;
        libelle operation; libelle de l operation; intitule; beneficiario; concepto; nombre; naam omschrijving;
        naam tegenpartij; naam tegenrekening; tegenrekeninghouder; tegenpartij; naam; begunstigde; nadawca odbiorca;
        kontrahent; dane kontrahenta; nazev protiuctu; partner neve; ellenoldali nev; 交易对方; 商户名称; 对方户名;
        对方账户名; 交易对手名称; 对手信息; 交易场所;
        description; transaction description; details; transaction details; transaction;
        narrative; particulars; title; text; buchungstext; avisierungstext; beschreibung; descripcion; omschrijving;
        omschrijving 1; descrizione; descricao; historico; opis operacji; opis transakcji; opis; tytul; aciklama;
        beskrivning; beskrivelse; tekst; saaja; selite; popis; megnevezes; описание; 摘要; 内容; 적요;
        original description; memo; label; summary; umsatztext; to; from
    """,
    "note": """
        note; notes; memo; message; comment; comments; remarks; purpose; remittance information; payment reference;
        reference; description; details; narrative; extended details; additional information; verwendungszweck; notiz;
        bemerkung; kommentar; buchungstext; umsatzart; typ; informations; informations complementaires; communication;
        detail; commentaire; motif; nota; notas; observaciones; comentario; concepto; mededelingen; mededeling;
        omschrijving; opmerking; causale; descrizione; descricao; tytul; opis; zprava;
        zprava pro prijemce; poznamka; koezlemeny; 商品; 商品说明; 交易说明; 交易描述; 订单标题; 附言; 备注;
        交易摘要; 交易附言; 交易类型; 摘要; labels; tags; item title; action
    """,
    "category": """
        category group category; category; category name; kategorie; categorie; categoria;
        kategoria; rubrik; rubrique; rubriek
    """,
    "account": """
        account; account number; account no; account id; account name; own account; auftragskonto; konto; kontonummer;
        iban auftragskonto; bezeichnung auftragskonto; compte; numero de compte; compte numero; cuenta;
        numero de cuenta; rekening; rekeningnummer; iban bban; conto; conta; rachunek
    """,
    "split": "split amount",
    "bank_id": """
        id; transaction id; fitid; unique id; transaction number; reference number; reference id; bank reference;
        archive reference; transaktions id; umsatz id; transaktionscode; buchungsreferenz; id operation;
        id de transaccion; transactie id; transactiereferentie; volgnr; id transazione
    """,
}  # fmt: skip
NAMES = {role: tuple(name.strip() for name in names.replace("\n", " ").split(";")) for role, names in _NAMES.items()}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A word in an unlisted name stands for a role, if the cells agree.
_WORDS: Mapping[str, frozenset[str]] = {
    "balance": _words("balance saldo boeksaldo kontostand solde bakiye"),
    "date": _words("date datum fecha data dato tarih tarihi paeivae дата buchungstag valuta time"),
    "debit": _words("debit debits withdrawal withdrawals lastschrift debito soll outflow"),
    "credit": _words("credit credits deposit deposits gutschrift credito haben inflow"),
    "amount": _words(
        """
    amount betrag montant importe bedrag importo valor kwota tutari tutar belopp сумма
    """
    ),
    "payee": _words("description payee merchant descripcion libelle opis omschrijving"),
}
_PAYERS = frozenset(("payer", "payer name", "sender", "zahlungspflichtige r", "auftraggeber", "remitter", "from"))
_OTHER_MONEY = _words(
    "original originalwaehrung fremdwaehrung foreign fx local exchange counter quote origine origen oryginalna"
)
_CURRENCY_TAIL = re.compile(r" ([a-z]{3})$")


def roles_of(name: str) -> list[tuple[int, str]]:
    """Return (rank, role) for each role of a column's name; a lower rank is a better name."""
    plain = _without_currency(normalise(name))
    # “Betrag in EUR” is an amount, but “Paid in (EUR)” is money in.
    if not any(plain in names for names in NAMES.values()):
        plain = plain.removesuffix(" in")
    return [(NAMES[role].index(plain), role) for role in ROLES if plain in NAMES[role]] if plain else []


def role_by_word(name: str) -> str | None:
    """Return the role of a single word in an unknown name."""
    words = set(normalise(name).split())
    return next((role for role, known in _WORDS.items() if not known.isdisjoint(words)), None)


def is_foreign(name: str) -> bool:
    """Return True if the name of a date column is in a language that never writes the month first."""
    plain = normalise(name)
    return plain in NAMES["date"] and NAMES["date"].index(plain) >= NAMES["date"].index("datum")


def is_payer(name: str) -> bool:
    """Return True if a column names the payer, who is the owner when money goes out."""
    return normalise(name) in _PAYERS


def is_of_other_money(name: str) -> bool:
    """Return True if a name means the amount before its exchange."""
    return not _OTHER_MONEY.isdisjoint(normalise(name).split())


def names_direction(name: str) -> bool:
    """Return True if a name means debit or credit; a column called type may hold anything."""
    plain = normalise(name)
    return plain in NAMES["direction"] and not plain.endswith(("type", "sign"))


def names_columns(row: Sequence[str]) -> bool:
    """Return True if a row names a column of dates and one of amounts."""
    roles = {role for cell in row for _, role in roles_of(cell)}
    roles |= {role for cell in row if (role := role_by_word(cell))}
    return "date" in roles and not roles.isdisjoint(("amount", "debit", "credit", "balance"))


def known_names(row: Sequence[str]) -> int:
    """Return the number of cells that are names of columns."""
    return sum(1 for cell in row if cell.strip() and (roles_of(cell) or role_by_word(cell)))


def header_currency(name: str) -> str | None:
    """Return the currency in a column's name, as in “Amount (EUR)” or “Betrag in €”."""
    words = re.findall(r"[^\s()\[\]:,;/]+", name)
    return next(
        (code for word in words[1:] if (word.isupper() or len(word) == 1) and (code := currency_code(word))), None
    )


def mapped_columns(mapping: CsvMapping, header: Sequence[str], width: int) -> dict[str, int]:
    """Return the column (from 0) of each role that the caller names; refuse an unknown column."""
    names = [normalise(cell) for cell in header]
    return {role: _column(wanted, role, names, header, width) for role, wanted in wanted_columns(mapping).items()}


def wanted_columns(mapping: CsvMapping) -> dict[str, str]:
    """Return the caller's word for the column of each role."""
    wanted = {role: getattr(mapping, role, None) for role in ROLES}
    return {role: name for role, name in wanted.items() if name}


def _column(wanted: str, role: str, names: Sequence[str], header: Sequence[str], width: int) -> int:
    if normalise(wanted) in names and normalise(wanted):
        return names.index(normalise(wanted))
    if wanted.isdecimal() and 1 <= int(wanted) <= width:
        return int(wanted) - 1
    there = ", ".join(cell.strip()[:30] for cell in header[:20]) or f"columns 1 to {width}"
    raise invalid(f"The file has no column “{wanted[:40]}” for the {role}; it has: {there}.", "mapping", role)


def _without_currency(name: str) -> str:
    tail = _CURRENCY_TAIL.search(name)
    return name[: tail.start()] if tail and currency_code(tail.group(1)) else name
