"""One text so far is put together from pieces, whatever way they come."""

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.stores.ids import new_id
from services.reply_pieces import LONGEST_PIECE, MOST_REPLIES, Piece, RunningReplies, decoded, is_piece

ALICE, REPLY = UUID(int=1), UUID(int=2)


def pieces_of(text: str, ends: list[int]) -> list[Piece]:
    """A text cut at these places."""
    places = sorted({0, len(text), *(end % (len(text) + 1) for end in ends)})
    return [Piece(ALICE, REPLY, start, text[start:end]) for start, end in pairwise(places)]


@given(st.text(min_size=1, max_size=60), st.lists(st.integers(0, 100)), st.data())
def test_a_lost_piece_makes_silence_and_a_repeated_one_no_difference(
    text: str, ends: list[int], data: st.DataObject
) -> None:
    pieces = pieces_of(text, ends)
    lost = data.draw(st.none() | st.integers(0, len(pieces) - 1))
    replies = RunningReplies()
    for number, piece in enumerate(pieces):
        for _ in range(data.draw(st.integers(1, 2))):
            if number != lost:
                replies.hear(piece)
        received = replies.get(ALICE, REPLY)
        assert text.startswith(received)
    assert received == text if lost is None else received in {"", text[: pieces[-1].offset]}


@given(st.uuids(), st.uuids(), st.integers(0, 10**6), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_piece_survives_the_channel(ledger_id: UUID, message_id: UUID, offset: int, text: str) -> None:
    piece = Piece(ledger_id, message_id, offset, text)
    assert is_piece(piece.encoded())
    assert decoded(piece.encoded()) == piece


@pytest.mark.parametrize("character", ["\x01", "\u20ac", "\U0001f600", '"'])
def test_the_longest_piece_fits_into_a_message_of_the_channel(character: str) -> None:
    assert len(Piece(ALICE, REPLY, 10**6, character * LONGEST_PIECE).encoded().encode()) < 8_000


def test_the_end_and_the_next_reply_forget_the_text() -> None:
    replies = RunningReplies()
    replies.hear(Piece(ALICE, REPLY, 0, "One"))
    replies.hear(Piece(ALICE, REPLY, 3, ""))
    assert replies.get(ALICE, REPLY) == ""
    replies.hear(Piece(ALICE, REPLY, 0, "One"))
    replies.hear(Piece(ALICE, UUID(int=3), 0, "Two"))
    assert (replies.get(ALICE, REPLY), replies.get(ALICE, UUID(int=3))) == ("", "Two")


def test_the_memory_is_bounded() -> None:
    replies, ledgers = RunningReplies(), [new_id() for _ in range(MOST_REPLIES + 1)]
    for ledger_id in ledgers:
        replies.hear(Piece(ledger_id, REPLY, 0, "Hello"))
    assert [bool(replies.get(ledger_id, REPLY)) for ledger_id in (ledgers[0], ledgers[1], ledgers[-1])] == [
        False,
        True,
        True,
    ]
