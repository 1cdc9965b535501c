"""Cuts the USPTO daily file into its ``case-file`` elements, as bytes, so that one broken case costs only itself.

An XML parser stops for good at the first byte that is not well-formed. So the file is cut at the case tags first (comments and
CDATA sections understood), and every case is then parsed alone. Memory holds one case and one chunk.
"""

import re
from collections.abc import Generator, Iterator
from enum import Enum, auto
from typing import BinaryIO, NamedTuple

from crawler.parse.uspto_prolog import ROOT, read_prolog
from records.errors import SourceError, TruncatedError

CHUNK = 256 * 1024
MAX_CASE = 24 * 1024 * 1024
"""Bytes of one case; the largest met in twenty years of files has 10.9 MB."""
MAX_TAGS = 1_500_000
"""Tags of one case: twice those of the largest one. A tree takes far more memory than the bytes it is read from."""
MAX_RAW = 64 * 1024
"""Bytes kept of a piece that is only good for quarantine."""
MAX_SKIP = 1024 * 1024
"""A comment or CDATA section longer than this is taken for a broken one."""

_TOKEN = re.compile(
    rb"<(?:(?P<close>/case-file\s*>)|(?P<open>case-file(?=[\s/>]))|(?P<skip>!--|!\[CDATA\[)|(?P<end>/trademark-applications-daily\s*>))"
)
_RESUME = re.compile(rb"<case-file(?=[\s/>])|</trademark-applications-daily\s*>")
_SKIP_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_LONGEST_TOKEN = 64


class Cut(Enum):
    """How a piece came to its end."""

    WHOLE = auto()
    UNCLOSED = auto()
    """The next case, or the end of the file's root, comes before the end of this one."""
    TRUNCATED = auto()
    """The file ends inside the case."""
    TOO_LARGE = auto()
    STRAY = auto()
    """It ends as a case does, but there was no beginning."""
    BETWEEN = auto()
    """No case: what stands before, between and after the cases."""


class Piece(NamedTuple):
    """One stretch of the file."""

    cut: Cut
    raw: bytes


class _Token(NamedTuple):
    kind: str
    start: int
    end: int


