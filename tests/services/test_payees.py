"""Payees are compared without the references, dates and long numbers that statements add."""

import pytest

from services.values.payees import payee_key, payee_name, recurring_key


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Netflix Ref 559299", "Netflix"),
        ("NETFLIX  #12", "NETFLIX"),
        ("Ref: 23423 Netflix", "Netflix"),
        ("Invoice No. 2026-0012 Alder Books", "Alder Books"),
        ("Card 1234 Corner Shop", "Corner Shop"),
        ("Corner Shop 01.03.2026", "Corner Shop"),
        ("Corner Shop 3 Mar 2026", "Corner Shop"),
        ("2026-03-01 Corner Shop 12:30", "Corner Shop"),
        ("Ecke 3. März", "Ecke"),
        ("Filling Station 4521", "Filling Station"),
        ("ACME Mktp US*2K4TG7890", "ACME Mktp US"),
        ("PAY *ALDER P1234ABC", "PAY ALDER"),
        ("Rent, 2026", "Rent"),
        ("Rent October 2026", "Rent"),
        ("City Power A7F3K2", "City Power"),
        ("ACME Mktp US*MB1QW", "ACME Mktp US"),
        ("City Power INV A17", "City Power"),
        ("Stadtwerke Rechnung 77", "Stadtwerke"),
    ],
)
def test_additions_of_a_statement_go(text: str, name: str) -> None:
    assert payee_name(text) == name
    assert payee_key(text) == name.casefold()


@pytest.mark.parametrize(
    "text",
    [
        "Bakery",
        "7-Eleven",
        "Route 66",
        "1&1 Internet",
        "M25 Services",
        "Bar 500",
        "May 24 Club",
        "Café Nr 5",
        "O2 UK",
        "Studio54",
        "1und1",
        "John May",
        "7up",
    ],
)
def test_parts_of_a_name_stay(text: str) -> None:
    assert payee_name(text) == text


@pytest.mark.parametrize("text", ["12345678", "Ref 559299", "#12"])
def test_a_payee_without_a_name_stays_as_it_is(text: str) -> None:
    assert payee_name(text) == text


def test_keys_do_not_mind_case_and_spaces() -> None:
    assert payee_key("  CORNER   Shop ") == payee_key("corner shop Ref 4711")
    assert payee_key("Straße") == payee_key("STRASSE")
    assert payee_key("Corner Shop") != payee_key("Corner Bar")


@pytest.mark.parametrize("month", ["October", "Oct", "(Nov)", "März", "Sept."])
def test_a_recurring_payment_is_one_whatever_its_month(month: str) -> None:
    assert recurring_key(f"Rent {month}") == "rent"
    assert recurring_key("October") == "october"
    assert recurring_key("Marchand Paris") == "marchand paris"
