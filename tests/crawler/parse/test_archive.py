"""What an office calls a zip: whatever comes under that name is read, or refused in words."""

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.parse.archive import MAX_MEMBERS, open_members
from records.errors import EmptyResponseError, NotTheFormatError, SourceError, TooLargeError, TruncatedError

XML = b"<trademark-applications-daily>" + b"<a>text</a>" * 20_000 + b"</trademark-applications-daily>"
LIMIT = 10_000_000


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def read_all(path: Path, limit: int = LIMIT) -> list[tuple[str, bytes]]:
    """Names and contents of the members."""
    return [(name, stream.read()) for name, stream in open_members(path, max_unpacked_bytes=limit)]


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file as it would have been downloaded."""

    def write(content: bytes, name: str = "apc240925.zip") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


Put = Callable[..., Path]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("name", ["apc240925.zip", "apc240925.xml", "no-ending"])
def test_zip_is_told_by_its_bytes(put: Put, method: int, name: str) -> None:
    """Protects a crawl from a file under a wrong name."""
    path = put(zipped(("apc240925.xml", XML), ("readme.txt", b"hello"), method=method), name)
    assert read_all(path) == [("apc240925.xml", XML)]


def test_gzip_and_plain_files(put: Put) -> None:
    """Protects files that a person unpacked or packed again."""
    assert read_all(put(gzip.compress(XML), "apc240925.xml.gz")) == [("apc240925.xml", XML)]
    assert read_all(put(XML, "apc240925.zip")) == [("apc240925.zip", XML)]


def test_streams_read_in_pieces(put: Put) -> None:
    """Protects the parser, which asks for chunks of its own size."""
    members = open_members(put(zipped(("a.xml", XML))), max_unpacked_bytes=LIMIT)
    _, stream = next(members)
    assert [stream.read(2), stream.read(5), stream.read(0)] == [XML[:2], XML[2:7], b""]
    rest = b"".join(iter(lambda: stream.read(999), b""))
    assert rest == XML[7:]


def test_names_are_never_paths(put: Put, tmp_path: Path) -> None:
    """Protects the disk: a member may be called anything, nothing is written."""
    assert read_all(put(zipped(("../../evil.xml", XML)))) == [("../../evil.xml", XML)]
    assert [path.name for path in tmp_path.iterdir()] == ["apc240925.zip"]


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", EmptyResponseError, "empty"),
        (b" \r\n ", EmptyResponseError, "empty"),
        (zipped(), EmptyResponseError, "without members"),
        (b"<!DOCTYPE html><title>Sign in</title>", NotTheFormatError, "HTML page"),
        (b"\n<html><body>Not found</body></html>", NotTheFormatError, "HTML page"),
        (b'{"error": "forbidden"}', NotTheFormatError, "JSON"),
        (b"%PDF-1.7", NotTheFormatError, "PDF"),
        (b"7z\xbc\xaf\x27\x1c", NotTheFormatError, "7-Zip"),
        (zipped(("a.zip", zipped(("b.xml", XML)))), NotTheFormatError, "archive inside"),
        (zipped(("a.xml", zipped(("b.xml", XML)))), NotTheFormatError, "archive inside"),
        (zipped(("a.xml", gzip.compress(XML))), NotTheFormatError, "archive inside"),
        (gzip.compress(zipped(("b.xml", XML))), NotTheFormatError, "archive inside"),
        (zipped(("readme.txt", b"x")), NotTheFormatError, "readme.txt"),
        (zipped(("a.xml", XML), method=zipfile.ZIP_BZIP2), NotTheFormatError, "method 12"),
        (zipped(*((f"{number}.xml", b"<a/>") for number in range(MAX_MEMBERS + 1))), TooLargeError, "members"),
        (zipped(*((f"{number}{'x' * 900}.xml", b"") for number in range(90))), TooLargeError, "directory"),
        (zipped(("a.xml", XML))[:-30], TruncatedError, "cut short"),
        (zipped(("a.xml", XML))[:200], TruncatedError, "cut short"),
        (gzip.compress(XML)[:-20], TruncatedError, "ends before"),
    ],
)
def test_other_things_are_refused_in_words(put: Put, content: bytes, error: type[SourceError], words: str) -> None:
    """Protects the user from a stack trace, and a page or a bomb from passing for a day of filings."""
    with pytest.raises(error, match=words):
        read_all(put(content))


def test_encrypted_member(put: Put) -> None:
    """Protects against a member that nobody can read: the flag is looked at before it is opened."""
    content = bytearray(zipped(("a.xml", XML)))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(NotTheFormatError, match="encrypted"):
        read_all(put(bytes(content)))


def test_check_sum(put: Put) -> None:
    """Protects against a download damaged on its way: what was read stands, then the damage is told."""
    content = bytearray(zipped(("a.xml", XML), method=zipfile.ZIP_STORED))
    content[1000] ^= 0xFF
    members = open_members(put(bytes(content)), max_unpacked_bytes=LIMIT)
    _, stream = next(members)
    assert len(stream.read(100_000)) == 100_000
    with pytest.raises(NotTheFormatError, match="damaged"):
        stream.read()


def test_damaged_packing(put: Put) -> None:
    """Protects against a deflate stream that makes no sense."""
    content = bytearray(zipped(("a.xml", XML)))
    content[50:90] = b"\xff" * 40
    with pytest.raises(SourceError):
        read_all(put(bytes(content)))


@pytest.mark.parametrize("pack", [lambda content: zipped(("a.xml", content)), gzip.compress])
def test_bomb_is_stopped_while_it_unpacks(put: Put, pack: Callable[[bytes], bytes]) -> None:
    """Protects disk and memory: a thousandfold ratio alone is no crime, the sum of bytes is."""
    path = put(pack(b" " * 5_000_000))
    assert len(read_all(path, 5_000_000)[0][1]) == 5_000_000
    members = open_members(path, max_unpacked_bytes=1_000_000)
    _, stream = next(members)
    read = 0
    with pytest.raises(TooLargeError, match="1000000"):  # noqa: PT012 - how much came before is the point
        while chunk := stream.read(64 * 1024):
            read += len(chunk)
    assert read <= 1_000_000


def test_all_members_share_one_budget(put: Put) -> None:
    """Protects against a bomb of many small ones."""
    path = put(zipped(*((f"{number}.xml", b" " * 100_000) for number in range(20))))
    with pytest.raises(TooLargeError):
        read_all(path, 1_000_000)


def test_size_that_the_directory_understates(put: Put) -> None:
    """Protects the cap from a directory that lies about the size."""
    content = bytearray(zipped(("a.xml", b" " * 5_000_000)))
    struct.pack_into("<L", content, content.rindex(b"PK\x01\x02") + 24, 10)
    with pytest.raises(SourceError):
        assert len(read_all(put(bytes(content)), 1_000_000)[0][1]) > 10


@pytest.mark.real
def test_real_zip_of_the_office(samples: Path) -> None:
    """Protects the archives as the office packs them."""
    (member, *_) = open_members(
        samples / "filings" / "us" / "tsdr" / "sn76044902.zip", max_unpacked_bytes=LIMIT, suffixes=(".xml",)
    )
    assert member[0].endswith(".xml")
