"""The connection to Elasticsearch: patience with a cluster that is busy or away, and its errors made Lookout's."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.serializer import JsonSerializer, NdjsonSerializer

from index.elastic_errors import AGAIN, FORBIDDEN, forbidden, store_name, translated, without_credentials
from index.elastic_tls import PinnedNode
from index.values import runs
from records.errors import StoreError, StoreUnavailableError

T = TypeVar("T")

_BLOCKED = "cluster_block_exception"
_FIRST_PAUSE = 0.05
_HURRIED_PAUSE = 0.5
_LONGEST_PAUSE = 3.0
_REQUEST_SECONDS = 30.0
_AWAY_PATIENCE = 1.0
_HURRIED_REQUEST_SECONDS = 5.0
"""While the cluster is known to be away, calls soon say so, and whoever they hold up can do something else."""
_BULK_ITEMS = 1000
_BULK_BYTES = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ElasticAccess:
    """Where the cluster is and how it is entered."""

    urls: tuple[str, ...]
    prefix: str = "lookout"
    """What names of indexes begin with; stores of different prefixes know nothing of each other."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    """The encoded form, in place of user and password."""
    ca_file: Path | None = None
    ca_fingerprint: str | None = None
    """SHA-256, in hex, of a certificate that the nodes show and that their own leads to: see ``index.elastic_tls``."""
    shards: int = 1
    replicas: str = "0-1"
    """A number, or a range that follows the number of nodes."""
    patience: float = 30.0
    """Seconds a call waits for a cluster that is busy or away before it raises StoreUnavailableError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One item of a bulk request.

    ``seq_no`` and ``term``: only where the document is still the one that was read. ``version``: only over no newer copy, and
    ``index`` must be an alias, as it must without any condition: what is written by name would make an index that is gone.
    """

    kind: str
    """``create``, ``index``, ``update`` or ``delete``."""
    index: str
    id: str
    body: Mapping[str, Any] | None = None
    seq_no: int | None = None
    term: int | None = None
    version: int | None = None

    def lines(self) -> tuple[bytes, ...]:
        """As a bulk request wants it."""
        head: dict[str, Any] = {"_index": self.index, "_id": self.id}
        if self.version is not None:
            head |= {"version": self.version, "version_type": "external_gte", "require_alias": True}
        elif self.seq_no is None:
            head["require_alias"] = True
        else:
            head |= {"if_seq_no": self.seq_no, "if_primary_term": self.term}
        body = {"doc": self.body} if self.kind == "update" else self.body
        encoded = msgspec.json.encode({self.kind: head})
        return (encoded,) if body is None else (encoded, msgspec.json.encode(body))


class Patience:
    """How long one call still waits: ever longer pauses with jitter, so that many waiters do not come back together.

    ``hurried``: a single request is not waited for long either.
    """

    def __init__(self, seconds: float, *, hurried: bool = False) -> None:
        self.hurried = hurried
        self._until = time.monotonic() + seconds
        self._pause = _HURRIED_PAUSE if hurried else _FIRST_PAUSE

    def wait(self, reason: str) -> None:
        """Pause; raises StoreUnavailableError with the reason where patience is at its end."""
        if time.monotonic() + self._pause >= self._until:
            raise StoreUnavailableError(reason)
        time.sleep(self._pause * random.uniform(0.5, 1.0))  # noqa: S311 – jitter needs no secrecy
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)


_undecoded: ContextVar[bool] = ContextVar("undecoded", default=False)


@contextmanager
def undecoded() -> Iterator[None]:
    """Within it, answers come as bytes, for a caller that decodes them into types of its own in a fraction of the time."""
    token = _undecoded.set(True)
    try:
        yield
    finally:
        _undecoded.reset(token)


class _Json(JsonSerializer):
    """JSON by msgspec."""

    def json_dumps(self, data: Any) -> bytes:
        return msgspec.json.encode(data)

    def json_loads(self, data: bytes) -> Any:
        return data if _undecoded.get() else msgspec.json.decode(data)


class _Lines(_Json, NdjsonSerializer):
    """Lines of it."""


class ElasticClient:
    """A connection that waits, tries again and translates errors. Safe for threads.

    A call waits its whole patience once; from then on, until the cluster has answered again, calls try once or twice.
    """

    def __init__(self, access: ElasticAccess) -> None:
        self.access = access
        self._closed = False
        self._away = False
        self._elastic = _connection(access)
        self._hurried = self._elastic.options(request_timeout=_HURRIED_REQUEST_SECONDS)

    @property
    def name(self) -> str:
        """The cluster as messages name it, without credentials."""
        return ", ".join(map(without_credentials, self.access.urls))

    def patience(self) -> Patience:
        """The patience of one call."""
        return Patience(_AWAY_PATIENCE, hurried=True) if self._away else Patience(self.access.patience)

    def call(self, work: Callable[[Elasticsearch], T], *, patience: Patience | None = None) -> T:
        """Do one request, again and again while the cluster is busy or away; raises StoreError in Lookout's terms."""
        patience = patience or self.patience()
        while True:
            if self._closed:
                raise StoreUnavailableError(f"store {self.name}: it is closed")
            try:
                answer = work(self._hurried if patience.hurried else self._elastic)
            except (ApiError, TransportError) as error:
                told = translated(error, self.access.urls)
                if not isinstance(told, StoreUnavailableError):
                    raise told from error
            else:
                self._away = False
                return answer
            try:
                patience.wait(str(told))
            except StoreUnavailableError:
                self._away = True
                raise

    def bulk(self, actions: Sequence[Action], *, patience: Patience | None = None) -> list[int]:
        """Do all actions and account for each: its HTTP status, 200 or 201 where it is done.

        409 and 404 say that the document is no longer (or already) there as it was read, 403 that its index is closed to
        writing, as during an upgrade: the caller reads anew. An item turned away by a busy node is sent again, and only that.
        Raises StoreError for an item that can never be taken.
        """
        patience = patience or self.patience()
        statuses = [0] * len(actions)
        waiting = list(range(len(actions)))
        while waiting:
            refused: list[int] = []
            reason = ""
            for numbers in _portions(actions, waiting):
                for number, (status, error) in zip(numbers, self._bulk([actions[n] for n in numbers], patience), strict=True):
                    statuses[number] = status
                    if status in AGAIN:
                        refused.append(number)
                        reason = f"store {self.name}: it turns writes away: {error}"
                    elif FORBIDDEN in error:
                        raise forbidden(self.access.urls, error)
                    elif status >= 400 and status not in (404, 409) and not (status == 403 and _BLOCKED in error):
                        raise StoreError(f"store {self.name}: {actions[number].id!r} cannot be written: {error}")
            waiting = refused
            if waiting:
                patience.wait(reason)
        return statuses

    def close(self) -> None:
        """Let go of the connections; every later call raises StoreUnavailableError."""
        self._closed = True
        self._elastic.close()

    def _bulk(self, actions: Sequence[Action], patience: Patience) -> list[tuple[int, str]]:
        lines: Any = [line for action in actions for line in action.lines()]  # bytes pass as they are
        wanted = "errors,items.*.status,items.*.error.type,items.*.error.reason"
        answer = self.call(lambda elastic: elastic.bulk(operations=lines, filter_path=wanted), patience=patience)
        told = (next(iter(item.values())) for item in answer["items"])
        return [(item["status"], " ".join(map(str, item.get("error", {}).values()))) for item in told]


