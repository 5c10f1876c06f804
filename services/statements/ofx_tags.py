"""The tags of an OFX text, 1.x (SGML without end tags) or 2.x (XML), without custom entities."""

import re
from collections.abc import Callable, Iterator

from services.values.errors import invalid

Tag = tuple[bool, str, str]
# No part of a tag is matched again at another length, which would take quadratic time for a long open tag.
_TAG = re.compile(r"<(/?)([A-Za-z][\w.\-]*+)[^<>]*+>([^<]*+)")
_ENTITY = re.compile(r"&(lt|gt|amp|quot|apos|nbsp|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": " "}
_ESCAPES = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;"})


def tags(text: str) -> Iterator[Tag]:
    """Yield (opens, NAME, value) for each tag; the value is the following text, empty for aggregates."""
    text = _sections(text, "<!--", "-->", lambda _: "")
    text = _sections(text, "<![CDATA[", "]]>", lambda body: body.translate(_ESCAPES))
    for match in _TAG.finditer(text):
        closes, name, value = match.groups()
        plain = _ENTITY.sub(_character, value)
        # Some banks escape twice.
        yield not closes, name.upper(), _ENTITY.sub(_character, plain).strip() if "&" in plain else plain.strip()


def _sections(text: str, start: str, end: str, replace: Callable[[str], str]) -> str:
    before, *parts = text.split(start)
    pieces = [before]
    for part in parts:
        body, end_mark, after = part.partition(end)
        if not end_mark:
            raise invalid(f"The file ends inside a “{start}” section; download it again.", "file")
        pieces += replace(body), after
    return "".join(pieces)


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    if not name.startswith("#"):
        return _ENTITIES[name]
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
