"""Sheets of spreadsheets are tables like any other; archives have limits to their unpacked size."""

import sys
import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

import pytest

from services.statements import SkipReason
from tests.services.statements.reading import asked, lines, opened, refusal, skipped

Cells = list[list[str | float]]
ROWS: Cells = [
    ["Statement of Alice"],
    ["Date", "Payee", "Amount", "Balance"],
    ["2026-03-05", "Bakery", -12.5, 87.5],
    ["2026-03-06", "Employer", 2000.0, 2087.5],
    ["2026-03-07", "Bücherei", -0.1 - 0.2, 2087.2],
    ["Total", "", "", 2087.2],
]
_TYPES = "http://schemas.openxmlformats.org"


def xlsx(*sheets: Cells) -> bytes:
    """Make a spreadsheet in Office format, with only the required parts."""
    out = BytesIO()
    names = range(1, len(sheets) + 1)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_TYPES}/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_TYPES}/package/2006/relationships"><Relationship Id="rId1" '
            f'Type="{_TYPES}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_TYPES}/package/2006/relationships">'
            + "".join(
                f'<Relationship Id="rId{at}" Type="{_TYPES}/officeDocument/2006/relationships/worksheet" '
                f'Target="worksheets/sheet{at}.xml"/>'
                for at in names
            )
            + "</Relationships>",
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_TYPES}/spreadsheetml/2006/main" '
            f'xmlns:r="{_TYPES}/officeDocument/2006/relationships"><sheets>'
            + "".join(f'<sheet name="Sheet{at}" sheetId="{at}" r:id="rId{at}"/>' for at in names)
            + "</sheets></workbook>",
        )
        for at, rows in enumerate(sheets, start=1):
            body = "".join(
                f'<row r="{line}">{"".join(_xlsx_cell(cell, line, column) for column, cell in enumerate(row))}</row>'
                for line, row in enumerate(rows, start=1)
            )
            archive.writestr(
                f"xl/worksheets/sheet{at}.xml",
                f'<worksheet xmlns="{_TYPES}/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>',
            )
    return out.getvalue()


def _xlsx_cell(cell: str | float, line: int, column: int) -> str:
    place = f"{chr(65 + column)}{line}"
    if isinstance(cell, float):
        return f'<c r="{place}"><v>{cell!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def ods(rows: Cells) -> bytes:
    """Make a spreadsheet in LibreOffice format, with days as days."""
    out = BytesIO()
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content{spaces}><office:body><office:spreadsheet><table:table table:name='One'>"
            f"{body}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


def _ods_cell(cell: str | float) -> str:
    if isinstance(cell, float):
        return f'<table:table-cell office:value-type="float" office:value="{cell!r}"/>'
    if cell.startswith("2026-"):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'


@pytest.mark.parametrize("content", [xlsx(ROWS), ods(ROWS)], ids=["xlsx", "ods"])
def test_a_sheet_is_read_as_a_table(content: bytes) -> None:
    assert [(line.line, str(line.date), line.amount, line.payee) for line in lines(content)] == [
        (3, "2026-03-05", -1250, "Bakery"),
        (4, "2026-03-06", 200_000, "Employer"),
        (5, "2026-03-07", -30, "Bücherei"),
    ]
    assert skipped(content) == {6: SkipReason.BALANCE}
    assert opened(content).detected.format == "Sheet"


def test_the_sheet_with_a_header_is_read_and_the_others_are_named() -> None:
    content = xlsx([["Hello"]], ROWS)
    assert len(lines(content)) == 3
    assert [note.code for note in opened(content).detected.notes][-1] == "LEFT_OUT"


def test_a_sheet_that_leaves_something_open_is_asked_about() -> None:
    rows: Cells = [["Date", "Title", "Amount"], ["2026-03-05", "Bakery", 12.5], ["2026-03-06", "Books", 20.0]]
    assert asked(xlsx(rows)).about == "SIGNS"


def test_an_archive_of_one_statement_is_read_and_of_several_refused() -> None:
    def zipped(*contents: str) -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for number, content in enumerate(contents):
                archive.writestr(f"{number}.csv", content)
        return out.getvalue()

    statement = "Date,Payee,Amount\n2026-03-05,Bakery,-12.50\n"
    assert lines(zipped(statement))[0].payee == "Bakery"
    assert "more or less than one statement" in refusal(zipped(statement, statement))
    assert "empty zip archive" in refusal(zipped())


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * (129 * 2**20))
    assert "unpacks to too much" in refusal(out.getvalue())


def test_a_broken_spreadsheet_is_refused() -> None:
    assert "cannot be read" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert refusal(xlsx(ROWS).replace(b"Bakery", b"Bokery")) == "The spreadsheet is damaged; save it as CSV."


def test_a_sheet_is_refused_with_a_sentence_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert "python-calamine" in refusal(xlsx(ROWS))


def changed(content: bytes, old: str, new: str) -> bytes:
    """Replace a text in the files of a zip archive."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as other:
        for member in archive.infolist():
            other.writestr(member.filename, archive.read(member).replace(old.encode(), new.encode()))
    return out.getvalue()


FAR = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row></sheetData>'
MANY = (
    '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="16000" '
    'office:value-type="float" office:value="1"/></table:table-row></table:table>'
)


@pytest.mark.parametrize(
    "content",
    [
        changed(xlsx(ROWS), "</sheetData>", FAR.format(1048576, "A")),
        changed(xlsx(ROWS), "</sheetData>", FAR.format(9, "XFD")),
        changed(xlsx(ROWS), "</sheetData>", FAR.format(9, "&#88;FD")),
        changed(xlsx(ROWS), "</sheetData>", FAR.format("9" * 30, "A")),
        changed(ods(ROWS), "</table:table>", MANY.format(1000)),
        changed(ods(ROWS), "</table:table>", MANY.format("9" * 30)),
    ],
)
def test_a_sheet_with_cells_far_out_is_refused_before_room_is_made_for_it(content: bytes) -> None:
    assert "too large" in refusal(content)


def test_cells_with_a_format_but_no_value_are_no_cells() -> None:
    empty = '<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>'
    assert len(lines(changed(xlsx(ROWS), "</sheetData>", empty))) == 3


def test_empty_rows_and_columns_to_the_end_of_a_sheet_are_no_cells() -> None:
    rest = MANY.replace(' office:value-type="float" office:value="1"', "").format(1_000_000)
    assert len(lines(changed(ods(ROWS), "</table:table>", rest))) == 3


def test_a_binary_spreadsheet_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.bin", b"x")
    assert "XLSB" in refusal(out.getvalue())
