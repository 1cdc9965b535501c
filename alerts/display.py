"""Outside text made fit to be shown: a register is written by strangers, and a mark may be built to mislead its reader.

Raw text stays in the record for evidence; only what is shown passes through here.
"""

import re
import unicodedata
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

MAX_NAME = 120
"""Longest name or mark shown, in characters; the whole text is in the record."""
MAX_URL = 1024
MAX_ACCENTS = 4
"""Combining marks kept on one letter: no script needs more, towers of them break the lines above."""

FSI, PDI = "\u2068", "\u2069"
ELLIPSIS = "…"

# Zero-width, bidi and other characters without a shape of their own (Unicode Default_Ignorable_Code_Point, less the emoji
# presentation selectors, which are dropped in silence: they are in everyday use and change nothing of what is read).
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SELECTORS = re.compile("[\ufe00-\ufe0f]")
_UNPAIRED = re.compile("[\ud800-\udfff]")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_URL_BREAKERS = re.compile(r"[\s\"'<>\\^`{|}]")


@dataclass(frozen=True, slots=True)
class Shown:
    """Text fit to be shown; ``hidden`` is True where characters were taken out that a reader could not have seen."""

    text: str
    hidden: bool


def clean(raw: str, *, limit: int = MAX_NAME) -> Shown:
    """NFC, one line, without control, zero-width and bidi characters, at most ``limit`` characters (the last one then is …)."""
    text = _SELECTORS.sub("", _UNPAIRED.sub("\ufffd", raw))
    visible = _HIDDEN.sub("", text)
    spaced = "".join(_spaced(char) for char in visible)
    hidden = len(visible) != len(text) or any(_is_hidden_control(char) for char in visible)
    one_line = " ".join(unicodedata.normalize("NFC", spaced).split())
    return Shown(cut(_thin(one_line), limit), hidden)


def shown(raw: str, *, limit: int = MAX_NAME) -> str:
    """``clean``'s text, isolated where it runs from right to left."""
    if raw.isascii() and raw.isprintable():
        return cut(" ".join(raw.split()), limit)  # nothing to take out: most names, and many of them
    return isolate(clean(raw, limit=limit).text)


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, never between a letter and its accents, nor inside an emoji or a flag."""
    if len(text) <= limit:
        return text
    end = max(limit - 1, 0)
    while end > 0 and _joined(text[end - 1], text[end]):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def isolate(text: str) -> str:
    """Right-to-left text between FSI and PDI, so that it cannot reorder the sentence around it; other text as it is."""
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text):
        return f"{FSI}{text}{PDI}"
    return text


def without_isolates(text: str) -> str:
    """For a channel that shows FSI and PDI as boxes."""
    return text.replace(FSI, "").replace(PDI, "")


def safe_url(url: str | None) -> str | None:
    """The URL where it is plain http or https with a host and no user name in it; ``None`` otherwise."""
    if not url or len(url) > MAX_URL or _URL_BREAKERS.search(url) or clean(url, limit=MAX_URL) != Shown(url, hidden=False):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and host and "@" not in parts.netloc else None


def html(text: str) -> str:
    """Escaped for Telegram's HTML, element content and attribute values alike."""
    return escape(text, quote=True)


def utf16_length(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def _spaced(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace() or category in {"Zl", "Zp"}:
        return " "
    return "" if category == "Cc" else char


def _is_hidden_control(char: str) -> bool:
    return unicodedata.category(char) == "Cc" and not char.isspace()


def _thin(text: str) -> str:
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= MAX_ACCENTS:
            kept.append(char)
    return "".join(kept)


def _joined(left: str, right: str) -> bool:
    if unicodedata.category(right) in {"Mn", "Mc", "Me"} or "\U0001f3fb" <= right <= "\U0001f3ff":
        return True
    return all("\U0001f1e6" <= char <= "\U0001f1ff" for char in (left, right))
