"""Writes of the Elasticsearch back end.

Elasticsearch has no transactions, but one document is written whole or not at all, and only where it is still the one that was
read (``if_seq_no``). So every write is: read how the rows stand, decide, write on that condition, and decide again for those that
somebody else changed in between. A row's own version decides who wins, under the same condition: leases write the document too,
so the version cannot be Elasticsearch's own.

An answer may be lost after the write was done (a node was killed, a connection cut): the request is then sent again and meets its
own work as a conflict. ``op``, a mark of the call, tells it apart from somebody else's.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from index.elastic_actions import DONE, Action, update
from index.elastic_client import ElasticClient
from index.elastic_patience import Patience
from index.elastic_rows import ENVELOPE, Standing, content, document_id, envelope, held_lease, keyed, standing
from index.elastic_schema import Place
from index.rows import Release, Row, Written
from index.values import micros, optional_micros, runs
from records.errors import ConflictError

_GET = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done to one row, if anything, and what that makes of it."""

    action: Action | None
    outcome: Any


Planner = Callable[[str, Standing | None], Plan]


def new_op() -> str:
    """A mark for the writes of one call."""
    return secrets.token_hex(8)


def standings(
    client: ElasticClient, place: Place, ids: Iterable[str], *, fields: Sequence[str] = ENVELOPE
) -> dict[str, Standing]:
    """How the rows stand now (not as of the last refresh), by id; those that do not exist are left out."""
    found: dict[str, Standing] = {}
    for run in runs(list(dict.fromkeys(ids)), _GET):
        asked = {document_id(row_id): row_id for row_id in run}
        for document in _got(client, place, list(asked), fields):
            if document.get("found"):
                found[asked[document["_id"]]] = standing(document)
    return found


def _got(client: ElasticClient, place: Place, ids: list[str], fields: Sequence[str]) -> list[Mapping[str, Any]]:
    patience = client.patience()
    while True:
        answer = client.call(
            lambda elastic: elastic.mget(index=place.alias, ids=ids, source_includes=list(fields)), patience=patience
        )
        failed = next((document["error"] for document in answer["docs"] if "error" in document), None)
        if failed is None:
            return list(answer["docs"])
        patience.wait(str(client.refusal(failed)))


def carry_out(
    client: ElasticClient, place: Place, ids: Sequence[str], plan: Planner, *, op: str, read_first: bool = True
) -> dict[str, Any]:
    """Decide and write until every row is settled; gives each row's outcome.

    ``read_first`` False: the first plans are made as if no row existed, which saves a request where that is likely.
    """
    outcomes: dict[str, Any] = {}
    planned: dict[str, Plan] = {}
    open_ids = list(dict.fromkeys(ids))
    patience = client.patience()
    at: Mapping[str, Standing] = standings(client, place, open_ids) if read_first else {}
    while open_ids:
        acted: list[tuple[str, Action]] = []
        for row_id in open_ids:
            before = at.get(row_id)
            if row_id in planned and before is not None and before.source.get("op") == op:
                outcomes[row_id] = planned[row_id].outcome  # the conflict was with our own write
                continue
            planned[row_id] = made = plan(row_id, before)
            if made.action is None:
                outcomes[row_id] = made.outcome
            else:
                acted.append((row_id, made.action))
        statuses = client.bulk([action for _, action in acted], patience=patience) if acted else []
        open_ids = []
        for (row_id, _), status in zip(acted, statuses, strict=True):
            if status in DONE:
                outcomes[row_id] = planned[row_id].outcome
            else:
                open_ids.append(row_id)
        if open_ids:
            if 403 in statuses or read_first:
                _pause(client, patience, len(open_ids), upgrading=403 in statuses)
            read_first = True
            at = standings(client, place, open_ids)
    return outcomes


def _pause(client: ElasticClient, patience: Patience, rows: int, *, upgrading: bool) -> None:
    reason = (
        "it takes no writes: an upgrade is at work, or was cut off (run `lookout index upgrade` again), or a disk is full"
        if upgrading
        else f"{rows} rows keep changing"
    )
    patience.wait(f"store {client.name}: {reason}")


def write_rows(
    client: ElasticClient, place: Place, rows: Sequence[Row], *, now: datetime, create_only: bool
) -> tuple[Written, ...]:
    """See ``Store.write``."""
    contents = [content(row) for row in rows]  # before anything is sent: one that has no form stops them all
    groups: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        groups.setdefault(row.id, []).append(number)
    op, at = new_op(), micros(now)

    def plan(row_id: str, before: Standing | None) -> Plan:
        met = _Meeting(before)
        outcomes = [met.take(number, rows[number], create_only=create_only) for number in groups[row_id]]
        if met.put is None:
            touched = before is not None and met.version != before.version
            action = update(document_id(row_id), before, {"version": met.version, "op": op}) if before and touched else None
            return Plan(action, outcomes)
        row = rows[met.put]
        body = contents[met.put] | envelope(version=met.version, revision=met.revision, due_at=row.due_at, changed_at=at, op=op)
        return Plan(_put(place, row_id, before, body), outcomes)

    settled = carry_out(client, place, [row.id for row in rows], plan, op=op, read_first=not create_only)
    found: list[Written] = [Written.UNCHANGED] * len(rows)
    for row_id, numbers in groups.items():
        for number, outcome in zip(numbers, settled[row_id], strict=True):
            found[number] = outcome
    return tuple(found)