def _connection(access: ElasticAccess) -> Elasticsearch:
    given: dict[str, Any] = {}
    if access.api_key:
        given["api_key"] = access.api_key
    elif access.user:
        given["basic_auth"] = (access.user, access.password or "")
    if access.ca_file:
        given["ca_certs"] = str(access.ca_file)
    if access.ca_fingerprint:
        given["ssl_assert_fingerprint"] = access.ca_fingerprint
    if access.ca_file or access.ca_fingerprint:
        given["node_class"] = PinnedNode
    try:
        return Elasticsearch(
            list(access.urls),
            serializers={"application/json": _Json(), "application/x-ndjson": _Lines()},
            request_timeout=_REQUEST_SECONDS,
            max_retries=len(access.urls) - 1,
            retry_on_status=(),
            **given,
        )
    except ValueError as error:
        words = str(error)
        for url in access.urls:
            words = words.replace(url, without_credentials(url))
        raise StoreError(f"{store_name(access.urls)}: {words}") from None  # its text may hold a password


def _portions(actions: Sequence[Action], numbers: Sequence[int]) -> list[list[int]]:
    """Numbers of actions in runs that one request carries."""
    portions: list[list[int]] = []
    for run in runs(numbers, _BULK_ITEMS):
        size = _BULK_BYTES
        for number in run:
            weight = len((actions[number].body or {}).get("body", "")) * 2 + 500
            if size + weight > _BULK_BYTES or not portions:
                portions.append([])
                size = 0
            portions[-1].append(number)
            size += weight
    return portions
