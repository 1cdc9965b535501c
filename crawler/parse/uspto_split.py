"""Cuts the USPTO daily file into its ``case-file`` elements, as bytes, so that one broken case costs only itself.

An XML parser stops for good at the first byte that is not well-formed. So the file is cut at the case tags first (comments and
CDATA sections understood), and every case is then parsed alone. Memory holds one case and one chunk.
"""

import re
from collections.abc import Generator, Iterator
from enum import Enum, auto
from itertools import pairwise
from typing import BinaryIO, NamedTuple

from crawler.parse.uspto_prolog import ROOT, read_prolog
from records.errors import SourceError, TruncatedError

CHUNK = 256 * 1024
MAX_READ = 4 * 1024 * 1024
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
_PLAIN_START = re.compile(rb"\s*(<case-file>)")
_BEGINNING = re.compile(rb"<case-file(?=[\s/>])")
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
        self._failure: SourceError | None = None
        self._ended = False
        self._held = b""
        """What has been read and not yet all given out; the rest begins at ``_at``."""
        self._at = 0
        self._taken = 0
        """Bytes of the file that are no longer held."""
        self._no_skip_before = 0
        """Place in the file before which every comment is known to be broken."""

    def __iter__(self) -> Iterator[Piece]:
        try:
            prolog = read_prolog(self._read)
        except SourceError as error:
            raise self._failure or error from error
        self.encoding, self._held = prolog.encoding, prolog.rest
        complete = yield from self._pieces(needs_end=prolog.root == ROOT)
        if self._failure is not None:
            raise self._failure
        if not complete:
            raise TruncatedError("the file ends before its end tag")

    def _read(self, size: int = CHUNK) -> bytes:
        """The next bytes; none at the end of the stream, or where it breaks."""
        if self._ended:
            return b""
        chunk = b""
        try:
            chunk = self._stream.read(size)
        except SourceError as error:
            self._failure = error
        self._ended = not chunk
        return chunk

    def _more(self) -> bool:
        """Hold more: as much again up to a limit, so that a large case is not copied with every chunk."""
        rest = self._held[self._at :]
        chunk = self._read(min(max(CHUNK, len(rest)), MAX_READ))
        self._taken += self._at
        self._held, self._at = rest + chunk, 0
        return bool(chunk)

    def _pieces(self, *, needs_end: bool) -> Generator[Piece, None, bool]:
        """The pieces; its return value says whether the file is complete."""
        inside = False
        ended = not needs_end
        while True:
            if not inside and (piece := self._plain_case()) is not None:
                ended = not needs_end
                yield piece
                continue
            token = self._next_token(inside=inside)
            if token is None:
                break
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
            yield Piece(Cut.TRUNCATED, self._take(self._left()))
        elif rest := self._rest(ended=ended):
            yield Piece(Cut.BETWEEN, rest)
        return ended and not inside

    def _plain_case(self) -> Piece | None:
        """The case that begins here, where it is held whole and has neither comment nor CDATA: nearly every one, found fast.

        A case that lost its end tag comes out together with the next one; ``unclosed_parts`` takes them apart.
        """
        held = self._held
        begin = _PLAIN_START.match(held, self._at)
        if begin is None:
            return None
        end = held.find(b"</case-file>", begin.end())
        if end < 0 or (held.find(b"!", begin.end(), end) >= 0 and held.find(b"<!", begin.end(), end) >= 0):
            return None
        self._at = end + len(b"</case-file>")
        return _closed(held[begin.start(1) : self._at], inside=True)

    def _next_token(self, *, inside: bool) -> _Token | None:
        """The next tag that matters, its place counted from here; ``large`` where no more may be held; None at the end."""
        scan = len(b"<case-file") if inside else 0
        while True:
            match = _TOKEN.search(self._held, self._at + scan)
            if match is None:
                scan = max(scan, self._left() - _LONGEST_TOKEN)
                if self._left() > self._max_case:
                    return _Token("large", 0, scan)
                if not self._more():
                    return None
                continue
            start, end = match.start() - self._at, match.end() - self._at
            if match.lastgroup != "skip":
                return _Token(match.lastgroup or "", start, end)
            scan = self._skip(_SKIP_ENDS[match.group()], end, inside=inside)

    def _skip(self, closer: bytes, start: int, *, inside: bool) -> int:
        """Where a comment or CDATA section ends; ``start`` where it is broken and must not swallow the cases after it."""
        if self._taken + self._at + start < self._no_skip_before:
            return start
        at = self._find(closer, start)
        while at < 0 and self._left() - start < MAX_SKIP and self._more():
            at = self._find(closer, start)
        next_case = self._find(b"<case-file>", start, at) if inside and at >= 0 else -1
        if at >= 0 and next_case < 0:
            return at + len(closer)
        self._no_skip_before = self._taken + self._at + (next_case if at >= 0 else self._left())
        return start

    def _find(self, what: bytes, start: int, end: int | None = None) -> int:
        found = self._held.find(what, self._at + start, None if end is None else self._at + end)
        return found if found < 0 else found - self._at

    def _left(self) -> int:
        return len(self._held) - self._at

    def _take(self, length: int) -> bytes:
        raw = self._held[self._at : self._at + length]
        self._at += length
        return raw

    def _give_up(self) -> bytes:
        """Drop an oversized piece up to where the next case begins; its beginning, for quarantine."""
        raw = self._held[self._at : self._at + MAX_RAW]
        self._at += len(b"<case-file")
        while (match := _RESUME.search(self._held, self._at)) is None:
            self._at = max(self._at, len(self._held) - _LONGEST_TOKEN)
            if not self._more():
                self._held, self._at = b"", 0
                return raw
        self._at = match.start()
        return raw

    def _rest(self, *, ended: bool) -> bytes:
        rest = self._take(self._left())
        half_a_tag = rest.rfind(b"<")
        if not ended and half_a_tag >= 0 and b">" not in rest[half_a_tag:]:
            rest = rest[:half_a_tag]  # the file was cut inside a tag: TruncatedError says so, it is no stray text
        return b"" if rest.isspace() else rest


def unclosed_parts(raw: bytes) -> list[bytes]:
    """A case that is not well-formed, cut where another one begins inside it: all but the last part lost their end tags."""
    starts = [match.start() for match in _BEGINNING.finditer(raw)]
    return [raw[start:end] for start, end in pairwise([*starts, len(raw)])] if len(starts) > 1 else [raw]


def _closed(raw: bytes, *, inside: bool) -> Piece:
    """What ends with the end tag of a case."""
    if not inside:
        return Piece(Cut.STRAY, raw)
    if len(raw) > MAX_TAGS and raw.count(b"<") > MAX_TAGS:
        return Piece(Cut.TOO_LARGE, raw[:MAX_RAW])
    return Piece(Cut.WHOLE, raw)
