"""Bytes and escapes → text, for sources that say one encoding and send another."""

import html
import re

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_HIGH = re.compile("[\u0080-\u00ff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACE = re.compile(r"\s+")
_C1 = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

_C1_KEEPING_HOLES = {code: character for code, character in _C1.items() if character}


def decode(body: bytes) -> str:
    """Text of bytes whose declared encoding is not to be trusted; never fails.

    A byte order mark decides. Bytes that are valid UTF-8 are UTF-8 (Latin text is so by accident next to never). All else is
    windows-1252, which says the same as ISO-8859-1 wherever that has a printable character (its five holes too are read as that).
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("latin-1").translate(_C1_KEEPING_HOLES)


def unescape(text: str) -> str:
    """Resolve HTML character references that end with a semicolon (``R&D`` and ``A&copy`` stay as they are)."""
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)


def clean(text: str | None) -> str | None:
    """One line of text: references resolved, wrong decoding repaired, white space single; ``None`` when nothing is left.

    A generator that escapes UTF-8 byte by byte (``&#xC3;&#xA9;``) and one that escapes windows-1252 (``&#x92;``) are both undone.
    """
    if not text:
        return None
    if "&" in text:
        text = unescape(text)
    if _HIGH.search(text):
        text = _repair(text)
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip() or None


def _repair(text: str) -> str:
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text.translate(_C1)
