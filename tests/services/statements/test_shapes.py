"""The shape of a table is that of the next file of the same bank, and of no other."""

from io import BytesIO

import pytest

from services.statements import shape_of
from tests.services.statements.test_spreadsheets import ROWS, xlsx


def shape(content: str | bytes) -> bytes | None:
    """Return the shape of a file in memory, which stays at its start."""
    file = BytesIO(content.encode() if isinstance(content, str) else content)
    found = shape_of(file)
    assert file.tell() == 0
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Date;Payee;Amount\n1.3.2026;Alice;-1,50\n", "Date;Payee;Amount\n7.9.2026;Bob;2,50\n8.9.2026;Bob;2,50\n"),
        ("Account 1\n\nDate;Payee;Amount\n1.3.2026;A;1\n", "Account 2 of Bob\n\nDate;Payee;Amount\n2.3.2026;B;2\n"),
        ("2026-03-01,Alice,-1.50\n", "2026-04-01,Bob,-2.50\n2026-04-02,Bob,7\n"),
        ("Date;Payee;Amount\n1.3.2026;Alice;-1,50\n", "Date;Payee;Amount\n1.3.2026;Alice;-1,50\n".encode("utf-16")),
    ],
)
def test_files_of_one_bank_have_one_shape(one: str, other: str | bytes) -> None:
    assert shape(one) == shape(other) is not None


def test_sheets_have_a_shape_too() -> None:
    assert shape(xlsx(ROWS)) == shape(xlsx(ROWS[:3])) is not None


@pytest.mark.parametrize(
    "other",
    ["Date;Payee;Value\n1.3.2026;Alice;-1,50\n", "2026-03-01,Alice,-1.50\n", "Alice,2026-03-01,-1.50\n", "a,b,c,d\n"],
)
def test_other_columns_are_another_shape(other: str) -> None:
    assert shape(other) != shape("Date;Payee;Amount\n1.3.2026;Alice;-1,50\n")


@pytest.mark.parametrize("content", ["", "!Type:Bank\nD1/2/2026\nT1\n^\n", b"PK\x03\x04broken", "%PDF-1.7"])
def test_other_files_have_none(content: str | bytes) -> None:
    assert shape(content) is None
