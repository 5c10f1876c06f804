"""Cursors name a place in one database's lineage; nothing else is taken for one."""

from base64 import urlsafe_b64encode
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.transactions import Position
from services.values.errors import Refused
from services.values.pages import decode_cursor, encode_cursor

EPOCH = UUID(int=2**127 + 1)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.uuids())
def test_a_cursor_names_its_place_and_only_in_its_lineage(day: date, identifier: UUID) -> None:
    cursor = encode_cursor(Position(day, identifier), EPOCH)
    assert decode_cursor(cursor, EPOCH, "after") == Position(day, identifier)
    with pytest.raises(Refused, match="restore"):
        decode_cursor(cursor, UUID(int=1), "after")


@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda data: urlsafe_b64encode(data).decode()))
def test_text_that_is_no_cursor_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refused, match="cursor"):
        decode_cursor(text, EPOCH, "after")
