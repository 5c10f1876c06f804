"""The vocabulary of statements: directions, states, balances and card payments."""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from services.statements.lines import SkipReason


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OUT_WORDS = _words(
    """
    d dr db s - debit debet debito debits dbit soll lastschrift belastung ausgang af out outgoing withdrawal
    expense outflow money-out paid-out afschrijving debitering obciazenie wydatek borc gider kiadas 支出 支 借 借-dr
    """
)
IN_WORDS = _words(
    """
    c cr h k + credit credito credits kredit crdt haben gutschrift eingang bij in incoming deposit income money-in
    inflow paid-in bijschrijving kreditering uznanie przychod alacak gelir bevetel 收入 收 贷 贷-cr
    """
)
NEUTRAL_WORDS = _words("/ 不计收支 不计入收支 中性交易")
"""Words in the place of a direction for money that stays the owner's own, and counts as neither in nor out."""

_STATES = {
    SkipReason.PENDING: """
        pending processing authorised authorized authorization authorisation hold held uncommitted unposted unbooked
        scheduled awaiting initiated pdng autorizzato autorizzata autorizado autorizada autorisiert autorisee
        geautoriseerd fueggo 等待确认收货 等待付款
        vorgemerkt ausstehend offen schwebend pendiente pendente attente cours behandeling wachten lopend sospeso
        oczekujaca oczekujacy nierozliczona beklemede reserveret reserverad
    """,
    SkipReason.REVERTED: """
        reverted reversed cancelled canceled voided void storniert rueckgaengig annule annulee anulado anulada
        cancelado cancelada geannuleerd annullato anulowana iptal
    """,
    SkipReason.DECLINED: """
        declined rejected denied refused abgelehnt refuse refusee rechazado rechazada recusado recusada geweigerd
        rifiutato odrzucona reddedildi
    """,
    SkipReason.FAILED: """
        交易关闭 支付失败 还款失败
        failed failure error expired unsuccessful fehlgeschlagen abgelaufen echoue echec fallido fallida falhou mislukt
        fallito nieudana basarisiz
    """,
}
_REASON_OF = {word: reason for reason, words in _STATES.items() for word in words.split()}
BOOKED_WORDS = _words(
    """
    completed complete done ok posted booked book settled cleared success successful succeeded issued approved paid
    confirmed reconciled uncleared sent received executed processed final refunded abgeschlossen gebucht
    verbucht ausgefuehrt erfolgreich erledigt bezahlt gutgeschrieben termine terminee effectue effectuee
    comptabilise valide completado completada concluido concluida realizado efetuado efetivado procesado
    ejecutado verwerkt voltooid geboekt completato eseguito contabilizzato zaksiegowana zrealizowana rozliczona
    tamamlandi gerceklesti bogfoert utfoert 交易成功 支付成功 还款成功 退款成功 充值成功 充值完成 提现已到账 已存入零钱
    已转账 已收钱 朋友已收钱 对方已收钱 已到账 已全额退款 已退款 已支付
    """
)

_NOT = _words("not nicht nie non no niet nao")

