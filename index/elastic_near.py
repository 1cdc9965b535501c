"""Sketches in Elasticsearch: a gallery in memory reads what is new to it by the numbers that every shard gives its operations.

A shard's checkpoint says up to which operation all are done; what was numbered above the last one seen is read, after a refresh,
and the checkpoint is remembered. A row that was deleted is not heard of: it stays in the gallery, and is passed over when its
gist is asked for.
"""

import threading
import time
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from elasticsearch import NotFoundError

from index.elastic_client import ElasticClient
from index.elastic_indexes import leaders
from index.elastic_query import MOST_HITS, Clause, several
from index.elastic_scan import scan
from index.elastic_schema import Place
from index.near import Asked, Gallery, GalleryMaker, nearest
from index.query import Candidate
from index.values import runs

PAUSE = 2.0
"""Seconds within which what others write is not looked for again."""
_KEEP = "2m"
_TERMS = 1_000
_TOGETHER = 10
"""Searches of one request, so that its answer stays some megabytes."""


class Sketched:
    """The gallery of one collection, with how far it has come in every shard. Safe for threads."""

    def __init__(self, place: Place, maker: GalleryMaker) -> None:
        self._place = place
        self._maker = maker
        self._lock = threading.Lock()
        self._index = ""
        self._seen: dict[int, int] = {}
        self._looked = float("-inf")
        self._settled = -1
        self.gallery: Gallery = maker()

    def bring_up(self, client: ElasticClient, *, settled: int) -> None:
        """Put into the gallery what changed since the last time.

        ``settled`` counts the refreshes that this process made: what they made visible must be seen, whatever the time.
        """
        with self._lock:
            if settled == self._settled and time.monotonic() < self._looked + PAUSE:
                return
            index, leading = leaders(client, self._place.alias)
            if index != self._index:
                self.gallery, self._index, self._seen = self._maker(), index, {}
            behind = {
                shard: self._seen.get(shard, -1) for shard, at in leading.items() if at.checkpoint != self._seen.get(shard, -1)
            }
            if behind:
                client.refresh([self._place.alias])
                pages = (_sketches(client, self._place.alias, shard, last) for shard, last in behind.items())
                self.gallery.put(row for shard in pages for page in shard for row in page)
                self._seen |= {shard: leading[shard].checkpoint for shard in behind}
            self._settled, self._looked = settled, time.monotonic()


def _sketches(client: ElasticClient, index: str, shard: int, last: int) -> Iterator[list[tuple[str, str]]]:
    """(id, sketches) of the rows of a shard that were written after that operation; begins again where its view was lost."""
    while True:
        view = client.call(
            lambda elastic: elastic.open_point_in_time(index=index, keep_alive=_KEEP, preference=f"_shards:{shard}")
        )["id"]
        after: list[Any] | None = None
        while True:
            hits = _page(client, view, last, after)
            if hits is None:
                break
            yield [(hit["fields"]["id"][0], _text(hit["fields"])) for hit in hits]
            if len(hits) < MOST_HITS:
                client.call(lambda elastic, view=view: elastic.close_point_in_time(id=view))  # type: ignore[misc]
                return
            after = hits[-1]["sort"]


def _page(client: ElasticClient, view: str, last: int, after: list[Any] | None) -> list[Mapping[str, Any]] | None:
    body: dict[str, Any] = {
        "pit": {"id": view, "keep_alive": _KEEP},
        "query": {"range": {"_seq_no": {"gt": last}}},
        "sort": ["_shard_doc"],
        "size": MOST_HITS,
        "source": False,
        "docvalue_fields": ["id", "sketches"],
        "track_total_hits": False,
        "allow_partial_search_results": False,
    }
    if after is not None:
        body["search_after"] = after

    def ask(elastic: Any) -> list[Mapping[str, Any]] | None:
        try:
            hits: list[Mapping[str, Any]] = elastic.search(**body)["hits"]["hits"]
        except NotFoundError:
            return None
        return hits

    return client.call(ask)


def _text(fields: Mapping[str, Sequence[str]]) -> str:
    return b64decode(fields["sketches"][0]).decode() if "sketches" in fields else ""


@dataclass(frozen=True, slots=True)
class Near:
    """What one query asks for, the rows that are nearest as far as the gallery knows, and the filters."""

    asked: Asked
    first: Sequence[tuple[str, float]]
    where: Sequence[Clause]


def find_near(client: ElasticClient, place: Place, gallery: Gallery, asked: Sequence[Near]) -> list[list[Candidate]]:
    """For each the nearest rows that stand and pass the filter; what all know of the nearest is asked for in one request."""

    def found(near: Near, kept: Mapping[str, bytes]) -> list[Candidate]:
        def gists(ids: Sequence[str]) -> Mapping[str, bytes]:
            (told,) = _gists(client, place, [(ids, near.where)])
            return told

        def passing() -> frozenset[str]:
            pages = scan(client, place.alias, near.where, batch=MOST_HITS, fields=["id"])
            return frozenset(hit["_source"]["id"] for page in pages for hit in page)

        return nearest(gallery, near.asked, near.first, gists=gists, passing=passing, kept=kept)

    first = _gists(client, place, [([row_id for row_id, _ in near.first], near.where) for near in asked])
    return [found(near, kept) for near, kept in zip(asked, first, strict=True)]


def _gists(
    client: ElasticClient, place: Place, asked: Sequence[tuple[Sequence[str], Sequence[Clause]]]
) -> Sequence[Mapping[str, bytes]]:
    """For each the gists of those of the rows that stand and pass the filter, by id."""
    parts = [(at, run, where) for at, (ids, where) in enumerate(asked) for run in runs(ids, _TERMS)]
    bodies = [
        {
            "query": {"bool": {"filter": [{"terms": {"id": run}}, *where]}},
            "size": len(run),
            "sort": ["_doc"],
            "track_total_hits": False,
            "_source": False,
            "stored_fields": "_none_",
            "docvalue_fields": ["id", "gist"],
        }
        for _, run, where in parts
    ]
    told: list[dict[str, bytes]] = [{} for _ in asked]
    answers = (answer for some in runs(bodies, _TOGETHER) for answer in several(client, place.alias, some))
    for (at, *_), answer in zip(parts, answers, strict=True):
        told[at] |= {hit.fields.id[0]: hit.fields.gist[0] if hit.fields.gist else b"" for hit in _hits.decode(answer.hits).hits}
    return told


class _Fields(msgspec.Struct):
    id: tuple[str, ...]
    gist: tuple[bytes, ...] = ()


class _Hit(msgspec.Struct):
    fields: _Fields


class _Hits(msgspec.Struct):
    hits: list[_Hit]


_hits = msgspec.json.Decoder(_Hits)
