"""Queries of the Elasticsearch back end: filters and words, pages, facets."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from index.asked import check_limit, check_query, check_values, page_mark, page_position, sort_field, words_asked
from index.elastic_client import ElasticClient
from index.elastic_json import undecoded
from index.elastic_patience import Patience
from index.elastic_rows import WHOLE, decoded, encoded, stored, term
from index.elastic_schema import Place, field_path
from index.fields import Collection, Field, Kind, comparable
from index.query import Equals, FacetCount, Filter, Missing, Query, Scalar, Words
from index.rows import Page
from records.errors import QueryError

Clause = dict[str, Any]

MOST_HITS = 10_000
"""Of one request, by the default of ``index.max_result_window``."""
_MOST_BUCKETS = 60_000
"""Values that a facet counts exactly on every shard, below the default of ``search.max_buckets``."""


def clauses(collection: Collection, where: Sequence[Filter], words: Sequence[Words] = ()) -> list[Clause]:
    """All filters and all words, each as a clause of a bool query; raises QueryError."""
    check_values(where)
    said: list[Clause] = []
    for item in words:
        path = f"t.{item.scope}" if item.scope else "words"
        said += [{"term": {path: _sendable(term(word))}} for word in words_asked(collection, item)]
    return [_filter(collection, item) for item in where] + said


def search(client: ElasticClient, place: Place, queries: Sequence[Query]) -> tuple[Page, ...]:
    """One page of each search, all asked in one request (more only for pages that one answer cannot hold)."""
    pages = [_Paging(place.collection, query) for query in queries]
    patience = client.patience()
    while open_pages := [page for page in pages if not page.done]:
        bodies = [page.bodies() for page in open_pages]
        answers = iter(several(client, place.alias, [body for group in bodies for body in group], patience=patience))
        for page, group in zip(open_pages, bodies, strict=True):
            page.take([next(answers) for _ in group])
    return tuple(page.page() for page in pages)


def facets(client: ElasticClient, place: Place, query: Query, name: str, limit: int) -> tuple[FacetCount, ...]:
    """Values of a field over all rows of a query with how many rows have each."""
    field = place.collection.field(name)
    check_limit(limit)
    if limit > _MOST_BUCKETS:
        raise QueryError(f"limit {limit} is more than {_MOST_BUCKETS} values")
    where = clauses(place.collection, query.where, query.words)
    if not limit:
        return ()
    counting = {
        "field": field_path(field),
        "size": limit,
        "shard_size": _MOST_BUCKETS,
        "order": [{"_count": "desc"}, {"_key": "asc"}],
    }
    body = {"size": 0, "track_total_hits": False, "query": {"bool": {"filter": where}}, "aggs": {"values": {"terms": counting}}}
    (answer,) = several(client, place.alias, [body])
    return tuple(
        FacetCount(decoded(bucket["key"], field.kind), bucket["doc_count"]) for bucket in answer.aggregations["values"]["buckets"]
    )


class Answer(msgspec.Struct):
    """The answer to one of several searches."""

    status: int = 200
    error: dict[str, Any] | None = None
    hits: msgspec.Raw = msgspec.Raw(b"{}")
    aggregations: dict[str, Any] = msgspec.field(default_factory=dict)

    def found(self) -> list[Mapping[str, Any]]:
        """The hits."""
        return _hits.decode(self.hits).hits

    def total(self) -> int:
        """How many there are in all, where that was asked for."""
        return _hits.decode(self.hits).total.value


class _Total(msgspec.Struct):
    value: int = 0


class _Hits(msgspec.Struct):
    total: _Total = msgspec.field(default_factory=_Total)
    hits: list[Mapping[str, Any]] = msgspec.field(default_factory=list)


class _Answers(msgspec.Struct):
    responses: list[Answer]


_hits = msgspec.json.Decoder(_Hits)
_answers = msgspec.json.Decoder(_Answers)


def several(
    client: ElasticClient, index: str | Sequence[str], bodies: Sequence[Clause], *, patience: Patience | None = None
) -> list[Answer]:
    """Answers to several searches of one request, all of one index or each of its own.

    A partial answer counts as none and is asked for again. Raises QueryError and StoreError, at once where waiting does not help.
    """
    patience = patience or client.patience()
    indexes = [index] * len(bodies) if isinstance(index, str) else index
    lines: list[Clause] = []
    for name, body in zip(indexes, bodies, strict=True):
        lines += [{"index": name, "allow_partial_search_results": False}, body]
    while lines:
        with undecoded():
            told: Any = client.call(lambda elastic: elastic.msearch(searches=lines), patience=patience).body
        answers = _answers.decode(told).responses
        failed = next((answer for answer in answers if answer.error is not None), None)
        if failed is None or failed.error is None:
            return answers
        patience.wait(str(client.refusal(failed.error, status=failed.status)))
    return []


class _Phase:
    """One ordered part of a search, and from where it goes on."""

    def __init__(self, query: Clause, sort: list[Clause]) -> None:
        self.query, self.sort = query, sort
        self.after: list[Any] | None = None
        self.done = False

    def body(self, size: int, *, counting: bool | int) -> Clause:
        """As a search request; ``counting`` may name how far."""
        body = {"query": self.query, "sort": self.sort, "size": 0 if self.done else size, "_source": WHOLE}
        body["track_total_hits"] = counting
        if self.after is not None and body["size"]:
            body["search_after"] = self.after
        return body


class _Paging:
    """A search on its way to one page: rows with the sort value first, then those without, both asked at once."""

    def __init__(self, collection: Collection, query: Query) -> None:
        self._query = query
        self._field = field = sort_field(collection, query)
        check_query(query)
        after = page_position(field, query) if query.after is not None else None
        where = clauses(collection, query.where, query.words)
        has = {"exists": {"field": field_path(field)}}
        order = {"order": "desc" if query.descending else "asc", **({"format": "strict_date"} if field.kind is Kind.DATE else {})}
        valued = _Phase({"bool": {"filter": [*where, has]}}, [{field_path(field): order}, {"id": "asc"}])
        bare = _Phase({"bool": {"filter": where, "must_not": [has]}}, [{"id": "asc"}])
        if after is not None:
            valued.after, bare.after = ([after[0], after[1]], None) if after[0] is not None else (None, [after[1]])
            valued.done = after[0] is None
        self._phases = (valued, bare)
        self._wanted = query.limit + 1 if query.limit else 0
        self._hits: list[Mapping[str, Any]] = []
        self._total: int | None = None

    @property
    def done(self) -> bool:
        """It is counted, and there is a page and one row more, or no further row."""
        full = len(self._hits) >= self._wanted or all(phase.done for phase in self._phases)
        return self._total is not None and full

    def bodies(self) -> list[Clause]:
        """What to ask next."""
        counting = False if self._total is not None else self._query.count_up_to or True
        return [phase.body(self._size, counting=counting) for phase in self._phases]

    def take(self, answers: Sequence[Answer]) -> None:
        """The answers to that."""
        size = self._size
        if self._total is None:
            total = sum(answer.total() for answer in answers)
            self._total = total if self._query.count_up_to is None else min(total, self._query.count_up_to)
        for phase, answer in zip(self._phases, answers, strict=True):
            if phase.done or len(self._hits) >= self._wanted:
                continue
            met = answer.found()
            self._hits += met[: self._wanted - len(self._hits)]
            if len(met) == size:
                phase.after = met[-1]["sort"] if met else phase.after
                break  # the next phase begins where this one has ended
            phase.done = True

    def page(self) -> Page:
        """The page."""
        shown = self._hits[: self._query.limit]
        following = None
        if len(self._hits) > self._query.limit:
            last = shown[-1]["sort"]
            following = page_mark(self._field, self._query, last[0] if len(last) > 1 else None, last[-1])
        return Page(rows=tuple(stored(hit["_source"]) for hit in shown), total=self._total or 0, next=following)

    @property
    def _size(self) -> int:
        return min(self._wanted - len(self._hits), MOST_HITS)


def _filter(collection: Collection, item: Filter) -> Clause:
    field = collection.field(item.field)
    path = field_path(field)
    if isinstance(item, Missing):
        return {"bool": {"must_not": [{"exists": {"field": path}}]}}
    if isinstance(item, Equals):
        values = [_value(field, value) for value in item.values]
        return {"terms": {path: values}} if values else {"match_none": {}}
    bounds = {sign: _value(field, bound) for sign, bound in (("gte", item.low), ("lte", item.high)) if bound is not None}
    return {"range": {path: bounds}} if bounds else {"exists": {"field": path}}


def _value(field: Field, value: Scalar) -> str | int | bool:
    sent = encoded(comparable(field, value))
    return _sendable(sent) if isinstance(sent, str) else sent


def _sendable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise QueryError(f"{text!r} is not valid Unicode: {error}") from error
    return text
