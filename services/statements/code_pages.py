"""Choose the code page in which a text is likeliest."""

from collections import Counter
from collections.abc import Callable
from unicodedata import category

# The small letters beyond ASCII of each language; a text is likely if one language has all of its letters.
_WESTERN = (
    "äöüß", "éèêëàâçîïôûùœæ",
    "ñóíáúéü", "àèéìòù", "ãõçáéíóúâêôà", "æøåé", "åäöé", "éèëïöüê", "ðþæöáéíóúý", "àçéèíïóòúü",
)  # fmt: skip
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ", "äöüß")
_TURKISH = ("ğışçöüâî",)
_BALTIC = ("āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž")
_SIGNS = frozenset("€£§°«»’‘“”„–¿¡…")

# (codec, the languages that are written in it, weight); the first of equals wins. Without languages: by script alone.
_SINGLE: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("cp1252", _WESTERN, 0.06),
    ("cp1250", _CENTRAL, 0.04),
    ("iso8859-2", _CENTRAL, 0.02),
    ("cp1251", (), 0.04),
    ("koi8-r", (), 0.0),
    ("cp866", (), 0.0),
    ("iso8859-5", (), 0.0),
    ("mac-cyrillic", (), 0.0),
    ("cp1253", (), 0.02),
    ("iso8859-7", (), 0.0),
    ("cp1254", _TURKISH, 0.02),
    ("cp1257", _BALTIC, 0.0),
    ("mac-roman", _WESTERN, 0.0),
    ("cp850", _WESTERN, 0.0),
    ("cp852", _CENTRAL, -0.02),
)
_DOUBLE = ("cp932", "cp949", "gb18030", "big5", "euc_jp")
# Every Korean text is also one of frequent Chinese characters, but hardly the other way round: Korean stands first.
_LIKELY_ENOUGH = 0.25
_SAMPLE = 8_192


def likeliest(sample: bytes) -> str:
    """Return the codec in which the letters beyond ASCII are likeliest."""
    sample = sample[:_SAMPLE]
    single = {codec: _single_score(sample, codec, languages, weight) for codec, languages, weight in _SINGLE}
    double = {codec: _double_score(sample, codec) for codec in _DOUBLE}
    best, other = max(single, key=single.__getitem__), max(double, key=double.__getitem__)
    return other if double[other] > max(single[best], _LIKELY_ENOUGH) else best


def _single_score(sample: bytes, codec: str, languages: tuple[str, ...], weight: float) -> float:
    text = sample.decode(codec, errors="replace")
    letters: Counter[str] = Counter()
    score, count = 0.0, 0
    for at, char in enumerate(text):
        if char > "\x7f":
            count += 1
            place = _place_score(text[max(0, at - 2) : at], char, text[at + 1 : at + 2])
            score += place
            if not place and char.isalpha():
                letters[char.lower()] += 1
    known = [sum(number for letter, number in letters.items() if letter in language) for language in languages]
    likely = max(known) if languages else sum(number for letter, number in letters.items() if _script(letter))
    return (score + 1.5 * likely - 0.5 * letters.total()) / count + weight if count else weight


def _place_score(two_before: str, char: str, after: str) -> float:
    """Score a character against its neighbours: signs in words, and capitals within small letters, count."""
    before = two_before[-1:]
    if char == "\ufffd" or category(char) in ("Cc", "Co", "Cn"):
        return -3
    if not char.isalpha():
        inside = before.isalpha() and after.isalpha()
        return 0.2 if char in _SIGNS and not inside else -2 if before.isalpha() or after.isalpha() else -0.5
    if any(near.isalpha() and _script(near) != _script(char) for near in (before, after)):
        return -1.5
    shouted = len(two_before) == 2 and all(map(str.isupper, two_before))
    mixed = before.islower() if char.isupper() else shouted
    return -1 if mixed else 0


def _script(char: str) -> int:
    """Return 0 for Latin, 1 for Greek, 2 for Cyrillic."""
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
    """Return the characters in the frequent half of a national standard."""

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