class CaseSplitter:
    """Iterates once over the pieces of one file, in order; ``encoding`` is known when the first piece is there.

    Raises EmptyResponseError and NotTheFormatError from the prolog; after the last piece TruncatedError, or whatever SourceError
    the stream raised.
    """

    def __init__(self, stream: BinaryIO, *, max_case: int = MAX_CASE) -> None:
        self.encoding: str | None = None
        self._stream = stream
        self._max_case = max_case
        self._buffer = bytearray()
        self._failure: SourceError | None = None
        self._ended = False
        self._taken = 0
        self._no_skip_before = 0
        """Bytes of the file that left the buffer, and up to which one a comment is known to be broken."""

    def __iter__(self) -> Iterator[Piece]:
        try:
            prolog = read_prolog(self._fill, self._buffer)
        except SourceError as error:
            raise self._failure or error from error
        self.encoding = prolog.encoding
        complete = yield from self._pieces(needs_end=prolog.root == ROOT)
        if self._failure is not None:
            raise self._failure
        if not complete:
            raise TruncatedError("the file ends before its end tag")

    def _fill(self) -> bool:
        """Add one chunk to the buffer; False at the end of the stream, or where it breaks."""
        if self._ended:
            return False
        chunk = b""
        try:
            chunk = self._stream.read(CHUNK)
        except SourceError as error:
            self._failure = error
        self._ended = not chunk
        self._buffer += chunk
        return bool(chunk)

    def _pieces(self, *, needs_end: bool) -> Generator[Piece, None, bool]:
        """The pieces; its return value says whether the file is complete."""
        inside = False
        ended = not needs_end
        while (token := self._next_token(len(b"<case-file") if inside else 0, inside=inside)) is not None:
            if token.kind == "open":
                if token.start and not (before := self._take(token.start)).isspace():
                    yield Piece(Cut.UNCLOSED if inside else Cut.BETWEEN, before)
                inside, ended = True, not needs_end
            elif token.kind == "close":
                yield _closed(self._take(token.end), inside=inside)
                inside = False
            elif token.kind == "end":
                if token.start:
                    yield Piece(Cut.UNCLOSED if inside else Cut.BETWEEN, self._take(token.start))
                self._take(token.end - token.start)
                inside, ended = False, True
            else:
                yield Piece(Cut.TOO_LARGE if inside else Cut.BETWEEN, self._give_up())
                inside = False
        if inside:
            yield Piece(Cut.TRUNCATED, self._take(len(self._buffer)))
        elif rest := self._rest(ended=ended):
            yield Piece(Cut.BETWEEN, rest)
        return ended and not inside

    def _next_token(self, scan: int, *, inside: bool) -> _Token | None:
        """The next tag that matters from ``scan`` on; ``large`` where the buffer may not grow further; None at the end."""
        if inside and (token := self._plain_end(scan)) is not None:
            return token
        while True:
            match = _TOKEN.search(self._buffer, scan)
            if match is None:
                scan = max(scan, len(self._buffer) - _LONGEST_TOKEN)
                if len(self._buffer) > self._max_case:
                    return _Token("large", 0, scan)
                if not self._fill():
                    return None
                continue
            start, end = match.span()
            kind = match.lastgroup or ""
            if kind != "skip":
                return _Token(kind, start, end)
            scan = self._skip(bytes(self._buffer[start:end]), end, inside=inside)

    def _plain_end(self, scan: int) -> _Token | None:
        """The end of a case that holds no comment, no CDATA and no other beginning: nearly always, and found much faster."""
        at = self._buffer.find(b"</case-file>", scan)
        if at < 0 or self._buffer.find(b"<case-file>", scan, at) >= 0:
            return None
        if self._buffer.find(b"!", scan, at) >= 0 and self._buffer.find(b"<!", scan, at) >= 0:
            return None
        return _Token("close", at, at + len(b"</case-file>"))

    def _skip(self, opener: bytes, start: int, *, inside: bool) -> int:
        """Where a comment or CDATA section ends; ``start`` where it is broken and must not swallow the cases after it."""
        if self._taken + start < self._no_skip_before:
            return start
        closer = _SKIP_ENDS[opener]
        at = self._buffer.find(closer, start)
        while at < 0 and len(self._buffer) - start < MAX_SKIP and self._fill():
            at = self._buffer.find(closer, start)
        next_case = self._buffer.find(b"<case-file>", start, at) if inside and at >= 0 else -1
        if at >= 0 and next_case < 0:
            return at + len(closer)
        self._no_skip_before = self._taken + (next_case if at >= 0 else len(self._buffer))
        return start

    def _take(self, length: int) -> bytes:
        with memoryview(self._buffer) as view:
            raw = bytes(view[:length])
        del self._buffer[:length]
        self._taken += length
        return raw

    def _give_up(self) -> bytes:
        """Drop an oversized piece up to where the next case begins; its beginning, for quarantine."""
        raw = bytes(self._buffer[:MAX_RAW])
        del self._buffer[: len(b"<case-file")]
        while (match := _RESUME.search(self._buffer)) is None:
            del self._buffer[:-_LONGEST_TOKEN]
            if not self._fill():
                self._buffer.clear()
                return raw
        del self._buffer[: match.start()]
        return raw

    def _rest(self, *, ended: bool) -> bytes:
        rest = self._take(len(self._buffer))
        half_a_tag = rest.rfind(b"<")
        if not ended and half_a_tag >= 0 and b">" not in rest[half_a_tag:]:
            rest = rest[:half_a_tag]  # the file was cut inside a tag: TruncatedError says so, it is no stray text
        return b"" if rest.isspace() else rest


def _closed(raw: bytes, *, inside: bool) -> Piece:
    """What ends with the end tag of a case."""
    if not inside:
        return Piece(Cut.STRAY, raw)
    if len(raw) > MAX_TAGS and raw.count(b"<") > MAX_TAGS:
        return Piece(Cut.TOO_LARGE, raw[:MAX_RAW])
    return Piece(Cut.WHOLE, raw)
