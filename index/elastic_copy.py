"""Copying an index that is being written to: pass by pass, each taking what was changed since the one before.

What was changed is told by sequence numbers, which every shard counts for itself: all operations up to its global checkpoint are
done on every copy in step, and no change of the leader takes them back or gives their numbers anew. Only where somebody put a
stale copy or a snapshot in a shard's place has it another history; it is read as a whole again. A document is written with its
origin's (primary term, sequence number) as external version, so that no older state ever comes over a newer one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from index.elastic_actions import Action
from index.elastic_attempt import Attempt, Tell
from index.elastic_client import ElasticClient
from index.elastic_indexes import leaders
from index.elastic_query import Clause, several
from index.elastic_rows import content
from index.elastic_scan import Hit, scan
from index.fields import Collection
from index.rows import Row
from records.errors import StoreError
from records.wire import Record, from_line

BATCH = 500
_TOLD = 10_000
"""Rows between two lines of progress."""
_IDS = 10_000
_TERM = 2**40
"""Room for sequence numbers under one primary term."""
_STATE = ("id", "body", "version", "revision", "due_at", "lease_owner", "lease_until", "changed_at", "op")
"""What is taken over as it is; the rest is made anew from the record."""

RowsOf = Callable[[Collection, Record], Row]
Marks = Mapping[int, tuple[str, int]]
"""Shard → the name of its history and its global checkpoint."""


@dataclass(slots=True)
class Copy:
    """The copying of one upgrade."""

    attempt: Attempt
    rows_of: RowsOf
    tell: Tell
    _seen: Marks = field(default_factory=dict)
    """How far the last pass has come; nowhere at first."""
    _read: int = 0

    def catch_up(self) -> int:
        """One more pass, the first one over all rows; returns how many it read."""
        client, old, before = self.attempt.client, self.attempt.old, self._read
        now = marks(client, old)
        client.refresh([old])
        for shard, (history, _) in now.items():
            seen_history, checkpoint = self._seen.get(shard, (None, None))
            self._take(shard, since=checkpoint if seen_history == history else None)
        self._seen = now
        return self._read - before

    def remove_deleted(self) -> int:
        """Remove copies whose row was deleted, once nobody writes; raises StoreError where the two do not agree afterwards."""
        client, old, new = self.attempt.client, self.attempt.old, self.attempt.new
        client.refresh([old, new])
        if _count(client, old) == _count(client, new):
            return 0  # every row of the old one was copied, so equal counts are equal sets
        spare = list(_without(self._hits(new), self._hits(old)))
        client.bulk([_removal(hit) for hit in spare])
        client.refresh([new])
        if _count(client, old) != _count(client, new):
            raise StoreError(f"store {client.name}: {new} does not hold what {old} does; run `lookout index upgrade` again")
        return len(spare)

    def _take(self, shard: int, *, since: int | None) -> None:
        """Copy a shard's rows, or those changed since."""
        attempt = self.attempt
        where: list[Clause] = [] if since is None else [{"range": {"_seq_no": {"gt": since}}}]
        for hits in scan(attempt.client, attempt.old, where, batch=BATCH, fields=_STATE, shard=shard):
            attempt.beat()
            statuses = attempt.client.bulk([self._copied(hit) for hit in hits])
            if 404 in statuses:
                raise attempt.taken_over()
            if 403 in statuses:
                raise StoreError(f"store {attempt.client.name}: {attempt.new} takes no writes (is a disk full?)")
            self._read += len(hits)
            if self._read % _TOLD < len(hits):
                self.tell(f"{attempt.place.collection.name}: {self._read:,} rows copied")

    def _copied(self, hit: Hit) -> Action:
        source: Mapping[str, Any] = hit["_source"]
        row = self.rows_of(self.attempt.place.collection, from_line(source["body"], place=source["id"]))
        body = {**content(row), **{name: source.get(name) for name in _STATE}}
        version = hit["_primary_term"] * _TERM + hit["_seq_no"]
        return Action(kind="index", index=self.attempt.claim, id=hit["_id"], body=body, version=version)

    def _hits(self, index: str) -> Iterator[Hit]:
        for hits in scan(self.attempt.client, index, (), batch=_IDS, fields=["id"]):
            self.attempt.beat()
            yield from hits


def marks(client: ElasticClient, index: str) -> Marks:
    """How far every shard has come; waits for shards without a leader."""
    _, leading = leaders(client, index)
    return {shard: (leader.history, leader.checkpoint) for shard, leader in leading.items()}


def _without(hits: Iterator[Hit], others: Iterator[Hit]) -> Iterator[Hit]:
    """The hits whose id is not among the others'; both come in order of id."""
    other = next(others, None)
    for hit in hits:
        row_id = hit["_source"]["id"]
        while other is not None and other["_source"]["id"] < row_id:
            other = next(others, None)
        if other is None or other["_source"]["id"] != row_id:
            yield hit


def _removal(hit: Hit) -> Action:
    return Action(kind="delete", index=hit["_index"], id=hit["_id"], seq_no=hit["_seq_no"], term=hit["_primary_term"])


def _count(client: ElasticClient, index: str) -> int:
    (answer,) = several(client, index, [{"size": 0, "track_total_hits": True}])
    return answer.total()
