"""The indexes of a store: making them, telling whose they are, and what happened to them."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from index.elastic_client import ElasticClient
from index.elastic_schema import SCHEMA_VERSION, Place
from records.errors import StoreError

CLAIM = "upgrade"
"""In the names of aliases by which upgrades claim the index they copy into, see ``index.elastic_attempt``."""
_EXISTS = ("resource_already_exists_exception", "illegal_state_exception", "invalid_alias_name_exception")
"""What making an index is answered where its name or its alias's is taken, or where the alias names another one already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One index of a collection as it stands."""

    name: str
    number: int
    """0 for an index that the alias names but that has no name of ours, as a snapshot restored under another name."""
    in_force: bool
    mark: Mapping[str, Any]
    """What Lookout left in its mapping: ``schema`` and ``fingerprint``."""
    claims: tuple[str, ...]
    """Aliases of upgrades that copy into it, see ``index.elastic_attempt``."""
    attempt: Mapping[str, Any]
    """The last sign of life of such an upgrade."""
    closed: bool
    """To writing."""


def prepare(client: ElasticClient, places: Sequence[Place]) -> None:
    """Make the indexes that are missing; raises StoreError where one was made by another Lookout."""
    there = in_force(client, places)
    missing = [place for place in places if place.alias not in there]
    for place in places:
        if place.alias in there:
            _check(client, place, there[place.alias][1])
    for place in missing:
        make_first(client, place, versions(client, place))
    made = in_force(client, missing) if missing else {}
    for place in missing:
        _check(client, place, made.get(place.alias, ("", {}))[1])


def make_first(client: ElasticClient, place: Place, there: Sequence[Version]) -> None:
    """An empty index in force; one that another process has just put in force is as good."""
    number = max((version.number for version in there), default=0) + 1
    make(client, place, place.index(number), {place.alias: {"is_write_index": True}})


