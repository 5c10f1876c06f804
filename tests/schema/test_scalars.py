"""Scalars take one form each, exactly, and give back what they took."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from graphql import GraphQLError, parse_value
from hypothesis import given
from hypothesis import strategies as st

from schema.scalars import (
    format_moment,
    parse_currency,
    parse_date,
    parse_decimal,
    parse_decimal_literal,
    parse_moment,
)


@given(st.dates())
def test_every_date_survives_its_text(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_moment_survives_its_text(moment: datetime) -> None:
    text = format_moment(moment)
    assert text.endswith("Z")
    assert parse_moment(text) == moment


def test_a_moment_in_any_zone_is_the_same_moment_in_utc() -> None:
    local = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=1)))
    assert parse_moment("2026-11-23T10:00:00+01:00") == local
    assert format_moment(local) == "2026-11-23T09:00:00Z"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**20), max_value=10**20))
def test_every_decimal_survives_its_text_digit_by_digit(number: Decimal) -> None:
    assert str(parse_decimal(str(number))) == str(number)


def test_a_number_in_the_document_keeps_every_digit() -> None:
    for literal in ("12.50", "0.10000000000000000000000000001", "-3", '"12.50"'):
        assert str(parse_decimal_literal(parse_value(literal))) == literal.strip('"')
    for literal in ("true", "null", "[1]", "{a: 1}", "EUR"):
        with pytest.raises(GraphQLError):
            parse_decimal_literal(parse_value(literal))


@pytest.mark.parametrize(
    "text", ["", "2026-11-3", "20261123", "2026-W01-1", "2026-02-30", "2026-11-23T00:00", " 2026-11-23", 20261123, None]
)
def test_text_that_is_not_exactly_a_date_is_refused(text: object) -> None:
    with pytest.raises(GraphQLError, match="2026-11-23"):
        parse_date(text)


@pytest.mark.parametrize(
    "text", ["2026-11-23", "2026-11-23T10:00:00", "2026-W01-1T10:00:00Z", "0001-01-01T00:00:00+01:00", "soon", 0, None]
)
def test_text_that_is_not_exactly_a_moment_is_refused(text: object) -> None:
    with pytest.raises(GraphQLError, match="zone"):
        parse_moment(text)


@pytest.mark.parametrize("value", ["", "1_000", " 1", "1\n", "١٢", "1,5", "0x10", "1" * 61, 1.5, True, None, [], {}])
def test_text_that_is_not_exactly_a_decimal_is_refused(value: object) -> None:
    with pytest.raises(GraphQLError, match="exact"):
        parse_decimal(value)


@pytest.mark.parametrize("value", ["", "eur", "EURO", "EU", "ÉUR", "E1R", 978, None])
def test_text_that_is_not_shaped_like_a_currency_is_refused(value: object) -> None:
    with pytest.raises(GraphQLError, match="ISO 4217"):
        parse_currency(value)


@given(st.text(max_size=70) | st.integers() | st.floats() | st.none() | st.lists(st.text(max_size=2), max_size=2))
def test_nothing_but_a_refusal_escapes(value: object) -> None:
    for parse, kind in {parse_date: date, parse_moment: datetime, parse_decimal: Decimal, parse_currency: str}.items():
        with suppress(GraphQLError):
            assert isinstance(parse(value), kind)
