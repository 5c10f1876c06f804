"""Files are recognised by their content; others are refused with a sentence."""

from time import process_time

import pytest

from tests.services.statements.reading import lines, refusal


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "empty"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (bytes(range(256)) * 40, "not a text file"),
        (b"<!DOCTYPE html><html>Sign in</html>", "web page"),
        (b'[{"date": "2026-01-05"}]', "JSON"),
        (b"<?xml version='1.0'?><rss/>", "neither OFX nor CAMT"),
        (b"Dear Alice,\nyour statement is ready.\nBob\n", "No columns of dates and amounts"),
    ],
)
def test_other_files_are_refused_with_their_kind(content: bytes, message: str) -> None:
    assert message in refusal(content)


def test_a_refusal_names_the_formats_that_are_read() -> None:
    message = refusal(b"%PDF-1.7\n...")

    assert message == (
        "The file is a PDF document; use a CSV, OFX, QIF, CAMT or MT940 file or a spreadsheet from your bank."
    )


def test_the_content_decides_the_format() -> None:
    assert lines("\n\nDate,Amount,Payee\n2026-01-05,-1.00,Bakery\n")[0].payee == "Bakery"


@pytest.mark.parametrize(
    "content",
    [
        b"!Type:Bank\n" + b"^\n" * 300_000,
        b"!Type:Bank\n" + b"\n" * 2_100_000,
        b":20:A\n:25:1\n" * 3_000,
        b":20:A\n:25:1\n" + b":61:2603050305D12,50NMSCNONREF\n" * 31_000,
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">' + b"<a/>" * 1_600_000 + b"</Document>",
    ],
    ids=["records", "lines", "statements", "entries", "tags"],
)
def test_more_than_any_statement_holds_is_refused_before_it_is_read(content: bytes) -> None:
    assert "more entries than can be read at once" in refusal(content)


@pytest.mark.parametrize(
    "content",
    [b"OFXHEADER:100\n<OFX><" + b"A" * 4_000_000 + b"</OFX>", b":20:" + b" " * 65_000 + b"\n"],
    ids=["a tag without end", "a reference without end"],
)
def test_endless_text_takes_linear_time(content: bytes) -> None:
    began = process_time()
    refusal(content)
    assert process_time() - began < 2
