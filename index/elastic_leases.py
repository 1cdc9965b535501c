"""Leases of the Elasticsearch back end: a claim is a search for due rows and a write to each, only where nobody was faster."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from index.elastic_actions import DONE, update
from index.elastic_client import ElasticClient
from index.elastic_query import Clause, clauses, several
from index.elastic_rows import WHOLE, standing, stored
from index.elastic_schema import Place
from index.elastic_write import new_op, standings
from index.query import Filter
from index.rows import Stored
from index.values import moment

_SPREAD = 8
"""Among how many batches' worth of rows a claim that met others picks its own."""
_MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """What a claim asks for; times in microseconds."""

    owner: str
    limit: int
    now: int
    until: int


def claim(client: ElasticClient, place: Place, lease: Lease, where: Sequence[Filter]) -> tuple[Stored, ...]:
    """Lease due rows, oldest due first; where others claim at the same time, what they leave.

    Of two claims that see the same row only one's write finds it as it was read, so it is leased once.
    """
    due = clauses(place.collection, where)
    op = new_op()
    patience = client.patience()
    for turn in count():
        if lease.limit <= 0:
            break
        if turn:
            patience.wait(f"store {client.name}: others are always faster, or it takes no writes now (an upgrade, a full disk?)")
        spread = _SPREAD if turn else 1
        client.refresh([place.alias])
        seen = _due(client, place, lease, due, size=min(lease.limit * spread, _MOST))
        if not seen:
            break
        start = random.randrange(max(1, len(seen) - lease.limit + 1)) if turn else 0  # noqa: S311 – spreads workers, no secret
        won = _take(client, place, lease, seen[start : start + lease.limit], op=op)
        if won:
            return won
    return ()


def break_leases(client: ElasticClient, places: Sequence[Place], owner: str) -> int:
    """End every lease of the owner, in all collections."""
    names = [place.alias for place in places]
    query = {"query": {"term": {"lease_owner": owner}}, "size": 1000, "seq_no_primary_term": True, "_source": ["revision"]}
    ended = 0
    patience = client.patience()
    while True:
        client.refresh(names)
        (answer,) = several(client, ",".join(names), [query])
        hits = answer.found()
        if not hits:
            return ended
        freed = {"lease_owner": None, "lease_until": None, "op": new_op()}
        actions = [update(hit["_id"], standing(hit), {**freed, "revision": hit["_source"]["revision"] + 1}) for hit in hits]
        statuses = client.bulk(actions)
        ended += sum(status in DONE for status in statuses)
        if not all(status in DONE for status in statuses):
            patience.wait(f"store {client.name}: leases of {owner} keep changing, or it takes no writes now")


def _due(client: ElasticClient, place: Place, lease: Lease, where: list[Clause], *, size: int) -> list[Mapping[str, Any]]:
    query = {
        "query": {
            "bool": {
                "filter": [{"range": {"due_at": {"lte": lease.now}}}, *where],
                "must_not": [{"range": {"lease_until": {"gt": lease.now}}}],
            }
        },
        "sort": [{"due_at": "asc"}, {"id": "asc"}],
        "size": size,
        "track_total_hits": False,
        "seq_no_primary_term": True,
        "_source": WHOLE if size == lease.limit else ["id", "revision"],
    }
    (answer,) = several(client, place.alias, [query])
    return answer.found()


def _take(client: ElasticClient, place: Place, lease: Lease, seen: Sequence[Mapping[str, Any]], *, op: str) -> tuple[Stored, ...]:
    held = {"lease_owner": lease.owner, "lease_until": lease.until, "op": op}
    actions = [update(hit["_id"], standing(hit), {**held, "revision": hit["_source"]["revision"] + 1}) for hit in seen]
    statuses = client.bulk(actions)
    ids = [hit["_source"]["id"] for hit, status in zip(seen, statuses, strict=True) if status in DONE]
    unsure = [hit["_source"]["id"] for hit, status in zip(seen, statuses, strict=True) if status not in DONE]
    whole = standings(client, place, [*ids, *unsure], fields=[*WHOLE, "op"]) if unsure or "body" not in seen[0]["_source"] else {}
    if whole:
        # An answer may have been lost after the lease was written: its mark tells. What was changed since is not ours any more.
        mine = [one for one in whole.values() if one.source.get("op") == op and one.source.get("lease_owner") == lease.owner]
        rows = [stored(one.source) for one in mine]
    else:
        taken = frozenset(ids)
        rows = [
            stored(
                hit["_source"],
                revision=hit["_source"]["revision"] + 1,
                lease_owner=lease.owner,
                lease_until=lease.until,
            )
            for hit in seen
            if hit["_source"]["id"] in taken
        ]
    return tuple(sorted(rows, key=lambda row: (row.due_at or moment(0), row.id)))
