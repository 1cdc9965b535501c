"""What ``lookout doctor`` asks an Elasticsearch store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from index.elastic_client import ElasticClient
from index.elastic_patience import Patience
from index.elastic_query import Answer, several
from index.elastic_schema import Place
from index.rows import CollectionHealth, StoreHealth
from index.values import moment
from records.errors import StoreError

_PATIENCE = 5.0
"""Seconds: who asks after health wants to hear now."""


def health(client: ElasticClient, places: Sequence[Place], *, now: int) -> StoreHealth:
    """Nodes, shards, sizes and backlogs; a cluster that cannot be asked is told as such."""
    aliases = [place.alias for place in places]
    try:
        client.refresh(aliases, patience=Patience(_PATIENCE, hurried=True))
        cluster = client.call(lambda elastic: elastic.cluster.health(index=aliases), patience=Patience(_PATIENCE, hurried=True))
        stats = client.call(
            lambda elastic: elastic.indices.stats(index=aliases, metric="store", filter_path="_all.total.store.size_in_bytes"),
            patience=Patience(_PATIENCE, hurried=True),
        )
        counted = _figures(client, places, now)
    except StoreError as error:
        return StoreHealth(backend="elasticsearch", ok=False, detail=str(error))
    size = stats.get("_all", {}).get("total", {}).get("store", {}).get("size_in_bytes")
    ok = cluster["status"] != "red" and not cluster["timed_out"]
    return StoreHealth(backend="elasticsearch", ok=ok, detail=_words(cluster.body), size_bytes=size, collections=counted)


def _words(cluster: dict[str, Any]) -> str:
    said = [f"{cluster['status']}, {cluster['number_of_nodes']} node(s)"]
    if cluster["unassigned_shards"]:
        said.append(f"{cluster['unassigned_shards']} shard copies without a node")
    if cluster["unassigned_primary_shards"]:
        said.append(f"{cluster['unassigned_primary_shards']} shards cannot be read at all: start the node that holds them")
    if cluster["initializing_shards"] or cluster["relocating_shards"]:
        said.append(f"{cluster['initializing_shards'] + cluster['relocating_shards']} shard copies on the move")
    return ", ".join(said)


def _figures(client: ElasticClient, places: Sequence[Place], now: int) -> dict[str, CollectionHealth]:
    running = {"range": {"lease_until": {"gt": now}}}
    due = {"bool": {"filter": [{"range": {"due_at": {"lte": now}}}], "must_not": [running]}}
    query = {
        "size": 0,
        "track_total_hits": True,
        "aggs": {
            "due": {"filter": due, "aggs": {"oldest": {"min": {"field": "due_at"}}}},
            "leased": {"filter": running},
            "changed": {"max": {"field": "changed_at"}},
        },
    }
    aliases = [place.alias for place in places]
    answers = several(client, aliases, [query] * len(places), patience=Patience(_PATIENCE, hurried=True))
    return {place.collection.name: _figure(answer) for place, answer in zip(places, answers, strict=True)}


def _figure(answer: Answer) -> CollectionHealth:
    found = answer.aggregations
    return CollectionHealth(
        rows=answer.total(),
        due=found["due"]["doc_count"],
        leased=found["leased"]["doc_count"],
        oldest_due_at=_time(found["due"]["oldest"]["value"]),
        changed_at=_time(found["changed"]["value"]),
    )


def _time(micros: float | None) -> datetime | None:
    """Of an aggregation, which gives doubles; they hold microseconds exactly until the year 2255."""
    return None if micros is None else moment(int(micros))