_BALANCE_WORDS = _words(
    """
    saldo balance bal solde kontostand saldi bakiye anfangssaldo endsaldo kontosaldo likutis apyvarta atlikums
    apgrozijums algsaldo loppsaldo zustatek egyenleg остаток
    """
)
_AROUND_BALANCES = _words(
    """
    pradziai pabaigai
    opening closing initial final beginning ending previous brought carried forward b f c bf cf last current
    available total ledger start end starting statement running old new your account as at of the on from to for
    and date period anterior inicial atual actual disponivel disponible do da de del di dia em el en fim conta
    cuenta al mes alter neuer aktueller letzter anfangs abschluss vom am per zum buchungs in eur usd gbp chf pln
    brl precedent ancien nouveau au du le compte a ouverture cloture begin eind vorig nieuw op iniziale finale
    contabile disponibile precedente poczatkowe koncowe poczatkowy koncowy na dzien
    """
)
_SUMMARIES = re.compile(
    r"(transactions? total|(sub|grand ?)?total(s|e|en)?|sum|summe|gesamt|totaal|suma|somme|totali"
    r"|(opening|closing|beginning|ending) balance"
    r"|(anfangs|end|schluss|tages|konto)?saldo|(letzter |neuer |alter )?kontostand|solde|saldo|balance"
    r"|合计\w*|rows|count|number of|end of|transactions? count|anzahl)\b"
)
_PAYMENTS = re.compile(
    r"payments? (received )?(- )?thank ?you|thank you for (your )?payment|payment received|autopay payment"
    r"|automatic payment|payments and credits|direct debit payment thank"
    r"|zahlung erhalten|ihre zahlung|paiement recu|pago recibido|su pago|pagamento recebido|pagamento ricevuto"
    r"|betaling ontvangen"
)
_PURCHASES = _words("purchase purchases sale sales compra compras achat achats kauf 消费")

_CAMEL = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-Z][a-zà-öø-ÿ])")
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "ı": "i", "ø": "oe", "æ": "ae", "đ": "d"}
)
_SPACED = re.compile(r"(?:\w ){3,}\w")


def normalise(text: str) -> str:
    """Return words in small letters without accents and marks; other scripts stay unchanged."""
    text = unicodedata.normalize("NFC", _CAMEL.sub(" ", text)).casefold().translate(_LETTERS)
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", text))


def direction_of(word: str) -> int | None:
    """Return -1 for money out, 1 for money in, None for other words."""
    return _direction_of(word) if len(word) <= 40 else None


@lru_cache(500)
def _direction_of(word: str) -> int | None:
    plain = word.strip().casefold()
    if plain not in ("+", "-"):
        plain = normalise(plain).replace(" ", "-")
    return -1 if plain in OUT_WORDS else 1 if plain in IN_WORDS else None


def says_neither(word: str) -> bool:
    """Return True if a word in the place of a direction says that money is neither in nor out."""
    return word.strip() in NEUTRAL_WORDS


def state_of(text: str) -> SkipReason | Literal[True] | None:
    """Return True for a booked state, the reason to skip the row for others, None for other words."""
    return _state_of(text[:100])


@lru_cache(500)
def _state_of(text: str) -> SkipReason | Literal[True] | None:
    words = normalise(text).split()
    is_booked = not words or any(word in BOOKED_WORDS for word in words)
    if words and words[0] in _NOT:
        return SkipReason.PENDING if is_booked else None
    reason = next((_REASON_OF[word] for word in words if word in _REASON_OF), None)
    return reason or (True if is_booked else None)


def says_balance(text: str) -> bool:
    """Return True if a text only names a balance: “Saldo anterior”, “S A L D O”, “Closing balance”."""
    if len(text) > 60:
        return False
    plain = normalise(text)
    if _SPACED.fullmatch(plain):
        plain = plain.replace(" ", "")
    words = [word for word in plain.split() if not word.isdecimal()]
    return not _BALANCE_WORDS.isdisjoint(words) and _BALANCE_WORDS.union(_AROUND_BALANCES).issuperset(words)


def is_summary(text: str) -> bool:
    """Return True if a text begins like a balance or a sum; it counts only in rows without a date."""
    return bool(_SUMMARIES.match(normalise(text)))


def is_payment(text: str) -> bool:
    """Return True if a text is a card payment that the bank received."""
    return _is_payment(text[:120])


def is_purchase(text: str) -> bool:
    """Return True if a cell only says purchase, or begins with the word in brackets."""
    return (len(text) <= 20 and normalise(text) in _PURCHASES) or text.startswith("（消费）")


@lru_cache(5_000)
def _is_payment(text: str) -> bool:
    return bool(_PAYMENTS.search(normalise(text)))
