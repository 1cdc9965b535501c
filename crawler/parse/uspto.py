"""USPTO trademark daily applications XML → Filing records, as a stream (product TRTDXFAP, DTD v2.0).

Every ``case-file`` gives one Filing or one Quarantined; a broken one costs nothing but itself. Memory holds one case at a time.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from lxml import etree

from crawler.parse.uspto_case import read_case
from crawler.parse.uspto_split import MAX_RAW, CaseSplitter, Cut, Piece, unclosed_parts
from records.crawl import Quarantined, SourceRef
from records.errors import NotTheFormatError, RecordError
from records.filing import Filing

PARSER_VERSION = "uspto-daily/1"

_REASONS = {
    Cut.UNCLOSED: ("not-xml", "the case has no end tag before the next one begins"),
    Cut.TRUNCATED: ("truncated", "the file ends inside this case"),
    Cut.TOO_LARGE: ("too-large", "the case is larger than any real one may be"),
    Cut.STRAY: ("not-xml", "the case has an end tag but no start tag"),
}
_SYNTAX_CODES = ("not-xml", "bad-encoding")
_SERIAL = re.compile(rb"<serial-number>\s*([^<]{1,20})")
_BETWEEN = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!DOCTYPE[^\[>]*\[.*?(?:\]\s*>|\Z)|<[!?][^>]*(?:>|\Z)"
    rb"|<(?P<close>/?)(?P<tag>[A-Za-z_][\w.-]*)[^<>]*>(?P<text>[^<]*)|(?P<stray>[^<\s]+|<)",
    re.DOTALL,
)
_WRAPPERS = frozenset({b"trademark-applications-daily", b"version", b"application-information", b"file-segments", b"action-keys"})
_FILE_LEAVES = frozenset(
    {b"version-no", b"version-date", b"creation-datetime", b"data-available-code", b"file-segment", b"action-key"}
)
_CASE_SECTIONS = frozenset({b"serial-number", b"case-file-header", b"case-file-statements", b"case-file-owners"})


@dataclass(slots=True)
class CaseCounts:
    """What the parser met; filled while it runs."""

    present: int = 0
    """Cases in the file, whole or broken."""
    unread: Counter[str] = field(default_factory=Counter)
    """Elements met and not read, by path."""
    created_at: datetime | None = None
    """``creation-datetime`` of the file, on the office's own clock (US Eastern, no zone given)."""
    data_available: str | None = None
    """``data-available-code``: N where the office says that the day has no cases."""


def parse_cases(
    stream: BinaryIO,
    *,
    url: str,
    source_id: str = "uspto-daily",
    source: SourceRef | None = None,
    counts: CaseCounts | None = None,
) -> Iterator[Filing | Quarantined]:
    """Yield one record for each case of the file, in file order.

    Raises EmptyResponseError and NotTheFormatError at once, TruncatedError (or the stream's own SourceError) after everything
    before the break has been yielded.
    """
    counts = counts if counts is not None else CaseCounts()
    splitter = CaseSplitter(stream)
    reader: Reader | None = None
    for piece in splitter:
        reader = reader or Reader(_parser(splitter.encoding), counts, source)
        for raw, result in reader.results(piece):
            counts.present += 1
            if isinstance(result, Filing):
                yield result
            else:
                yield _quarantined(raw, result, counts.present, url=url, source_id=source_id, source=source)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the pieces of one file."""

    parser: etree.XMLParser
    counts: CaseCounts
    source: SourceRef | None

    def results(self, piece: Piece) -> Sequence[tuple[bytes, Filing | RecordError]]:
        """What a piece gives: nearly always one case; two or more where the end tag of one is lost."""
        raw = piece.raw
        if piece.cut is Cut.BETWEEN:
            stray = _read_between(raw, self.counts)
            return () if stray is None else ((raw, RecordError("not-xml", stray)),)
        if piece.cut is Cut.STRAY:
            _read_between(raw.partition(b"<serial-number")[0], self.counts)  # the file's own elements, before the first case
        if piece.cut is not Cut.WHOLE:
            return ((raw, RecordError(*_REASONS[piece.cut])),)
        result = self._read(raw)
        if isinstance(result, RecordError) and result.code in _SYNTAX_CODES:
            *unclosed, last = unclosed_parts(raw)
            if unclosed:
                lost = [(part, RecordError(*_REASONS[Cut.UNCLOSED])) for part in unclosed]
                return (*lost, (last, self._read(last)))
        return ((raw, result),)

    def _read(self, raw: bytes) -> Filing | RecordError:
        try:
            case = etree.fromstring(raw, self.parser)
        except etree.XMLSyntaxError as error:
            return RecordError(_syntax_code(error), error.msg or "not well-formed")
        try:
            return read_case(case, created=self.counts.created_at, unread=self.counts.unread, source=self.source)
        except RecordError as error:
            return error


def _parser(encoding: str | None) -> etree.XMLParser:
    try:
        return etree.XMLParser(
            encoding=encoding,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            remove_blank_text=True,
        )
    except LookupError as error:
        raise NotTheFormatError(f"the file declares an encoding that cannot be read: {encoding!r}") from error


def _syntax_code(error: etree.XMLSyntaxError) -> str:
    """Why libxml2 refused a case; the stubs do not know that the exception carries the number of its first error."""
    number: int | None = getattr(error, "code", None)
    return "bad-encoding" if number == etree.ErrorTypes.ERR_INVALID_ENCODING else "not-xml"


def _read_between(raw: bytes, counts: CaseCounts) -> str | None:
    """Read the file's own elements between the cases; in words, what stands there and should not."""
    stray: bytes | None = None
    for match in _BETWEEN.finditer(raw):
        tag, text = match["tag"], (match["text"] or b"").strip()
        if tag is None:
            stray = stray or match["stray"] or (b"" if match.group().endswith(b">") else match.group())
        elif match["close"] or tag in _WRAPPERS:
            stray = stray or text
        elif tag in _FILE_LEAVES:
            _note_leaf(tag, text, counts)
        else:
            counts.unread[tag.decode("utf-8", "replace")] += 1
            stray = stray or (tag if tag in _CASE_SECTIONS else b"")
    return f"stray text between the cases: {stray[:80].decode('utf-8', 'replace')!r}" if stray else None


def _note_leaf(tag: bytes, text: bytes, counts: CaseCounts) -> None:
    value = text.decode("ascii", "replace")
    if tag == b"data-available-code":
        counts.data_available = value or None
    elif tag == b"creation-datetime":
        try:
            counts.created_at = datetime.strptime(value[:12], "%Y%m%d%H%M")  # noqa: DTZ007 - no zone is given
        except ValueError:
            counts.created_at = None


def _quarantined(
    raw: bytes, error: RecordError, position: int, *, url: str, source_id: str, source: SourceRef | None
) -> Quarantined:
    serial = _SERIAL.search(raw)
    number = serial.group(1).decode("utf-8", "replace").strip() if serial else "unknown"
    return Quarantined(
        source_id=source_id,
        url=url,
        place=f"case-file {position}, serial-number {number}",
        code=error.code,
        reason=str(error),
        raw=raw[:MAX_RAW].decode("utf-8", "replace"),
        at=source.fetched_at if source is not None else None,
    )
