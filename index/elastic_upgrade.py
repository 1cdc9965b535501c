"""A new version of the indexes while everybody goes on working.

1. The next index is made and every document copied into it, its fields, words and keys made anew from the record.
2. What was written meanwhile is copied again, round after round, until little is left.
3. The old index is closed to writing (writers wait), the last changes are copied, deleted rows are removed, counts compared.
4. The alias moves in one step. Writers read anew and go on with the new index; the old one stays, closed, until it is pruned.

A copy is written with its origin's (primary term, sequence number) as external version, so that no later pass, nor an earlier
attempt still under way, can put an older state over a newer one. Killed at any point, the upgrade is simply run again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from index.elastic import ElasticStore
from index.elastic_client import Action, ElasticAccess, ElasticClient
from index.elastic_indexes import check_ours, in_force, make, move_alias, versions
from index.elastic_query import Clause, several
from index.elastic_rows import content, document_id
from index.elastic_scan import Hit, scan
from index.elastic_schema import Place
from index.fields import Collection
from index.rows import Row
from records.errors import StoreError
from records.wire import Record, from_line

BATCH = 500
_LITTLE = 200
"""Changes that are left to the last pass, during which writers wait."""
_MOST_ROUNDS = 20
_TERM = 2**40
"""Room for sequence numbers under one primary term."""
_STATE = ("version", "revision", "due_at", "lease_owner", "lease_until", "changed_at", "op")

RowsOf = Callable[[Collection, Record], Row]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """What an upgrade did to one collection."""

    collection: str
    old_index: str
    new_index: str
    copied: int
    caught_up: int
    """Documents copied once more because they changed meanwhile."""
    removed: int
    """Copies of rows that were deleted meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One index of a collection."""

    collection: str
    index: str
    in_force: bool
    current: bool
    """Its mapping is the one this Lookout makes."""
    rows: int
    size_bytes: int


def open_for_upgrade(access: ElasticAccess) -> ElasticStore:
    """The store without the check that its indexes are this Lookout's own; nothing is made."""
    return ElasticStore(access)


def upgrade(store: ElasticStore, rows_of: RowsOf, *, force: bool = False, tell: Tell) -> list[Upgraded]:
    """Bring every index up to this Lookout's mapping, or all of them with ``force`` (for other keys, or other shards).

    ``rows_of`` gives a record's row with its keys and gist. Raises StoreError for an index of another program or a newer Lookout.
    """
    client = store.client
    there = in_force(client, store.places)
    done: list[Upgraded] = []
    for place in store.places:
        if place.alias not in there:
            make(client, place, place.index(max(versions(client, place), default=0) + 1), alias=True)
            continue
        old, mark = there[place.alias]
        check_ours(client, place, mark)
        if force or mark.get("fingerprint") != place.fingerprint:
            done.append(_upgrade(client, place, old, rows_of, tell))
    return done


def prune(store: ElasticStore, *, tell: Tell) -> list[str]:
    """Delete the indexes that no alias names any more; returns their names."""
    there = in_force(store.client, store.places)
    gone: list[str] = []
    for place in store.places:
        if place.alias not in there:
            continue
        kept = place.number(there[place.alias][0])
        old = [place.index(number) for number in versions(store.client, place) if number < kept]
        if old:
            store.client.call(lambda elastic, old=old: elastic.indices.delete(index=old, ignore_unavailable=True))  # type: ignore[misc]
            tell(f"{place.collection.name}: deleted {', '.join(old)}")
        gone += old
    return gone


def standing_versions(store: ElasticStore) -> list[Version]:
    """Every index there is, by collection and number."""
    client = store.client
    there = in_force(client, store.places)
    found: list[Version] = []
    for place in store.places:
        for number in versions(client, place):
            index = place.index(number)
            stats = client.call(lambda elastic, index=index: elastic.indices.stats(index=index, metric="docs,store"))  # type: ignore[misc]
            marks = client.call(lambda elastic, index=index: elastic.indices.get_mapping(index=index))  # type: ignore[misc]
            mark = marks[index]["mappings"].get("_meta", {}).get("lookout", {})
            found.append(
                Version(
                    collection=place.collection.name,
                    index=index,
                    in_force=there.get(place.alias, ("",))[0] == index,
                    current=mark.get("fingerprint") == place.fingerprint,
                    rows=stats["_all"]["primaries"]["docs"]["count"],
                    size_bytes=stats["_all"]["total"]["store"]["size_in_bytes"],
                )
            )
    return found


def _upgrade(client: ElasticClient, place: Place, old: str, rows_of: RowsOf, tell: Tell) -> Upgraded:
    new = _next_index(client, place, old)
    tell(f"{place.collection.name}: copying {old} to {new}")
    seen = _last_numbers(client, old)
    copied = _copy(client, place, old, new, rows_of, tell)
    caught_up = 0
    for _ in range(_MOST_ROUNDS):
        upto = _last_numbers(client, old)
        again = _copy(client, place, old, new, rows_of, tell, since=seen)
        caught_up += again
        seen = upto
        if again <= _LITTLE:
            break
    with _closed_to_writing(client, old):
        terms_moved = seen[0] != _last_numbers(client, old)[0]
        caught_up += _copy(client, place, old, new, rows_of, tell, since=None if terms_moved else seen)
        removed = _remove_deleted(client, old, new)
        _settings(client, new, {"refresh_interval": "1s"})
        move_alias(client, place, old=old, new=new)
    tell(f"{place.collection.name}: {place.alias} is now {new}; {old} is kept until `lookout index upgrade --prune`")
    return Upgraded(
        collection=place.collection.name, old_index=old, new_index=new, copied=copied, caught_up=caught_up, removed=removed
    )


