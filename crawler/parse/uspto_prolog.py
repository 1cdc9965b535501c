"""What stands before the root element of a USPTO daily file: is it that file at all, and in which encoding.

The prolog is never given to a parser: an entity is refused by its declaration, and no external subset is ever looked at.
"""

import codecs
import re
from collections.abc import Callable
from typing import NamedTuple

from records.errors import EmptyResponseError, NotTheFormatError, TruncatedError

ROOT = "trademark-applications-daily"
MAX_PROLOG = 1024 * 1024
_START_TAG = re.compile(rb"<([A-Za-z_][\w.-]*)[\s/>]")
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ENCODING = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"'>]*)[\"']")
_UTF8_MARK = b"\xef\xbb\xbf"
_OTHER_FORMATS = {
    b"PK\x03\x04": "a zip archive, still packed",
    b"\x1f\x8b": "a gzip file, still packed",
    b"%PDF": "a PDF document",
    b"{": "JSON",
    b"[": "JSON",
}
_OTHER_UNICODE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE, b"<\x00", b"\x00<")


class Prolog(NamedTuple):
    """Name of the root element, the declared encoding where it is not UTF-8, and what was read from the root's start tag on."""

    root: str
    encoding: str | None
    rest: bytes


def read_prolog(read: Callable[[], bytes]) -> Prolog:
    """Read up to the root's start tag; ``read`` gives a chunk, none at the end.

    Raises EmptyResponseError, TruncatedError (no root yet), NotTheFormatError (other bytes, entity declarations, an encoding that
    cannot be cut at its tags).
    """
    head, root = b"", None
    while root is None and len(head) < MAX_PROLOG and (chunk := read()):
        head += chunk
        root = _root(head)
    _check_beginning(head[:256])
    if root is None:
        if len(head) >= MAX_PROLOG:
            raise NotTheFormatError(f"no root element in the first {MAX_PROLOG} bytes")
        raise TruncatedError("the file ends before its root element")
    name = root.group(1).decode("ascii", "replace")
    before = head[: root.start()]
    if b"<!ENTITY" in _COMMENT.sub(b"", before):
        raise NotTheFormatError("the file declares XML entities; the office's files never do, so none is read or expanded")
    if name not in {ROOT, "case-file"}:
        kind = "an HTML page" if name.lower() == "html" else f"an XML document <{name}>"
        raise NotTheFormatError(f"{kind} instead of <{ROOT}>")
    return Prolog(name, _encoding(before), head[root.start() :])


def _root(head: bytes) -> re.Match[bytes] | None:
    """The first start tag that stands in no comment; its offsets are those of ``head``."""
    return _START_TAG.search(_COMMENT.sub(lambda comment: b" " * len(comment.group()), head))


def _check_beginning(head: bytes) -> None:
    text = head.removeprefix(_UTF8_MARK).lstrip()
    if not text:
        raise EmptyResponseError("the file is empty")
    if head.startswith(_OTHER_UNICODE):
        raise NotTheFormatError("the file is in UTF-16 or UTF-32; the daily file is UTF-8")
    for beginning, kind in _OTHER_FORMATS.items():
        if text.startswith(beginning):
            raise NotTheFormatError(f"{kind} instead of the daily XML file")
    if not text.startswith(b"<"):
        raise NotTheFormatError(f"not XML: it begins with {text[:40].decode('utf-8', 'replace')!r}")


def _encoding(before: bytes) -> str | None:
    """The declared encoding, ``None`` for UTF-8. Raises NotTheFormatError for one whose tags are not ASCII bytes."""
    declared = _ENCODING.match(before.lstrip())
    if declared is None or before.startswith(_UTF8_MARK):
        return None
    name = declared.group(1).decode("ascii", "replace")
    try:
        plain = "<case-file>".encode(name) == b"<case-file>"
    except LookupError as error:
        raise NotTheFormatError(f"the file declares an unknown encoding {name!r}") from error
    if not plain:
        raise NotTheFormatError(f"the file declares the encoding {name!r}, yet its tags are plain ASCII")
    return None if codecs.lookup(name).name in {"utf-8", "ascii"} else name
