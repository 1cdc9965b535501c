"""A real HTTP server that plays the offices: court feeds, the USPTO portal with key and signed downloads, and their bad days.

It serves on two ports of 127.0.0.1: the office's own address, and the one its downloads are redirected to. Faults are planned per
path and happen on the wire, so that what a test sees is what a crawl would see.
"""

import json
import socket
import struct
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

CHALLENGE = b"""<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head>
<body><noscript>Enable JavaScript and cookies to continue</noscript>
<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>"""
LOST_PAGE = (
    b"""<!doctype html><html lang="en"><head><title>Open Data Portal</title></head><body><app-root></app-root></body></html>"""
)
SIGNATURE_SECONDS = 5.0


@dataclass(slots=True)
class Fault:
    """What goes wrong at one path; ``times`` requests get it, then all is well (``None``: it stays)."""

    kind: str
    """``delay``, ``reset``, ``cut``, ``status``, ``challenge``, ``empty``, ``html``, ``redirect``, ``drip``."""
    times: int | None = None
    seconds: float = 0.0
    status: int = 503
    retry_after: str | None = None
    location: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived; ``at`` is on the monotonic clock."""

    port: int
    path: str
    headers: Mapping[str, str]
    at: float


@dataclass(slots=True)
class Page:
    """What a path gives."""

    body: bytes
    content_type: str = "text/xml"
    headers: dict[str, str] = field(default_factory=dict)


class OfficeServer:
    """Starts with ``with``; ``pages`` and ``faults`` may be changed while it runs."""

    def __init__(self, *, api_key: str = "a-key-for-tests") -> None:
        self.api_key = api_key
        self.pages: dict[str, Page] = {}
        self.faults: dict[str, Fault] = {}
        self.requests: list[Seen] = []
        self.files: dict[str, Page] = {}
        self.leaked_keys: list[str] = []
        self.downloads_here = False
        """Redirect downloads to the office's own address instead of the other one."""
        self._signed: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()
        self._servers = [_Server(self), _Server(self)]
        self._threads = [threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True) for server in self._servers]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()

    @property
    def url(self) -> str:
        """The office's address."""
        return f"http://127.0.0.1:{self._servers[0].server_address[1]}"

    @property
    def download_url(self) -> str:
        """Where downloads are redirected to."""
        return f"http://127.0.0.1:{self._servers[0 if self.downloads_here else 1].server_address[1]}"

    @property
    def product_urls(self) -> dict[str, str]:
        """``urls`` of the USPTO block in sources.yml, for this server."""
        return {"manifest": f"{self.url}/api/v1/datasets/products", "files": f"{self.url}/api/v1/datasets/products/files"}

    def feed(self, court: str, body: bytes, **headers: str) -> str:
        """Serve a court's feed; gives its address."""
        path = f"/{court}/rss_outside.pl"
        self.pages[path] = Page(body, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return self.url + path

    def day(self, name: str, body: bytes, *, day: str, listed_size: int | None = None) -> None:
        """Put a file into the product TRTDXFAP."""
        size = len(body) if listed_size is None else listed_size
        self.files[name] = Page(body, "application/zip", {"day": day, "size": str(size)})

    def fault(self, path: str, fault: Fault) -> None:
        """Plan a fault."""
        self.faults[path] = fault

    def paths(self) -> list[str]:
        """Paths asked for so far, in order, without query."""
        return [urlsplit(seen.path).path for seen in self.requests]

    def take_fault(self, path: str) -> Fault | None:
        """The fault that this request gets."""
        with self._lock:
            fault = self.faults.get(path)
            if fault is None or fault.times == 0:
                return None
            if fault.times is not None:
                fault.times -= 1
            return fault

    def sign(self, name: str) -> str:
        """A download address that is good for a few seconds."""
        with self._lock:
            token = f"{len(self._signed):08x}"
            self._signed[token] = (name, time.monotonic() + SIGNATURE_SECONDS)
        return f"{self.download_url}/signed/{name}?Signature={token}"

    def signed_file(self, name: str, query: str) -> Page | None:
        """The file of a signed address that is still good."""
        known, until = self._signed.get(query.removeprefix("Signature="), ("", 0.0))
        return self.files.get(name) if known == name and time.monotonic() < until else None

    def manifest(self) -> bytes:
        """The product's list of files, newest first as the portal gives it."""
        entries = [
            {
                "fileName": name,
                "fileSize": int(page.headers["size"]),
                "fileDataFromDate": page.headers["day"],
                "fileDataToDate": page.headers["day"],
                "fileTypeText": "Data",
                "fileDownloadURI": f"{self.product_urls['files']}/TRTDXFAP/{name}",
                "fileReleaseDate": f"{page.headers['day']} 06:00:00",
            }
            for name, page in sorted(self.files.items(), reverse=True)
        ]
        bag = {"productIdentifier": "TRTDXFAP", "productFileBag": {"count": len(entries), "fileDataBag": entries}}
        return json.dumps({"count": 1, "bulkDataProductBag": [bag]}).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, office: OfficeServer) -> None:
        self.office = office
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is none of our business."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Silence."""

    def do_GET(self) -> None:
        office, parts = self.server.office, urlsplit(self.path)
        port = self.server.server_address[1]
        office.requests.append(Seen(int(port), self.path, dict(self.headers), time.monotonic()))
        fault = office.take_fault(parts.path)
        if fault is not None and self._go_wrong(fault):
            return
        page, status = self._find(parts.path, parts.query)
        if page is not None and page.headers.get("ETag") and self.headers.get("If-None-Match") == page.headers["ETag"]:
            self._send(Page(b""), 304)
        elif page is not None:
            self._send(page, status, fault)

    def _find(self, path: str, query: str) -> tuple[Page | None, int]:
        office = self.server.office
        if path.startswith("/signed/"):
            if self.headers.get("x-api-key"):
                office.leaked_keys.append(path)
            file = office.signed_file(path.removeprefix("/signed/"), query)
            return (Page(file.body, file.content_type), 200) if file else (Page(b"<Error>AccessDenied</Error>"), 403)
        if path.startswith("/api/"):
            if self.headers.get("x-api-key") != office.api_key:
                return Page(b'{"message":"Forbidden"}', "application/json"), 403
            name = path.rpartition("/")[2]
            if name == "TRTDXFAP":
                return Page(office.manifest(), "application/json"), 200
            if "/files/TRTDXFAP/" in path and name in office.files:
                return Page(b"", headers={"Location": office.sign(name)}), 302
            return Page(LOST_PAGE, "text/html"), 200
        page = office.pages.get(path)
        return (page, 200) if page else (Page(b"<html><title>404</title></html>", "text/html"), 404)

    def _go_wrong(self, fault: Fault) -> bool:
        """Do what the fault says; True where it is the whole answer."""
        if fault.kind == "delay":
            time.sleep(fault.seconds)
            return False
        if fault.kind == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return True
        headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        answers = {
            "status": (Page(b"busy", "text/plain", headers), fault.status),
            "challenge": (Page(CHALLENGE, "text/html"), fault.status),
            "empty": (Page(b"", "text/plain"), 200),
            "html": (Page(LOST_PAGE, "text/html"), 200),
            "redirect": (Page(b"", headers={"Location": fault.location}), 302),
        }
        if fault.kind not in answers:
            return False
        self._send(*answers[fault.kind])
        return True

    def _send(self, page: Page, status: int = 200, fault: Fault | None = None) -> None:
        kind = fault.kind if fault else ""
        self.send_response(status)
        self.send_header("Content-Type", page.content_type)
        self.send_header("Content-Length", str(len(page.body)))
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if kind == "cut":
            self.wfile.write(page.body[: len(page.body) // 2])
            self.close_connection = True
        elif kind == "drip":
            for start in range(0, len(page.body), 64):
                self.wfile.write(page.body[start : start + 64])
                time.sleep(fault.seconds if fault else 0)
        else:
            self.wfile.write(page.body)
