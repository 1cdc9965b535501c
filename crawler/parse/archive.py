"""What an office calls a zip: told by its first bytes, unpacked as a stream, under caps.

Names inside an archive are shown, never used as paths. A compression ratio proves nothing (the office's own XML reaches 70×), so
the caps are on bytes unpacked and on members.
"""

import gzip
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import SEEK_END, BufferedIOBase
from pathlib import Path
from typing import BinaryIO, cast

from records.errors import EmptyResponseError, NotTheFormatError, SourceError, TooLargeError, TruncatedError

MAX_MEMBERS = 500
_ENCRYPTED = 0x1
_HEAD = 512
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_GZIP_MAGIC = b"\x1f\x8b"
_OTHERS = {b"%PDF": "a PDF document", b"7z\xbc\xaf": "a 7-Zip archive", b"Rar!": "a RAR archive", b"BZh": "a bzip2 file"}
_TAIL = 65_535 + 22 + 20 + 56
"""Bytes in which the end of a zip must lie: comment, end record, zip64 locator and zip64 end record."""
_SEE_ZIP64 = 0xFFFF_FFFF
_MAX_DIRECTORY = 64 * 1024
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def open_members(path: Path, *, max_unpacked_bytes: int, suffixes: Sequence[str] = (".xml",)) -> Iterator[tuple[str, BinaryIO]]:
    """Yield name and stream of each member whose name ends in one of ``suffixes``; a gzip or plain file is its own one member.

    Each stream is good until the next one is asked for. ``max_unpacked_bytes`` holds for all members together.
    Raises EmptyResponseError, NotTheFormatError, TooLargeError or TruncatedError; reading a stream may raise them too.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        kind = _kind(head, path.name)
        file.seek(0)
        budget = _Budget(max_unpacked_bytes)
        if kind == "zip":
            yield from _zip_members(file, path.name, budget, tuple(suffixes))
        elif kind == "gzip":
            with gzip.GzipFile(fileobj=file) as packed:
                yield path.name.removesuffix(".gz"), _guarded(packed, path.name, budget)
        else:
            yield path.name, _guarded(file, path.name, budget)


def is_packed(head: bytes) -> bool:
    """True for the first bytes of a zip or gzip file."""
    return head.startswith((*_ZIP_MAGIC, _GZIP_MAGIC))


def _kind(head: bytes, name: str) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise EmptyResponseError(f"{name} is empty")
    if head.startswith(_ZIP_MAGIC):
        return "zip"
    if head.startswith(_GZIP_MAGIC):
        return "gzip"
    if _PAGE.match(text):
        raise NotTheFormatError(f"{name} is an HTML page, not the archive it is named for")
    if text.startswith((b"{", b"[")):
        raise NotTheFormatError(f"{name} is JSON: {text[:120].decode('utf-8', 'replace')!r}")
    for magic, kind in _OTHERS.items():
        if head.startswith(magic):
            raise NotTheFormatError(f"{name} is {kind}")
    return "plain"


def _zip_members(file: BinaryIO, name: str, budget: "_Budget", suffixes: tuple[str, ...]) -> Iterator[tuple[str, BinaryIO]]:
    _check_directory(file, name)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise _damaged(name, error) from error
    with archive:
        wanted = _wanted(archive, name, suffixes)
        for member in wanted:
            label = f"{name}/{member.filename}"
            with _opened(archive, member, label) as stream:
                yield member.filename, _guarded(stream, label, budget)


def _check_directory(file: BinaryIO, name: str) -> None:
    """Look at the end of a zip before ``zipfile`` does, which would read a directory of any size into memory."""
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    file.seek(0)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise TruncatedError(f"{name} has no directory at its end: the download was cut short")
    (directory,) = struct.unpack_from("<L", tail, end + 12)
    large = tail.rfind(b"PK\x06\x06", 0, end)
    if directory == _SEE_ZIP64 and 0 <= large <= len(tail) - 56:
        (directory,) = struct.unpack_from("<Q", tail, large + 40)
    if directory > _MAX_DIRECTORY:
        raise TooLargeError(f"{name} has a directory of {directory} bytes: far more members than {MAX_MEMBERS}")


def _wanted(archive: zipfile.ZipFile, name: str, suffixes: tuple[str, ...]) -> list[zipfile.ZipInfo]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise TooLargeError(f"{name} has {len(members)} members, more than {MAX_MEMBERS}")
    if not members:
        raise EmptyResponseError(f"{name} is a zip archive without members")
    wanted = [member for member in members if member.filename.lower().endswith(suffixes)]
    if not wanted:
        names = ", ".join(member.filename for member in members[:5])
        nested = any(member.filename.lower().endswith((".zip", ".gz")) for member in members)
        reason = "an archive inside the archive is not opened" if nested else f"none ends in {' or '.join(suffixes)}"
        raise NotTheFormatError(f"{name} holds {names}: {reason}")
    return wanted


def _opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo, label: str) -> BinaryIO:
    if member.flag_bits & _ENCRYPTED:
        raise NotTheFormatError(f"{label} is encrypted")
    if member.compress_type not in _METHODS:
        raise NotTheFormatError(f"{label} is packed by method {member.compress_type}, only stored and deflated are read")
    try:
        return cast("BinaryIO", archive.open(member))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise NotTheFormatError(f"{label} cannot be opened: {error}") from error


class _Budget:
    """Bytes that may still come out of one file, all members together."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.left = limit


def _guarded(stream: BufferedIOBase | BinaryIO, label: str, budget: _Budget) -> BinaryIO:
    guarded = _Guarded(stream, label, budget)
    head = guarded.peek_head()
    if head.startswith(_ZIP_MAGIC) or head.startswith(_GZIP_MAGIC):
        raise NotTheFormatError(f"{label} is itself an archive: an archive inside an archive is not opened")
    return cast("BinaryIO", guarded)


class _Guarded(BufferedIOBase):
    """A stream that keeps to the budget and turns the unpackers' failures into ours."""

    def __init__(self, stream: BufferedIOBase | BinaryIO, label: str, budget: _Budget) -> None:
        self._stream = stream
        self._label = label
        self._budget = budget
        self._head = b""

    def peek_head(self) -> bytes:
        """The first bytes, which the next read gives again."""
        self._head = self._unpack(4)
        return self._head

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """As ``io.BufferedIOBase.read``; raises the SourceErrors that ``open_members`` names."""
        head, self._head = self._head, b""
        if size is not None and size >= 0:
            if size < len(head):
                self._head = head[size:]
                return head[:size]
            return head + self._unpack(size - len(head))
        parts = [head]
        while part := self._unpack(1 << 20):
            parts.append(part)
        return b"".join(parts)

    def _unpack(self, size: int) -> bytes:
        if size == 0:
            return b""
        try:
            chunk = self._stream.read(min(size, self._budget.left + 1))
        except EOFError as error:
            raise TruncatedError(f"{self._label} ends before its end: {error}") from error
        except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error) as error:
            raise _damaged(self._label, error) from error
        self._budget.left -= len(chunk)
        if self._budget.left < 0:
            raise TooLargeError(f"{self._label} unpacks to more than {self._budget.limit} bytes: refused, it may be a bomb")
        return chunk


def _damaged(label: str, error: Exception) -> SourceError:
    return NotTheFormatError(f"{label} is damaged (its check sum or its packing is wrong): {error}")
