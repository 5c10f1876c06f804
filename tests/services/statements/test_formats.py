"""Files are known by their content; what is no statement is refused with a sentence."""

import zipfile
from io import BytesIO

import pytest

from tests.services.statements.reading import lines, refusal


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("statement.csv", "Date,Amount\n2026-01-05,-1.00\n")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "empty"),
        (zipped(), "zip"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "spreadsheet"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (bytes(range(256)) * 40, "not a text file"),
        (b"!Type:Bank\nD1/1'26\nT-10.00\n^\n", "QIF"),
        (b"# exported\n\n!Account\nNChecking\n^\n", "QIF"),
        (b":20:START\r\n:25:12345/678\r\n:60F:C260101EUR1,00\r\n", "MT940"),
        (b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"/>', "CAMT"),
        (b"<!DOCTYPE html><html>Sign in</html>", "web page"),
        (b'[{"date": "2026-01-05"}]', "JSON"),
        (b"<?xml version='1.0'?><rss/>", "not OFX"),
        (b"Dear Alice,\nyour statement is ready.\nBob\n", "No columns of dates and amounts"),
    ],
)
def test_what_is_no_statement_is_refused_with_its_kind(content: bytes, said: str) -> None:
    assert said in refusal(content)


def test_what_is_not_supported_yet_says_so_and_names_the_formats_that_are() -> None:
    message = refusal(b"!Type:Bank\nD1/1'26\nT-10.00\n^\n")

    assert message == "This is a QIF file, which is not supported yet; use a CSV or OFX/QFX file from your bank."


def test_the_content_decides_the_format() -> None:
    assert lines("\n\nDate,Amount,Payee\n2026-01-05,-1.00,Bakery\n")[0].payee == "Bakery"
