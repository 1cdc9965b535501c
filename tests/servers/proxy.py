"""A proxy before a real node that breaks what networks and busy nodes break: answers lost, connections cut, work turned away."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_HEADERS = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/json"}


class Fault(Enum):
    """What happens to a request."""

    LOST = "carried out, but the answer never arrives"
    CUT = "cut off before it reached the node"
    BUSY = "turned away with 429"
    LEADERLESS = "turned away with 503"
    HALF = "of a bulk, every second item is turned away with 429"


@dataclass
class Hold:
    """One request that is held up before it reaches the node, until somebody lets it go."""

    only: str
    """What its path holds."""
    reached: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)


@dataclass
class Proxy:
    """What it does next and what it saw. ``faults`` are used up one by one by requests whose path holds ``only``."""

    url: str
    faults: list[Fault] = field(default_factory=list)
    instead: list[tuple[int, object]] = field(default_factory=list)
    """Statuses and answers that such requests get in place of the node's, before any fault."""
    holds: list[Hold] = field(default_factory=list)
    only: str = "_bulk"
    seen: list[str] = field(default_factory=list)
    """Paths of all requests."""

    def next_fault(self, path: str) -> Fault | None:
        """The fault of this request, if one is due."""
        self.seen.append(path)
        return self.faults.pop(0) if self.faults and self.only in urlsplit(path).path else None

    def next_instead(self, path: str) -> tuple[int, object] | None:
        """The answer that this request gets in place of the node's, if one is due."""
        return self.instead.pop(0) if self.instead and self.only in urlsplit(path).path else None

    def hold(self, path: str) -> None:
        """Hold this request up, if it is one to be held."""
        held = next((hold for hold in self.holds if hold.only in urlsplit(path).path), None)
        if held is not None:
            self.holds.remove(held)
            held.reached.set()
            held.go.wait(30)


@contextmanager
def proxy(node: str) -> Iterator[Proxy]:
    """A proxy before the node of that URL, on a free port of this machine."""
    target = urlsplit(node)
    state = Proxy("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            state.hold(self.path)
            if told := state.next_instead(self.path):
                state.seen.append(self.path)
                self._answer(told[0], _HEADERS, json.dumps(told[1]).encode())
                return
            fault = state.next_fault(self.path)
            if fault is Fault.CUT:
                self.close_connection = True
                return
            if fault is Fault.BUSY or fault is Fault.LEADERLESS:
                self._answer(*_refusal(429 if fault is Fault.BUSY else 503))
                return
            answer = _halved(body, self._forward) if fault is Fault.HALF else self._forward(body)
            if fault is Fault.LOST:
                self.close_connection = True
                return
            self._answer(*answer)

        def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
            connection = HTTPConnection(str(target.hostname), target.port or 80, timeout=60)
            try:
                headers = {name: value for name, value in self.headers.items() if name.lower() not in {"host", "content-length"}}
                connection.request(self.command, self.path, body=body or None, headers=headers)
                answer = connection.getresponse()
                kept = ("x-elastic", "content-type")
                told = {name: value for name, value in answer.getheaders() if name.lower().startswith(kept)}
                return answer.status, told, answer.read()
            finally:
                connection.close()

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 – the base class names it so
            """Nothing: tests are silent."""

    for method in ("GET", "POST", "PUT", "DELETE", "HEAD"):
        setattr(Handler, f"do_{method}", Handler._serve)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _refusal(status: int) -> tuple[int, dict[str, str], bytes]:
    kind = "es_rejected_execution_exception" if status == 429 else "cluster_block_exception"
    cause = {"type": kind, "reason": "turned away"}
    body = {"error": {"root_cause": [cause], **cause}, "status": status}
    return status, _HEADERS, json.dumps(body).encode()


def _halved(body: bytes, forward: Callable[[bytes], tuple[int, dict[str, str], bytes]]) -> tuple[int, dict[str, str], bytes]:
    """Carry out every second item only; the others come back as a busy node turns them away."""
    items = list(_items(body))
    passed = [lines for number, lines in enumerate(items) if number % 2]
    status, headers, answer = forward(b"".join(line + b"\n" for lines in passed for line in lines)) if passed else _refusal(200)
    done = iter(json.loads(answer).get("items", ()))
    error = {"type": "es_rejected_execution_exception", "reason": "turned away"}
    told = [next(done) if number % 2 else {"index": {"status": 429, "error": error}} for number in range(len(items))]
    return status, headers, json.dumps({"errors": True, "items": told}).encode()


def _items(body: bytes) -> Iterator[list[bytes]]:
    lines = iter(body.rstrip(b"\n").split(b"\n"))
    for head in lines:
        yield [head] if b'"delete"' in head[:12] else [head, next(lines)]
