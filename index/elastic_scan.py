"""Reading all of an index in order of id, on one unchanging view of it (a point in time); a lost view is opened anew."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from elasticsearch import NotFoundError

from index.elastic_client import ElasticClient
from index.elastic_query import MOST_HITS, Clause
from records.errors import StoreError

KEEP = "5m"
"""How long a view outlives the last batch asked of it; a slower caller gets a new one, from where it stands."""

Hit = Mapping[str, Any]


def scan(
    client: ElasticClient, index: str, where: Sequence[Clause], *, batch: int, fields: Sequence[str], shard: int | None = None
) -> Iterator[Sequence[Hit]]:
    """Hits, of one shard or all, with these fields and with where each stands (``_index``, ``_seq_no``), by id, in batches."""
    only = None if shard is None else f"_shards:{shard}"
    size = min(batch, MOST_HITS)
    last: str | None = None
    while True:
        view = client.call(lambda elastic: elastic.open_point_in_time(index=index, keep_alive=KEEP, preference=only))["id"]
        try:
            for hits in _pages(client, view, _after(where, last), size=size, fields=fields):
                if hits:
                    yield hits
                    last = hits[-1]["sort"][0]
                if len(hits) < size:
                    return
        except _LostError:
            continue
        finally:
            with suppress(StoreError):
                client.call(lambda elastic, view=view: _close(elastic, view))  # type: ignore[misc]


def _pages(
    client: ElasticClient, view: str, where: Sequence[Clause], *, size: int, fields: Sequence[str]
) -> Iterator[Sequence[Hit]]:
    after: list[Any] | None = None
    while True:
        body: dict[str, Any] = {
            "pit": {"id": view, "keep_alive": KEEP},
            "query": {"bool": {"filter": list(where)}},
            "sort": [{"id": "asc"}],
            "size": size,
            "source": list(fields),
            "seq_no_primary_term": True,
            "track_total_hits": False,
            "allow_partial_search_results": False,
        }
        if after is not None:
            body["search_after"] = after
        answer = client.call(lambda elastic, body=body: _searched(elastic, body))  # type: ignore[misc]
        if answer is None:
            raise _LostError
        hits = answer["hits"]["hits"]
        yield hits
        after = hits[-1]["sort"] if hits else None


class _LostError(Exception):
    """The view is gone: its time ran out, or its node did."""


def _searched(elastic: Any, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    try:
        found: Mapping[str, Any] = elastic.search(**body)
    except NotFoundError:
        return None
    return found


def _close(elastic: Any, view: str) -> None:
    with suppress(NotFoundError):
        elastic.close_point_in_time(id=view)


def _after(where: Sequence[Clause], last: str | None) -> list[Clause]:
    return [*where] if last is None else [*where, {"range": {"id": {"gt": last}}}]
