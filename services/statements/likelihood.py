"""Which code page a text is in: the one in which its letters are likeliest to stand where they do."""

from collections.abc import Callable
from unicodedata import category

_WESTERN = "äöüßéèêëàâçîïôûùœæøåñóíáúãõòìÄÖÜÉÈÀÇÑÓÍÁÚÂÊÔŒÆØÅ€£§°«»’–"
_CENTRAL = "ąćęłńóśźżŻŁŚĆŹŃĄĘÓčřšžýáíéúůěňťďľĺôäöüőűÖÜŐŰÁÉÍÓÚČŘŠŽÝĎŤŇđĐşţăâîŞŢĂÂÎß€§„”–"
_TURKISH = "ğışçöüâîûİŞĞÇÖÜ€₺"
_BALTIC = "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽėįųąęĖĮŲĄĘõäöüÕÄÖÜ€"

# (codec, the letters that texts in it are full of, weight): the first of equals wins.
_SINGLE = (
    ("cp1252", _WESTERN, 0.06),
    ("cp1250", _CENTRAL, 0.04),
    ("iso8859-2", _CENTRAL, 0.02),
    ("cp1251", "", 0.04),
    ("koi8-r", "", 0.0),
    ("cp866", "", 0.0),
    ("iso8859-5", "", 0.0),
    ("mac-cyrillic", "", 0.0),
    ("cp1253", "", 0.02),
    ("iso8859-7", "", 0.0),
    ("cp1254", _TURKISH, 0.02),
    ("cp1257", _BALTIC, 0.0),
    ("mac-roman", _WESTERN, 0.0),
    ("cp850", _WESTERN, 0.0),
    ("cp852", _CENTRAL, -0.02),
)
# Every Korean text is also one of frequent Chinese characters, but hardly the other way round: Korean stands first.
_DOUBLE = ("cp932", "cp949", "gb18030", "big5", "euc_jp")
_LIKELY_ENOUGH = 0.25


def likeliest(sample: bytes) -> str:
    """The codec in which the letters beyond ASCII of a sample make the likeliest text."""
    single = max(_SINGLE, key=lambda known: _single_score(sample, *known))
    double = max(_DOUBLE, key=lambda codec: _double_score(sample, codec))
    return double if _double_score(sample, double) > max(_single_score(sample, *single), _LIKELY_ENOUGH) else single[0]


def _single_score(sample: bytes, codec: str, letters: str, weight: float) -> float:
    text = sample.decode(codec, errors="replace")
    scores = [
        _letter_score(text[at - 1 : at], char, text[at + 1 : at + 2], letters)
        for at, char in enumerate(text)
        if char > "\x7f"
    ]
    return sum(scores) / len(scores) + weight if scores else weight


def _letter_score(before: str, char: str, after: str, letters: str) -> float:
    """How likely a letter is between its neighbours: signs inside words and capitals after small letters are not."""
    if char == "\ufffd" or category(char) in ("Cc", "Co", "Cn"):
        return -3
    if not char.isalpha():
        inside = before.isalpha() or after.isalpha()
        return 0.2 if char in letters and not (before.isalpha() and after.isalpha()) else -2 if inside else -0.5
    neighbours = [near for near in (before, after) if near.isalpha()]
    if any(_script(near) != _script(char) for near in neighbours):
        return -1.5
    if char.isupper() and before.islower():
        return -1
    if not letters:
        return 1 if _script(char) else -1
    return 1 if char in letters else -0.5


def _script(char: str) -> int:
    """0 for Latin, 1 for Greek, 2 for Cyrillic."""
    return 1 if "\u0370" <= char <= "\u03ff" else 2 if "\u0400" <= char <= "\u04ff" else 0


def _double_score(sample: bytes, codec: str) -> float:
    text = sample.decode(codec, errors="replace")
    is_common = _COMMON[codec]
    scores = [_character_score(char, is_common) for char in text if char > "\x7f"]
    return sum(scores) / len(scores) if scores else -3


def _character_score(char: str, is_common: Callable[[str], bool]) -> float:
    if char == "\ufffd" or category(char) in ("Cc", "Co", "Cn"):
        return -3
    return 1 if is_common(char) else -0.5 if category(char) == "Lo" else 0


def _frequent(codec: str, first: int, last: int) -> Callable[[str], bool]:
    """Tells the characters that a national standard puts into its first, frequent half."""

    def is_frequent(char: str) -> bool:
        try:
            code = char.encode(codec)
        except UnicodeEncodeError:
            return False
        return len(code) == 2 and first <= code[0] <= last

    return is_frequent


def _japanese(char: str) -> bool:
    return "\u3040" <= char <= "\u30ff" or "\uff66" <= char <= "\uff9f" or _kanji(char)


_kanji = _frequent("euc_jp", 0xB0, 0xCF)
_COMMON: dict[str, Callable[[str], bool]] = {
    "cp932": _japanese,
    "euc_jp": _japanese,
    "gb18030": _frequent("gb2312", 0xB0, 0xD7),
    "big5": _frequent("big5", 0xA4, 0xC6),
    "cp949": _frequent("euc_kr", 0xB0, 0xC8),
}
