"""Raw responses kept as evidence: WARC 1.1 records, one gzip member each, found again by file and offset.

ISO 28500:2017. The payload digest is the SHA-256 that every record's SourceRef carries; nothing of the request is stored, so
that no key gets into an archive.
"""

import io
import os
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from records.crawl import SourceRef
from records.errors import NotTheFormatError, TruncatedError

_PIECE = 256 * 1024


class WarcFile:
    """The WARC file of one crawl; it comes into being with its first response."""

    def __init__(self, path: Path, *, software: str) -> None:
        self.path = path
        self._software = software
        self._file: io.BufferedWriter | None = None

    def write_response(
        self, url: str, *, fetched_at: datetime, status: int, headers: Iterable[tuple[str, str]], body: BinaryIO, digest: str
    ) -> int:
        """Store one response, streaming ``body`` (seekable, ``digest`` its SHA-256); gives the record's byte offset."""
        out = self._file or self._start()
        writer = WARCWriter(out, gzip=True, warc_version="1.1")
        offset = out.tell()
        length = body.seek(0, io.SEEK_END)
        body.seek(0)
        record = writer.create_warc_record(
            url,
            "response",
            payload=body,
            length=length,
            http_headers=StatusAndHeaders(str(status), list(headers), protocol="HTTP/1.1"),
            warc_headers_dict={
                "WARC-Date": f"{fetched_at:%Y-%m-%dT%H:%M:%S.%fZ}",
                "WARC-Payload-Digest": f"sha256:{digest}",
            },
        )
        writer.write_record(record)
        return offset

    def close(self) -> None:
        """Make the file durable."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def _start(self) -> io.BufferedWriter:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("xb")
        writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        content = {"software": self._software, "format": "WARC File Format 1.1"}
        writer.write_record(writer.create_warcinfo_record(self.path.name, content))
        return self._file


def digest_stream(stream: BinaryIO) -> tuple[str, int]:
    """SHA-256 (lower-case hexadecimal) and size of a stream from where it stands."""
    digest, size = sha256(), 0
    while piece := stream.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def read_payload(source: SourceRef, *, warc_folder: Path) -> bytes:
    """The response body a record was read from, as received.

    Raises NotTheFormatError (the record came from a file of the user's, or the WARC file holds something else at that place, or
    its bytes are not the ones the record was read from), TruncatedError (the WARC file is gone or ends early).
    """
    if source.warc_file is None or source.warc_offset is None:
        raise NotTheFormatError(f"{source.url}: no stored response: the record was read from a file")
    path = warc_folder / Path(source.warc_file).name
    try:
        with path.open("rb") as file:
            file.seek(source.warc_offset)
            record = next(iter(ArchiveIterator(file)), None)
            payload = record.raw_stream.read() if record is not None and record.rec_type == "response" else None
    except FileNotFoundError as error:
        raise TruncatedError(f"{path.name}: the WARC file is gone") from error
    if payload is None:
        raise TruncatedError(f"{path.name}: no response at byte {source.warc_offset}")
    if sha256(payload).hexdigest() != source.sha256:
        raise NotTheFormatError(f"{path.name}: the bytes at {source.warc_offset} are not those of {source.url}")
    return bytes(payload)
