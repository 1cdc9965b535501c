"""Telegram's HTML: text with tags → plain text and entities, or the server's complaint with the byte offset.

Rules: Bot API, "Formatting options", HTML style; wording and offsets as the public Bot API server gives them.
"""

import re
from dataclasses import dataclass, field

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
SPACE = b" \t\r\n\0\x0b"

_TAG_NAME = re.compile(rb"[^ \t\r\n\0\x0b>]*")
_ATTRIBUTE_NAME = re.compile(rb"[^ \t\r\n\0\x0b=>/\"']*")
_NAME_TOKEN = re.compile(rb"[A-Za-z0-9.\-]*")
_REFERENCE = re.compile(rb"&(?:#x([0-9A-Fa-f]*)|#([0-9]*)|([A-Za-z]*));?")


class EntityError(Exception):
    """The text cannot be parsed; the message is the server's."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A formatted stretch; offset and length in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None

    def as_json(self) -> dict[str, str | int]:
        """As the Bot API gives it."""
        answer: dict[str, str | int] = {"type": self.type, "offset": self.offset, "length": self.length}
        if self.url is not None:
            answer["url"] = self.url
        return answer


@dataclass(slots=True)
class _Open:
    tag: str
    begin: int
    offset: int
    attributes: dict[str, str] = field(default_factory=dict)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of every Telegram limit and offset."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(text: str) -> tuple[str, tuple[Entity, ...]]:
    """Plain text and entities; raises EntityError in the server's words."""
    return _Parser(text.encode("utf-8")).parse()


class _Parser:
    def __init__(self, source: bytes) -> None:
        self.source = source
        self.at = 0
        self.plain: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, tuple[Entity, ...]]:
        while self.at < len(self.source):
            byte = self.source[self.at : self.at + 1]
            if byte == b"<":
                self._tag()
            elif byte == b"&":
                self._put(self._reference())
            else:
                end = re.compile(rb"[<&]").search(self.source, self.at)
                stop = end.start() if end else len(self.source)
                self._put(self.source[self.at : stop].decode("utf-8"))
                self.at = stop
        if self.open:
            raise EntityError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.plain), tuple(sorted(self.entities, key=lambda item: (item.offset, -item.length)))

    def _put(self, text: str) -> None:
        self.plain.append(text)
        self.offset += utf16_length(text)

    def _reference(self) -> str:
        """The character a reference at the current place stands for; what is not one stays as it is."""
        found = _REFERENCE.match(self.source, self.at)
        if found is None:
            self.at += 1
            return "&"
        hexadecimal, decimal, name = found.groups()
        if name is not None:
            character = NAMED.get(name, "")
        else:
            digits = hexadecimal or decimal
            code = int(digits, 16 if hexadecimal else 10) if digits and len(digits) < 8 else 0
            character = chr(code) if 0 < code < 0x10FFFF else ""
            if 0xD800 <= code <= 0xDFFF:
                raise EntityError("Text contains invalid Unicode characters after decoding HTML entities")
        if not character:
            self.at += 1
            return "&"
        self.at = found.end()
        return character

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self.source[self.at : self.at + 1] == b"/":
            self.at += 1
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _take(self, pattern: re.Pattern[bytes]) -> str:
        found = pattern.match(self.source, self.at)
        assert found is not None, "every pattern here matches the empty string"
        self.at = found.end()
        return found.group().decode("utf-8", "replace")

    def _skip_space(self) -> None:
        while self.at < len(self.source) and self.source[self.at] in SPACE:
            self.at += 1

    def _peek(self) -> bytes:
        return self.source[self.at : self.at + 1]

    def _start_tag(self, begin: int) -> None:
        tag = self._take(_TAG_NAME).lower()
        if not self._peek():
            raise EntityError(f"Unclosed start tag at byte offset {begin}")
        if tag not in TAGS:
            raise EntityError(f'Unsupported start tag "{tag}" at byte offset {begin}')
        opened = _Open(tag, begin, self.offset)
        self._skip_space()
        while self._peek() != b">":
            name, value = self._attribute(tag, begin)
            opened.attributes[name] = value
            self._skip_space()
        self.at += 1
        if tag == "span" and opened.attributes.get("class") != "tg-spoiler":
            raise EntityError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(opened)

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._take(_ATTRIBUTE_NAME)
        if not name:
            if not self._peek():
                raise EntityError(f"Unclosed start tag at byte offset {begin}")
            raise EntityError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._skip_space()
        if self._peek() != b"=":
            if not self._peek():
                raise EntityError(f'Unclosed start tag "{tag}" at byte offset {begin}')
            return name, "1"
        self.at += 1
        self._skip_space()
        if not self._peek():
            raise EntityError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._quoted() if self._peek() in (b'"', b"'") else self._bare()
        if not self._peek():
            raise EntityError(f"Unclosed start tag at byte offset {begin}")
        return name, value

    def _bare(self) -> str:
        place = self.at
        value = self._take(_NAME_TOKEN).lower()
        if self._peek() and self._peek() != b">" and self._peek() not in SPACE:
            raise EntityError(f"Unexpected end of name token at byte offset {place}")
        return value

    def _quoted(self) -> str:
        quote = self._peek()
        self.at += 1
        parts: list[bytes] = []
        while self._peek() and self._peek() != quote:
            if self._peek() == b"&":
                parts.append(self._reference().encode())
            else:
                parts.append(self._peek())
                self.at += 1
        self.at += 1
        return b"".join(parts).decode("utf-8", "replace")

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise EntityError(f"Unexpected end tag at byte offset {begin}")
        name = self._take(_TAG_NAME).lower()
        self._skip_space()
        if self._peek() != b">":
            raise EntityError(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            raise EntityError(f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{name}>"')
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        kind = TAGS[opened.tag]
        url = None
        if kind == "text_link":
            url = opened.attributes.get("href") or "".join(self.plain)[-(self.offset - opened.offset) :]
        if kind == "custom_emoji" and not opened.attributes.get("emoji-id", "").isdigit():
            raise EntityError("Invalid custom emoji identifier specified")
        if kind == "blockquote":
            if any(other.tag == "blockquote" for other in self.open):
                return
            kind = "expandable_blockquote" if "expandable" in opened.attributes else kind
        self.entities.append(Entity(kind, opened.offset, self.offset - opened.offset, url))
