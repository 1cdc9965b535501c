"""Candidate keys in Elasticsearch: three requests for any number of queries, none of which visits more than a bounded part.

First, how many rows have each key (a count, which a segment without deletions answers from its dictionary). Then the rows that
share most of the keys that choose. Last, where frequent keys were left out, how many of those the chosen rows share.
"""

from collections.abc import Mapping, Sequence

import msgspec

from index.elastic_client import ElasticClient
from index.elastic_query import MOST_HITS, Answer, Clause, clauses, several
from index.elastic_rows import term
from index.elastic_schema import Place
from index.query import KEY_ROWS, Candidate, KeyQuery
from index.values import runs
from records.errors import QueryError

_COUNTED = 500
"""Keys counted in one search."""


def find(client: ElasticClient, place: Place, queries: Sequence[KeyQuery], *, limit: int) -> tuple[tuple[Candidate, ...], ...]:
    """For each query the rows that share most of its keys and pass its filter, by the rule of ``KeyQuery``."""
    if limit > MOST_HITS:
        raise QueryError(f"limit {limit} is more than {MOST_HITS} candidates")
    asked = [tuple(dict.fromkeys(query.keys)) for query in queries]
    where = [clauses(place.collection, query.where) for query in queries]
    rows = _rows_of(client, place, sorted({key for keys in asked for key in keys})) if limit else {}
    chosen = [_to_read([(rows[key], key) for key in keys if rows.get(key)]) for keys in asked]
    found = _best(client, place, chosen, where, limit)
    left_out = [[key for key in keys if rows.get(key) and key not in read] for keys, read in zip(asked, chosen, strict=True)]
    more = _shared(client, place, left_out, [[one.id for one in group] for group in found])
    return tuple(_in_order(group, also) for group, also in zip(found, more, strict=True))


def _in_order(group: Sequence[Candidate], also: Mapping[str, int]) -> tuple[Candidate, ...]:
    """Candidates with the keys added that did not choose; most shared first, then id."""
    if not also:
        return tuple(group)
    counted = (Candidate(one.id, one.shared + also.get(one.id, 0), one.gist) for one in group)
    return tuple(sorted(counted, key=lambda one: (-one.shared, one.id)))


def _rows_of(client: ElasticClient, place: Place, keys: Sequence[str]) -> dict[str, int]:
    """How many rows have each of the keys."""
    counted: dict[str, int] = {}
    bodies = [
        {"size": 0, "track_total_hits": False, "aggs": {"keys": {"filters": {"filters": [_has(key) for key in run]}}}}
        for run in runs(keys, _COUNTED)
    ]
    answers = several(client, place.alias, bodies)
    for run, answer in zip(runs(keys, _COUNTED), answers, strict=True):
        buckets = answer.aggregations["keys"]["buckets"]
        counted |= {key: bucket["doc_count"] for key, bucket in zip(run, buckets, strict=True)}
    return counted


def _to_read(asked: list[tuple[int, str]]) -> frozenset[str]:
    """The keys that choose rows: rarest first, until together they stand in more than KEY_ROWS rows."""
    read: list[str] = []
    total = 0
    for rows, key in sorted(asked):
        total += rows
        if read and total > KEY_ROWS:
            break
        read.append(key)
    return frozenset(read)


def _best(
    client: ElasticClient, place: Place, chosen: Sequence[frozenset[str]], where: Sequence[list[Clause]], limit: int
) -> list[list[Candidate]]:
    bodies = [
        {
            "query": {"bool": {"should": [_has(key) for key in sorted(keys)], "minimum_should_match": 1, "filter": filters}},
            "sort": ["_score", {"id": "asc"}],
            "size": limit,
            "track_total_hits": False,
            "_source": False,
            "stored_fields": "_none_",
            "docvalue_fields": ["gist"],
        }
        for keys, filters in zip(chosen, where, strict=True)
        if keys
    ]
    answers = iter(several(client, place.alias, bodies))
    return [_candidates(next(answers)) if keys else [] for keys in chosen]


def _shared(
    client: ElasticClient, place: Place, keys: Sequence[Sequence[str]], ids: Sequence[Sequence[str]]
) -> list[dict[str, int]]:
    """How many of the keys each of the rows has, for each query."""
    bodies = [
        {
            "query": {"bool": {"should": [_has(key) for key in left_out], "filter": [{"terms": {"id": rows}}]}},
            "sort": ["_score", {"id": "asc"}],
            "size": len(rows),
            "track_total_hits": False,
            "_source": False,
            "stored_fields": "_none_",
        }
        for left_out, rows in zip(keys, ids, strict=True)
        if left_out and rows
    ]
    answers = iter(several(client, place.alias, bodies))
    return [
        {one.id: one.shared for one in _candidates(next(answers))} if left_out and rows else {}
        for left_out, rows in zip(keys, ids, strict=True)
    ]


def _has(key: str) -> Clause:
    return {"term": {"keys": term(key)}}


class _Gist(msgspec.Struct):
    gist: tuple[bytes, ...] = ()


class _Hit(msgspec.Struct):
    sort: tuple[float, str]
    """Score, which is how many keys are shared, and id."""
    fields: _Gist | None = None


class _Hits(msgspec.Struct):
    hits: list[_Hit]


_hits = msgspec.json.Decoder(_Hits)


def _candidates(answer: Answer) -> list[Candidate]:
    return [
        Candidate(hit.sort[1], round(hit.sort[0]), hit.fields.gist[0] if hit.fields and hit.fields.gist else b"")
        for hit in _hits.decode(answer.hits).hits
    ]