def in_force(client: ElasticClient, places: Sequence[Place]) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Alias → the index behind it and the mark that Lookout left in its mapping."""
    aliases = [place.alias for place in places]
    answer = client.call(
        lambda elastic: elastic.indices.get(
            index=aliases, ignore_unavailable=True, allow_no_indices=True, filter_path="*.aliases,*.mappings._meta"
        )
    )
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for index, told in answer.items():
        for alias in told.get("aliases", {}):
            if alias in aliases:
                found[alias] = index, told.get("mappings", {}).get("_meta", {}).get("lookout", {})
    return found


def versions(client: ElasticClient, place: Place) -> list[Version]:
    """All indexes of the collection as they stand at one moment, in order."""
    answer = client.call(
        lambda elastic: elastic.indices.get(
            index=[place.alias, f"{place.alias}-*"],
            ignore_unavailable=True,
            allow_no_indices=True,
            filter_path="*.aliases,*.mappings._meta,*.settings.index.uuid,*.settings.index.blocks",
        )
    )
    found = (_version(place, name, told) for name, told in answer.items())
    return sorted((version for version in found if version.number or version.in_force), key=lambda version: version.number)


def _version(place: Place, name: str, told: Mapping[str, Any]) -> Version:
    tail = name.removeprefix(f"{place.alias}-")
    meta = told.get("mappings", {}).get("_meta", {})
    aliases = told.get("aliases", {})
    return Version(
        name=name,
        number=int(tail) if tail.isdecimal() else 0,
        in_force=place.alias in aliases,
        mark=meta.get("lookout", {}),
        claims=tuple(alias for alias in aliases if alias.startswith(f"{name}-{CLAIM}-")),
        attempt=meta.get("attempt", {}),
        closed=told["settings"]["index"].get("blocks", {}).get("write") == "true",
    )


def make(
    client: ElasticClient,
    place: Place,
    index: str,
    aliases: Mapping[str, Any],
    *,
    settings: Mapping[str, Any] | None = None,
    meta: Mapping[str, Any] | None = None,
) -> bool:
    """Make an index and its aliases in one step, its settings and marks as usual or with these; false where a name is taken."""
    mapping = {**place.mapping, "_meta": {**place.mapping["_meta"], **(meta or {})}}

    def create(elastic: Elasticsearch) -> bool:
        try:
            elastic.indices.create(
                index=index,
                settings={**place.settings(client.access), **(settings or {})},
                mappings=mapping,
                aliases=dict(aliases),
            )
        except ApiError as error:
            if error.message not in _EXISTS:
                raise
            return False
        return True

    return client.call(create, slow=True)


def drop(client: ElasticClient, places: Sequence[Place]) -> None:
    """Delete every index of the collections, whatever is in it."""
    for place in places:
        names = [version.name for version in versions(client, place)]
        if names:
            client.call(lambda elastic, names=names: elastic.indices.delete(index=names, ignore_unavailable=True), slow=True)  # type: ignore[misc]


def stamp(client: ElasticClient, place: Place) -> str:
    """See ``Store.stamp``: how far every shard has come, which each write moves at once.

    A number is given to an operation before it can be searched, and on the leader before its copies: the number alone would move
    too early for a reader whose refresh began before the operation was done everywhere. So numbers count only up to the global
    checkpoint, to which every copy that answers searches has come. While operations beyond it are under way, no two stamps are
    the same. What stands below it is never taken back, whoever leads after a failure, so that no term is needed; a shard that
    was put in place by hand, or from a snapshot, has another history.
    """
    index, leading = leaders(client, place.alias)
    told = (f"{leader.history}.{leader.checkpoint}" for _, leader in sorted(leading.items()))
    under_way = any(leader.last != leader.checkpoint for leader in leading.values())
    return " ".join([index, *told, *([secrets.token_hex(8)] if under_way else [])])


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """How far the copy of a shard has come that leads the others."""

    history: str
    """Name of the sequence that its numbers belong to."""
    last: int
    """The number that was last given to an operation."""
    checkpoint: int
    """All operations up to this number are done, on every copy in step."""


def leaders(client: ElasticClient, index: str) -> tuple[str, dict[int, Leader]]:
    """The UUID of the index that has this name or alias, and the leader of each shard; waits for shards without one."""
    patience = client.patience()
    wanted = ("uuid", "shards.*.routing.primary", "shards.*.seq_no", "shards.*.commit.user_data.history_uuid")
    paths = ",".join(f"indices.*.{path}" for path in wanted)
    while True:
        stats = client.call(
            lambda elastic: elastic.indices.stats(index=index, metric="docs", level="shards", filter_path=paths),
            patience=patience,
        )
        settings = client.call(
            lambda elastic: elastic.indices.get_settings(index=index, name="index.number_of_shards"), patience=patience
        )
        ((name, told),) = stats.get("indices", {"": {}}).items()
        copies: Mapping[str, Sequence[Any]] = told.get("shards", {})
        leading = {int(shard): _leader(copy) for shard, found in copies.items() for copy in found if copy["routing"]["primary"]}
        shards = settings.get(name, {}).get("settings", {}).get("index", {}).get("number_of_shards")
        if str(len(leading)) == shards:
            return told["uuid"], leading
        patience.wait(f"store {client.name}: a shard of {index} has no leader")


def _leader(copy: Mapping[str, Any]) -> Leader:
    numbers = copy["seq_no"]
    return Leader(
        history=copy["commit"]["user_data"]["history_uuid"],
        last=numbers["max_seq_no"],
        checkpoint=numbers["global_checkpoint"],
    )


def check_ours(client: ElasticClient, place: Place, mark: Mapping[str, Any]) -> None:
    """Raises StoreError for an index of another program or of a newer Lookout."""
    where = f"store {client.name}: index {place.alias}"
    if not mark:
        raise StoreError(f"{where} belongs to another program: set store.prefix to a name of your own")
    if mark.get("schema", 0) > SCHEMA_VERSION:
        raise StoreError(
            f"{where} was made by a newer Lookout (schema {mark['schema']}, this one knows {SCHEMA_VERSION}): upgrade"
        )


def _check(client: ElasticClient, place: Place, mark: Mapping[str, Any]) -> None:
    check_ours(client, place, mark)
    if mark.get("fingerprint") != place.fingerprint:
        raise StoreError(
            f"store {client.name}: index {place.alias} was made by another version of Lookout: run `lookout index upgrade`"
        )
