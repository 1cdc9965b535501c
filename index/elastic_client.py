"""The connection to Elasticsearch: patience with a cluster that is busy or away, and its errors made Lookout's."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from elasticsearch import ApiError, Elasticsearch, TransportError

from index.elastic_actions import Action, portions
from index.elastic_errors import (
    AGAIN,
    BUSY,
    FORBIDDEN,
    NODE_LOST,
    UNKNOWN,
    cause_of_refusal,
    is_guard,
    lasting,
    root_cause,
    store_name,
    translated,
    without_credentials,
)
from index.elastic_json import Json, Lines
from index.elastic_nodes import Node, Nodes
from index.elastic_patience import Patience
from index.elastic_tls import PinnedNode
from records.errors import StoreError, StoreUnavailableError

T = TypeVar("T")

_BLOCKED = "cluster_block_exception"
_READ_SECONDS = 10.0
_SLOW_SECONDS = 20.0
_STARTING_SECONDS = 60.0
"""For so long after a disturbance a cluster may not know its users' rights yet."""
_AWAY_PATIENCE = 1.0


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
    patience: float = 60.0
    """Seconds a call waits for a cluster that is busy or away before it raises StoreUnavailableError."""


class ElasticClient:
    """A connection that waits, tries again and translates errors. Safe for threads.

    A request that fails on one node goes on with another at once, and a call gives up only when it has tried each. It waits its
    whole patience once; from then on, until the cluster has answered again, calls try each node once or twice.

    Every request may be sent again, though the first one may have been carried out, or still be on its way on a node that hangs.
    Of writes see ``index.elastic_write``, of upgrades ``index.elastic_attempt``; a point in time that is opened twice ends by
    itself, and one that is closed twice is gone already.

    Whom the cluster has let in once it turns away for a while when it starts anew, as long as it cannot read its users and roles
    (401, and 403 after a disturbance). That is waited for; at the first call a refusal is told at once.
    """

    def __init__(self, access: ElasticAccess) -> None:
        self.access = access
        self._closed = False
        self._away = False
        self._let_in = False
        self._answered_at = self._disturbed_at = -math.inf
        self._elastic = _connection(access)
        self._waiting: dict[float, Elasticsearch] = {}
        """The connection by how long it waits for an answer."""

    @property
    def name(self) -> str:
        """The cluster as messages name it, without credentials."""
        return ", ".join(map(without_credentials, self.access.urls))

    def patience(self) -> Patience:
        """The patience of one call."""
        return Patience(_AWAY_PATIENCE, hurried=True) if self._away else Patience(self.access.patience)

    def call(self, work: Callable[[Elasticsearch], T], *, patience: Patience | None = None, slow: bool = False) -> T:
        """Do one request, again and again while the cluster is busy or away; raises StoreError in Lookout's terms.

        ``slow``: it may well take longer than a read.
        """
        patience = patience or self.patience()
        nodes = len(self.access.urls)
        for turn in count():
            if self._closed:
                raise StoreUnavailableError(f"store {self.name}: it is closed")
            seconds = patience.request_seconds(_SLOW_SECONDS if slow else _READ_SECONDS, turn // nodes)
            try:
                answer = work(self._within(seconds))
            except (ApiError, TransportError) as error:
                told = self._judged(error)
                if not isinstance(told, StoreUnavailableError):
                    raise told from error
                others = isinstance(error, TransportError) or error.status_code in NODE_LOST
            else:
                self._let_in = True
                self._heard()
                return answer
            if turn + 1 >= nodes or not others:
                self._wait(patience, str(told))
        raise AssertionError  # never reached

    def refusal(self, error: Mapping[str, Any], *, status: int = 503) -> StoreUnavailableError:
        """What a refusal in the midst of an answer says, where waiting may help; raises StoreError or QueryError where not."""
        cause = root_cause(error)
        told = lasting(status, cause, self.access.urls)
        if told is None:
            return StoreUnavailableError(f"store {self.name}: {cause.get('reason') or cause.get('type')}")
        if is_guard(status, cause) and self._starts_anew(status):
            return StoreUnavailableError(str(told))
        raise told

    def refresh(self, indexes: Sequence[str], *, patience: Patience | None = None) -> None:
        """Let searches see all that was written to them until now, on every shard."""
        patience = patience or self.patience()
        while True:
            answer = self.call(lambda elastic: elastic.indices.refresh(index=list(indexes)), patience=patience)
            shards = answer.get("_shards", {})
            if not shards.get("failed"):
                return
            reason = next((failure.get("reason") for failure in shards.get("failures", ())), None)
            self._wait(patience, f"store {self.name}: {shards['failed']} shards were not refreshed ({reason})")

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
            for numbers in portions(actions, waiting):
                for number, (status, error) in zip(numbers, self._bulk([actions[n] for n in numbers], patience), strict=True):
                    statuses[number] = status
                    if status in AGAIN:
                        refused.append(number)
                        reason = f"store {self.name}: it turns writes away: {error}"
                    elif FORBIDDEN in error:
                        refused.append(number)
                        reason = str(self.refusal({"type": FORBIDDEN, "reason": error}, status=status))
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
        answer = self.call(lambda elastic: elastic.bulk(operations=lines, filter_path=wanted), patience=patience, slow=True)
        told = (next(iter(item.values())) for item in answer["items"])
        return [(item["status"], " ".join(map(str, item.get("error", {}).values()))) for item in told]

    def _within(self, seconds: float) -> Elasticsearch:
        if seconds not in self._waiting:
            self._waiting[seconds] = self._elastic.options(request_timeout=seconds)
        return self._waiting[seconds]

    def _judged(self, error: ApiError | TransportError) -> StoreError:
        told = translated(error, self.access.urls, known=self._let_in)
        status = None
        if isinstance(error, ApiError):
            status = error.status_code
            if is_guard(status, cause_of_refusal(error)) and self._starts_anew(status):
                told = StoreUnavailableError(str(told))
        if isinstance(told, StoreUnavailableError) and (status is None or status in NODE_LOST or status == UNKNOWN):
            self._disturbed_at = time.monotonic()
        elif not isinstance(told, StoreUnavailableError) or status == BUSY:
            self._heard()
        return told

    def _starts_anew(self, status: int) -> bool:
        """Whether a refusal of the user may be one of a cluster that does not know its users yet."""
        return self._let_in and (status == UNKNOWN or time.monotonic() - self._disturbed_at < _STARTING_SECONDS)

    def _heard(self) -> None:
        self._answered_at, self._away = time.monotonic(), False

    def _wait(self, patience: Patience, reason: str) -> None:
        try:
            patience.wait(reason)
        except StoreUnavailableError:
            # Away is a cluster of which nobody has heard anything for the whole of a call's patience.
            self._away = self._away or (not patience.hurried and self._answered_at < patience.began)
            raise


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
    try:
        return Elasticsearch(
            list(access.urls),
            serializers={"application/json": Json(), "application/x-ndjson": Lines()},
            node_class=PinnedNode if access.ca_file or access.ca_fingerprint else Node,
            node_pool_class=Nodes,
            max_retries=0,  # the client does that, with patience
            **given,
        )
    except ValueError as error:
        words = str(error)
        for url in access.urls:
            words = words.replace(url, without_credentials(url))
        raise StoreError(f"{store_name(access.urls)}: {words}") from None  # its text may hold a password
