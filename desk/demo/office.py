"""Plays the offices over real HTTP on this machine: the Open Data Portal of the USPTO and the feeds of six courts."""

import json
import re
import secrets
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from io import BytesIO
from threading import Lock, Thread
from types import TracebackType
from typing import Self

from records.source import Source

DEMO_NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
"""When the demo takes place: the evening of the bundled day in the United States."""

DEMO_KEY = "demo-key-of-the-played-office"
"""The key that the played Open Data Portal asks for; it opens nothing else."""

COURTS = ("ilnd", "flsd", "nysd", "pawd", "nyed")
EMPTY_COURT = "gamd"
"""This court has a feed, but on the bundled day it answers 200 without a body, as courts at times do."""

PRODUCT = "TRTDXFAP"
ARCHIVE = "apc261117.zip"
LINK_SECONDS = 5.0
"""How long a signed download link is good for."""
FEWEST_CASES = 200

_API = "/api/v1/datasets/products"
_FEED = re.compile(r"/ecf/([a-z]+)/cgi-bin/\w+\.pl")
_PAGE = b"<!DOCTYPE html>\n<html><head><title>Open Data Portal</title></head><body><app-root></app-root></body></html>\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def archive() -> bytes:
    """The day's applications as the portal packs them: one XML file in a zip; the same bytes every time."""
    packed = BytesIO()
    name = ARCHIVE.replace(".zip", ".xml")
    member = zipfile.ZipInfo(name, date_time=(2026, 11, 17, 19, 26, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr(member, _day_file("uspto", name))
    return packed.getvalue()


def _day_file(*path: str) -> bytes:
    return resources.files("desk.demo").joinpath("day", *path).read_bytes()


class DemoOffice:
    """A server on 127.0.0.1 at a free port, for use in a ``with`` statement; closed, it leaves no thread and no port behind."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, int]] = []
        """Path and status of every request answered, in order."""
        self._archive = archive()
        self._feeds = {court: _day_file("rss", f"{court}.xml") for court in COURTS} | {EMPTY_COURT: b""}
        self._links: dict[str, float] = {}
        self._lock = Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = False  # so that closing waits for answers under way
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-office")

    @property
    def url(self) -> str:
        """Address of the server, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def sources(self, sources: Mapping[str, Source]) -> dict[str, Source]:
        """The real blocks of the two played sources, addressed to this server and with short pauses."""
        uspto, courts = sources["uspto-daily"], sources["cmecf-rss"]
        portal = {"manifest": f"{self.url}{_API}", "files": f"{self.url}{_API}/files"}
        feeds = {court: f"{self.url}/ecf/{court}/cgi-bin/{_script(courts.urls[court])}" for court in (*COURTS, EMPTY_COURT)}
        return {
            uspto.id: replace(uspto, urls=portal, enabled=True, delay_seconds=0.05, min_items=FEWEST_CASES),
            courts.id: replace(courts, urls=feeds, enabled=True, delay_seconds=0.05),
        }

    def answer(self, path: str, key: str | None) -> Answer:
        """The answer to GET ``path`` (without its query) with that ``x-api-key``; noted in ``requests``."""
        answer = self._answer(path, key)
        with self._lock:
            self.requests.append((path, answer.status))
        return answer

    def _answer(self, path: str, key: str | None) -> Answer:
        if path.startswith("/signed/"):
            return self._signed(path.removeprefix("/signed/"), key)
        if path.startswith("/api/"):
            return self._portal(path) if key == DEMO_KEY else _json(403, {"message": "Forbidden"})
        if (court := _FEED.fullmatch(path)) and court[1] in self._feeds:
            return self._feed(court[1])
        return Answer(404, "text/html; charset=iso-8859-1", b"<html><body><h1>Not Found</h1></body></html>\n")

    def _portal(self, path: str) -> Answer:
        if path == f"{_API}/{PRODUCT}":
            return _json(200, self._manifest())
        if path == f"{_API}/files/{PRODUCT}/{ARCHIVE}":
            token = secrets.token_hex(16)
            with self._lock:
                self._links[token] = time.monotonic() + LINK_SECONDS
            return Answer(302, "text/html", b"", {"Location": f"{self.url}/signed/{token}/{ARCHIVE}"})
        if path.startswith(f"{_API}/files/"):  # the real portal answers a file it has not with its start page
            return Answer(200, "text/html", _PAGE)
        return _json(404, {"code": 404, "error": "Not Found", "errorDetails": "No matching records found"})

    def _signed(self, rest: str, key: str | None) -> Answer:
        """The file store behind the portal: the link is the right, and a key sent there would have leaked."""
        token = rest.partition("/")[0]
        with self._lock:
            good = self._links.get(token, 0.0) >= time.monotonic()
        if key is not None or not good:
            return Answer(403, "application/xml", b"<Error><Code>AccessDenied</Code></Error>")
        return Answer(200, "application/zip", self._archive)

    def _feed(self, court: str) -> Answer:
        body = self._feeds[court]
        if not body:
            return Answer(200, "text/plain; charset=UTF-8", b"", {"Pragma": "no-cache"})
        return Answer(200, "text/xml", body, {"Cache-Control": "max-age=0", "Expires": formatdate(usegmt=True)})

    def _manifest(self) -> object:
        files = f"{self.url}{_API}/files/{PRODUCT}"
        documentation = "Trademark-Applications-Documentation-v2.3-20250813.doc"
        return {
            "count": 1,
            "bulkDataProductBag": [
                {
                    "productIdentifier": PRODUCT,
                    "productTitleText": "Trademark Full Text XML Data (No Images) – Daily Applications",
                    "productDescriptionText": "Pending and registered trademark text data, one file for each day.",
                    "productFrequencyText": "DAILY",
                    "productFromDate": "2026-11-17",
                    "productToDate": "2026-11-17",
                    "productTotalFileSize": len(self._archive),
                    "productFileTotalQuantity": 2,
                    "lastModifiedDateTime": "2026-11-17 19:42:10",
                    "mimeTypeIdentifierArrayText": ["XML"],
                    "productFileBag": {
                        "count": 2,
                        "fileDataBag": [
                            _file(documentation, 512_000, "2025-08-13", f"{files}/{documentation}", kind="Documentation"),
                            _file(ARCHIVE, len(self._archive), "2026-11-17", f"{files}/{ARCHIVE}", kind="Data"),
                        ],
                    },
                }
            ],
        }


def _file(name: str, size: int, day: str, address: str, *, kind: str) -> dict[str, object]:
    return {
        "fileName": name,
        "fileSize": size,
        "fileDataFromDate": day,
        "fileDataToDate": day,
        "fileTypeText": kind,
        "fileDownloadURI": address,
        "fileReleaseDate": f"{day} 19:42:10",
        "fileLastModifiedDateTime": f"{day} 19:42:10",
    }


def _json(status: int, value: object) -> Answer:
    return Answer(status, "application/json", json.dumps(value).encode())


def _script(address: str) -> str:
    return address.rpartition("/")[2]


def _handler(office: DemoOffice) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """HTTP/1.0, as the courts' servers speak it."""

        server_version = "Apache"
        sys_version = ""
        timeout = 10

        def do_GET(self) -> None:
            """Answer, and close the connection."""
            answer = office.answer(self.path.partition("?")[0], self.headers.get("x-api-key"))
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Quiet."""

    return Handler