class _Meeting:
    """What becomes of a row as the rows of one call come upon it, one after the other."""

    def __init__(self, before: Standing | None) -> None:
        self.there = before is not None
        self.version = before.version if before else 0
        self.revision = before.revision if before else 0
        self.digest = before.source["digest"] if before else ""
        self.put: int | None = None

    def take(self, number: int, row: Row, *, create_only: bool) -> Written:
        """The next row. An older version is STALE whatever it says."""
        if not self.there:
            self.there, self.revision = True, 1
            outcome = Written.CREATED
        elif create_only:
            return Written.EXISTS
        elif row.version < self.version:
            return Written.STALE
        elif row.digest == self.digest:
            self.version = row.version
            return Written.UNCHANGED
        else:
            self.revision += 1
            outcome = Written.CHANGED
        self.version, self.digest, self.put = row.version, row.digest, number
        return outcome


def replace_row(client: ElasticClient, place: Place, row: Row, *, if_revision: int, now: datetime) -> dict[str, Any]:
    """See ``Store.replace``; gives the new document."""
    body = content(row)
    op = new_op()

    def plan(_: str, before: Standing | None) -> Plan:
        if before is None or before.revision != if_revision:
            at = "is gone" if before is None else f"is at revision {before.revision}"
            raise ConflictError(f"{place.collection.name} {row.id}: read at revision {if_revision}, it {at}")
        version = max(row.version, before.version)
        standing_now = envelope(
            version=version,
            revision=if_revision + 1,
            due_at=row.due_at,
            changed_at=micros(now),
            op=op,
            lease=held_lease(before.source),
        )
        return Plan(_put(place, row.id, before, body | standing_now), body | standing_now)

    document: dict[str, Any] = carry_out(client, place, [row.id], plan, op=op)[row.id]
    return document


def release_rows(client: ElasticClient, place: Place, releases: Sequence[Release], *, owner: str, now: datetime) -> int:
    """See ``Store.release``."""
    first = {item.id: item for item in reversed(releases)}
    bodies = {row_id: content(item.row) for row_id, item in first.items() if item.row is not None}
    op = new_op()

    def plan(row_id: str, before: Standing | None) -> Plan:
        if before is None or before.source.get("lease_owner") != owner:
            return Plan(None, 0)
        item = first[row_id]
        if item.row is None:
            freed = {"lease_owner": None, "lease_until": None, "due_at": optional_micros(item.due_at)}
            return Plan(update(document_id(row_id), before, {**freed, "revision": before.revision + 1, "op": op}), 1)
        body = bodies[row_id] | envelope(
            version=max(item.row.version, before.version),
            revision=before.revision + 1,
            due_at=item.due_at,
            changed_at=micros(now),
            op=op,
        )
        return Plan(_put(place, row_id, before, body), 1)

    return sum(carry_out(client, place, list(first), plan, op=op).values())


def rekey_rows(client: ElasticClient, place: Place, rows: Sequence[Row]) -> int:
    """See ``Store.rekey``."""
    last = {row.id: row for row in rows}
    op = new_op()

    def plan(row_id: str, before: Standing | None) -> Plan:
        row = last[row_id]
        if before is None or before.source["digest"] != row.digest:
            return Plan(None, 0)
        return Plan(update(document_id(row_id), before, {**keyed(row), "op": op}), 1)

    return sum(carry_out(client, place, list(last), plan, op=op).values())


def delete_rows(client: ElasticClient, place: Place, ids: Sequence[str]) -> int:
    """See ``Store.delete``. An answer that was lost may count a row as gone that this call deleted."""
    op = new_op()

    def plan(row_id: str, before: Standing | None) -> Plan:
        if before is None:
            return Plan(None, 0)
        action = Action(kind="delete", index=before.index, id=document_id(row_id), seq_no=before.seq_no, term=before.term)
        return Plan(action, 1)

    return sum(carry_out(client, place, ids, plan, op=op).values())


def _put(place: Place, row_id: str, before: Standing | None, body: Mapping[str, Any]) -> Action:
    if before is None:
        return Action(kind="create", index=place.alias, id=document_id(row_id), body=body)
    return Action(kind="index", index=before.index, id=document_id(row_id), body=body, seq_no=before.seq_no, term=before.term)
