"""Letters in every code page of banks are recognised by the likelihood of their text."""

import pytest

from tests.services.statements.reading import lines, refusal


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Kontoführung an Empfänger", "latin-1"),
        ("Café François Maître €uro", "cp1252"),
        ("Płatność kartą", "cp1250"),
        ("Zażółć gęślą jaźń", "iso8859-2"),
        ("Příliš žluťoučký kůň úpěl", "cp1250"),
        ("Rødgrød med fløde på Ærø", "cp1252"),
        ("Señor Muñoz pagó", "mac-roman"),
        ("Магазин Зарплата", "cp1251"),
        ("Магазин Зарплата", "koi8-r"),
        ("Магазин Зарплата", "cp866"),
        ("Магазин Зарплата", "mac-cyrillic"),
        ("山田商店 東京スーパー", "shift_jis"),
        ("ﾌﾘｺﾐ ﾔﾏﾀﾞ", "shift_jis"),
        ("山田商店 東京スーパー", "euc_jp"),
        ("서울마트 김철수", "euc_kr"),
        ("北京超市 上海书店 广州餐厅", "gb18030"),
        ("Şişli Çiğdem Güneş", "cp1254"),
        ("Σούπερ μάρκετ", "cp1253"),
    ],
)
def test_letters_are_read_by_the_likelihood_of_their_text(text: str, encoding: str) -> None:
    content = f"Date,Payee,Amount\n2026-03-01,{text},-1.00\n"
    assert lines(content.encode(encoding))[0].payee == text


def test_one_bad_byte_changes_no_other_letter() -> None:
    content = (
        "Date,Payee,Amount\n2026-03-01,C?fé du Marché,50.25\n2026-03-02,François,-20.00\n2026-03-03,Maître €,7.00\n"
    )
    statement_lines = lines(content.encode().replace(b"?", b"\xff"))
    assert [line.payee for line in statement_lines] == ["C\ufffdfé du Marché", "François", "Maître €"]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-16-le", b""), ("utf-16-be", b""), ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b"\xff\xfe")],
)
def test_wide_letters_are_read_with_and_without_their_mark(encoding: str, mark: bytes) -> None:
    content = mark + "Date,Payee,Amount\n2026-03-01,Café €,-1.00\n".encode(encoding)
    assert lines(content)[0].payee == "Café €"


def test_padding_with_zero_bytes_is_refused_with_a_sentence() -> None:
    assert "not a text file" in refusal(b"Date,Payee,Amount\n2026-03-01,Alice,-1.00\n" + bytes(200))