def _next_index(client: ElasticClient, place: Place, old: str) -> str:
    """The index to copy into: that of an attempt that was cut off, if it has the right form, or a new one."""
    later = [number for number in versions(client, place) if number > place.number(old)]
    for number in later:
        index = place.index(number)
        marks = client.call(lambda elastic, index=index: elastic.indices.get_mapping(index=index))  # type: ignore[misc]
        if marks[index]["mappings"].get("_meta", {}).get("lookout", {}).get("fingerprint") == place.fingerprint:
            return index
        client.call(lambda elastic, index=index: elastic.indices.delete(index=index, ignore_unavailable=True))  # type: ignore[misc]
    index = place.index(max(later, default=place.number(old)) + 1)
    make(client, place, index, alias=False)
    _settings(client, index, {"refresh_interval": "-1"})
    return index


def _copy(
    client: ElasticClient,
    place: Place,
    old: str,
    new: str,
    rows_of: RowsOf,
    tell: Tell,
    *,
    since: tuple[tuple[int, ...], int] | None = None,
) -> int:
    """Copy all documents, or those changed since; returns how many were read."""
    client.call(lambda elastic: elastic.indices.refresh(index=old))
    where: list[Clause] = [] if since is None else [{"range": {"_seq_no": {"gt": since[1]}}}]
    read = 0
    for hits in scan(client, old, where, batch=BATCH, fields=["id", "body", *_STATE]):
        statuses = client.bulk([_copied(place, hit, new, rows_of) for hit in hits])
        lost = [hit["_id"] for hit, status in zip(hits, statuses, strict=True) if status not in (200, 201, 409)]
        if lost:
            raise StoreError(f"store {client.name}: {lost[0]!r} was not taken by {new}")
        read += len(hits)
        if since is None and read % (BATCH * 20) == 0:
            tell(f"{place.collection.name}: {read:,} rows copied")
    return read


def _copied(place: Place, hit: Hit, new: str, rows_of: RowsOf) -> Action:
    source: Mapping[str, Any] = hit["_source"]
    row = rows_of(place.collection, from_line(source["body"], place=source["id"]))
    body = content(row) | {"id": source["id"]} | {name: source.get(name) for name in _STATE}
    version = hit["_primary_term"] * _TERM + hit["_seq_no"]
    return Action(kind="index", index=new, id=hit["_id"], body=body, version=version)


def _last_numbers(client: ElasticClient, index: str) -> tuple[tuple[int, ...], int]:
    """Primary terms of the shards, and a sequence number up to which everything is acknowledged on each of them."""
    stats = client.call(lambda elastic: elastic.indices.stats(index=index, metric="docs", level="shards"))
    copies = [copy for shard in stats["indices"][index]["shards"].values() for copy in shard if copy["routing"]["primary"]]
    terms = tuple(sorted(copy["retention_leases"]["primary_term"] for copy in copies))
    return terms, min(copy["seq_no"]["global_checkpoint"] for copy in copies)


@contextmanager
def _closed_to_writing(client: ElasticClient, index: str) -> Iterator[None]:
    """Writers wait from here on; opened again where the move does not come about."""
    client.call(lambda elastic: elastic.indices.add_block(index=index, block="write"))
    try:
        yield
    except BaseException:
        _settings(client, index, {"blocks.write": None})
        raise


def _remove_deleted(client: ElasticClient, old: str, new: str) -> int:
    """Remove copies whose row was deleted; raises StoreError where the two do not agree afterwards."""
    client.call(lambda elastic: elastic.indices.refresh(index=[old, new]))
    if _count(client, old) == _count(client, new):
        return 0  # every row of the old one was copied, so equal counts are equal sets
    there = {hit["_id"] for hits in scan(client, old, (), batch=10_000, fields=["id"]) for hit in hits}
    spare = [hit for hits in scan(client, new, (), batch=10_000, fields=["id"]) for hit in hits if hit["_id"] not in there]
    client.bulk([_removal(hit) for hit in spare])
    client.call(lambda elastic: elastic.indices.refresh(index=new))
    if _count(client, old) != _count(client, new):
        raise StoreError(f"store {client.name}: {new} does not hold what {old} does; run `lookout index upgrade` again")
    return len(spare)


def _removal(hit: Hit) -> Action:
    return Action(
        kind="delete",
        index=hit["_index"],
        id=document_id(hit["_source"]["id"]),
        seq_no=hit["_seq_no"],
        term=hit["_primary_term"],
    )


def _count(client: ElasticClient, index: str) -> int:
    (answer,) = several(client, index, [{"size": 0, "track_total_hits": True}])
    return answer.total()


def _settings(client: ElasticClient, index: str, changes: Mapping[str, Sequence[str] | str | None]) -> None:
    client.call(lambda elastic: elastic.indices.put_settings(index=index, settings={"index": dict(changes)}))
