"""A new version of the indexes while everybody goes on working.

1. The next index is made and every document copied into it, its fields, words and keys made anew from the record.
2. What was written meanwhile is copied again, pass after pass, until little is left.
3. The old index is closed to writing (writers wait), the last changes are copied, deleted rows are removed, counts compared.
4. The alias moves in one step. Writers read anew and go on with the new index; the old one stays, closed, until it is pruned.

Killed at any point, the upgrade is simply run again: it begins anew, and opens the old index if that was closed. Two at a time
do not meet, see ``index.elastic_attempt``.
"""

from dataclasses import dataclass

from index.elastic import ElasticStore
from index.elastic_attempt import WATCH_SECONDS, Tell, begin
from index.elastic_client import ElasticAccess, ElasticClient
from index.elastic_copy import Copy, RowsOf
from index.elastic_indexes import Version, check_ours, make_first, versions
from index.elastic_schema import Place
from records.errors import StoreError

_LITTLE = 200
"""Changes that are left to the last pass, during which writers wait."""
_MOST_PASSES = 20


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
class Listed:
    """One index of a collection."""

    collection: str
    index: str
    in_force: bool
    current: bool
    """Its mapping is the one this Lookout makes."""
    closed: bool
    """To writing."""
    copied_by: str
    """The process that copies into it or began to, else empty."""
    rows: int
    size_bytes: int


def open_for_upgrade(access: ElasticAccess) -> ElasticStore:
    """The store without the check that its indexes are this Lookout's own; nothing is made."""
    return ElasticStore(access)


def upgrade(
    store: ElasticStore, rows_of: RowsOf, *, force: bool = False, watch: float = WATCH_SECONDS, tell: Tell
) -> list[Upgraded]:
    """Bring every index up to this Lookout's mapping, or all of them with ``force`` (for other keys, or other shards).

    ``rows_of`` gives a record's row with its keys and gist. ``watch``: seconds without a sign of life after which another upgrade
    counts as dead. Raises StoreError for an index of another program or a newer Lookout, and where another upgrade is at work.
    """
    client = store.client
    done: list[Upgraded] = []
    for place in store.places:
        there = versions(client, place)
        present = next((version for version in there if version.in_force), None)
        if present is None:
            make_first(client, place, there)
            continue
        check_ours(client, place, present.mark)
        if force or present.mark.get("fingerprint") != place.fingerprint:
            done.append(_upgrade(client, place, present.name, rows_of, watch=watch, tell=tell))
        elif present.closed or any(version.number > present.number for version in there):
            begin(client, place, old=present.name, watch=watch, tell=tell).give_up()  # which puts the remains in order
    return done


def prune(store: ElasticStore, *, tell: Tell) -> list[str]:
    """Delete the indexes that an upgrade has put out of force; returns their names."""
    gone: list[str] = []
    for place in store.places:
        there = versions(store.client, place)
        kept = next((version.number for version in there if version.in_force), 0)
        old = [version.name for version in there if version.number < kept and not version.in_force]
        if old:
            store.client.call(lambda elastic, old=old: elastic.indices.delete(index=old, ignore_unavailable=True), slow=True)  # type: ignore[misc]
            tell(f"{place.collection.name}: deleted {', '.join(old)}")
        gone += old
    return gone


def listed(store: ElasticStore) -> list[Listed]:
    """Every index there is, by collection and number."""
    return [item for place in store.places for item in _listed(store.client, place)]


def _listed(client: ElasticClient, place: Place) -> list[Listed]:
    there = versions(client, place)
    names = [version.name for version in there]
    if not names:
        return []
    told = client.call(lambda elastic: elastic.indices.stats(index=names, metric="docs,store", forbid_closed_indices=False))
    return [_item(place, version, told.get("indices", {}).get(version.name, {})) for version in there]


def _item(place: Place, version: Version, figures: dict[str, dict[str, dict[str, int]]]) -> Listed:
    return Listed(
        collection=place.collection.name,
        index=version.name,
        in_force=version.in_force,
        current=version.mark.get("fingerprint") == place.fingerprint,
        closed=version.closed,
        copied_by=version.attempt.get("by", "") if version.claims else "",
        rows=figures.get("primaries", {}).get("docs", {}).get("count", 0),
        size_bytes=figures.get("total", {}).get("store", {}).get("size_in_bytes", 0),
    )


def _upgrade(client: ElasticClient, place: Place, old: str, rows_of: RowsOf, *, watch: float, tell: Tell) -> Upgraded:
    name = place.collection.name
    attempt = begin(client, place, old=old, watch=watch, tell=tell)
    try:
        tell(f"{name}: copying {old} to {attempt.new}")
        copy = Copy(attempt, rows_of, tell)
        copied = copy.catch_up()
        caught_up = 0
        for _ in range(_MOST_PASSES):
            again = copy.catch_up()
            caught_up += again
            if again <= _LITTLE:
                break
        attempt.close_old()
        caught_up += copy.catch_up()
        removed = copy.remove_deleted()
        attempt.move()
    except BaseException:
        try:
            attempt.give_up()
        except StoreError as error:
            tell(f"{name}: {old} may still be closed to writing ({error}): run `lookout index upgrade` again")
        raise
    tell(f"{name}: {attempt.new} is in force")
    return Upgraded(collection=name, old_index=old, new_index=attempt.new, copied=copied, caught_up=caught_up, removed=removed)
