"""The nodes of a cluster: which one a request goes to, and how long it waits there.

elastic-transport tries a node that has failed again every few seconds, with the next request of everybody, and lets a connection
take as long as the answer. Of three nodes, one that accepts connections and never answers (or a machine that is switched off and
refuses nothing) so holds up every third request. Here a node that has failed is left alone for a while that grows; then *one*
request tries it, with a short question first.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from elastic_transport import BaseNode, ConnectionTimeout, NodeConfig, NodePool, Urllib3HttpNode
from elastic_transport import ConnectionError as NoConnection
from urllib3 import Timeout

CONNECT_SECONDS = 3.0
"""For TCP, and for TLS: a machine that is there takes milliseconds."""
_SIGN_OF_LIFE_SECONDS = 2.0
_FIRST_REST = 5.0
_LONGEST_REST = 60.0


class Node(Urllib3HttpNode):
    """One node. One that has failed must give a sign of life before it is trusted with a request."""

    def __init__(self, config: NodeConfig) -> None:
        super().__init__(config)
        self.waiting = 0
        """Requests that it has not answered yet; a number to choose by, of which little depends on its being exact."""
        self._doubtful = False

    def perform_request(
        self, method: str, target: str, body: bytes | None = None, headers: Any = None, request_timeout: Any = None
    ) -> Any:
        """See the base class; a number of seconds is for each part of the answer, connecting has its own."""
        self.waiting += 1
        try:
            if self._doubtful:
                super().perform_request("HEAD", "/", None, headers, _timeout(_SIGN_OF_LIFE_SECONDS))
            answer = super().perform_request(method, target, body, headers, _timeout(request_timeout))
        except (NoConnection, ConnectionTimeout):
            self._doubtful = True
            raise
        finally:
            self.waiting -= 1
        self._doubtful = False
        return answer


@dataclass(slots=True)
class _Failure:
    """How often a node has failed in a row, and when last."""

    times: int
    at: float

    @property
    def rests(self) -> bool:
        """Its time has not come yet."""
        return time.monotonic() < self.at + min(_FIRST_REST * 2.0 ** min(self.times - 1, 9), _LONGEST_REST)


class Nodes(NodePool):
    """Chooses among them: of those that are well the one with the least to do, each in turn.

    One that has failed rests for 5 seconds, then 10, 20, … 60; when its time has come, one request goes there. Where all have
    failed, the one is asked that failed longest ago, so that a call which tries as often as there are nodes tries each.
    """

    def __init__(self, node_configs: list[NodeConfig], node_class: type[BaseNode], **options: Any) -> None:
        super().__init__(node_configs, node_class, **options)
        self._ours: Sequence[BaseNode] = self.all()
        self._failed: dict[NodeConfig, _Failure] = {}
        self._turn = 0
        self._lock = threading.Lock()

    def get(self) -> BaseNode:
        """The node for the next request."""
        with self._lock:
            self._turn += 1
            start = self._turn % len(self._ours)
            in_turn = [*self._ours[start:], *self._ours[:start]]
            well = [node for node in in_turn if node.config not in self._failed]
            failed = [node for node in in_turn if node.config in self._failed]
            due = [node for node in failed if not well or not self._failed[node.config].rests]
            if not due:
                return min(well, key=lambda node: getattr(node, "waiting", 0))
            chosen = min(due, key=lambda node: self._failed[node.config].at)
            self._fail(chosen, time.monotonic())  # until it answers: the others leave it alone while this request tries it
            return chosen

    def mark_dead(self, node: BaseNode, _now: float | None = None) -> None:
        """It did not answer, or is too busy, or has lost the others. Requests that fail together count once."""
        at = time.monotonic() if _now is None else _now
        with self._lock:
            known = self._failed.get(node.config)
            if known is not None and known.rests:
                known.at = at
            else:
                self._fail(node, at)

    def mark_live(self, node: BaseNode) -> None:
        """It has answered."""
        with self._lock:
            self._failed.pop(node.config, None)

    def _fail(self, node: BaseNode, at: float) -> None:
        known = self._failed.get(node.config)
        self._failed[node.config] = _Failure(known.times + 1 if known else 1, at)


def _timeout(seconds: Any) -> Any:
    told = seconds if isinstance(seconds, int | float) else None
    return Timeout(connect=CONNECT_SECONDS if told is None else min(CONNECT_SECONDS, told), read=told)
