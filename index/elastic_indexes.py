"""The indexes of a store: making them, telling whose they are, and what happened to them."""

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch

from index.elastic_client import ElasticClient
from index.elastic_schema import SCHEMA_VERSION, Place
from records.errors import StoreError

_EXISTS = ("resource_already_exists_exception", "invalid_alias_name_exception")


def prepare(client: ElasticClient, places: Sequence[Place]) -> None:
    """Make the indexes that are missing; raises StoreError where one was made by another Lookout."""
    there = in_force(client, places)
    for place in places:
        if place.alias in there:
            _check(client, place, there[place.alias][1])
        else:
            make(client, place, place.index(max(versions(client, place), default=0) + 1), alias=True)


def move_alias(client: ElasticClient, place: Place, *, old: str, new: str) -> None:
    """Let the alias name the new index from one moment to the next."""
    actions: list[dict[str, Any]] = [
        {"remove": {"index": old, "alias": place.alias}},
        {"add": {"index": new, "alias": place.alias, "is_write_index": True}},
    ]
    client.call(lambda elastic: elastic.indices.update_aliases(actions=actions))


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


def versions(client: ElasticClient, place: Place) -> list[int]:
    """Numbers of all indexes of the collection, in order."""
    answer = client.call(
        lambda elastic: elastic.indices.get(index=f"{place.alias}-*", allow_no_indices=True, filter_path="*.settings.index.uuid")
    )
    tails = (index.removeprefix(f"{place.alias}-") for index in answer)
    return sorted(int(tail) for tail in tails if tail.isdigit())


def make(client: ElasticClient, place: Place, index: str, *, alias: bool) -> None:
    """Make an index, with or without the alias in one step; one that another process has just made is as good."""

    def create(elastic: Elasticsearch) -> None:
        try:
            elastic.indices.create(
                index=index,
                settings=place.settings(client.access),
                mappings=place.mapping,
                aliases={place.alias: {"is_write_index": True}} if alias else {},
            )
        except BadRequestError as error:
            if error.message not in _EXISTS:
                raise

    client.call(create)


def drop(client: ElasticClient, places: Sequence[Place]) -> None:
    """Delete every index of the collections, whatever is in it."""
    for place in places:
        names = [place.index(number) for number in versions(client, place)]
        if names:
            client.call(lambda elastic, names=names: elastic.indices.delete(index=names, ignore_unavailable=True))  # type: ignore[misc]


def stamp(client: ElasticClient, place: Place) -> str:
    """See ``Store.stamp``: the number of the last operation on every shard, which each write raises at once."""
    patience = client.patience()
    while True:
        answer = client.call(
            lambda elastic: elastic.indices.stats(index=place.alias, metric="docs", level="shards"), patience=patience
        )
        settings = client.call(
            lambda elastic: elastic.indices.get_settings(index=place.alias, name="index.number_of_shards"), patience=patience
        )
        ((name, index),) = answer["indices"].items() if answer["indices"] else (("", {"shards": {}}),)
        leaders = [copy for copies in index["shards"].values() for copy in copies if copy["routing"]["primary"]]
        shards = settings.get(name, {}).get("settings", {}).get("index", {}).get("number_of_shards")
        if str(len(leaders)) == shards:
            told = (f"{copy['retention_leases']['primary_term']}.{copy['seq_no']['max_seq_no']}" for copy in leaders)
            return f"{index['uuid']} {' '.join(sorted(told))}"
        patience.wait(f"store {client.name}: a shard of {place.alias} has no leader")


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
