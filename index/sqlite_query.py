"""Queries of the SQLite back end: filters and words to SQL, pages, facets."""

import json
import sqlite3
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from index.query import Equals, FacetCount, Filter, Missing, Query, Range, Words
from index.rows import Page
from index.schema import Collection, Field, comparable
from index.sqlite_keys import marks
from index.sqlite_schema import Tables, column, scope_column
from index.sqlite_values import STORED_COLUMNS, Sql, from_sql, stored, to_sql
from index.text import query_tokens
from records.errors import QueryError

Condition = tuple[str, list[Sql]]


def condition(tables: Tables, where: Sequence[Filter], words: Sequence[Words] = ()) -> Condition:
    """All filters and all words as one SQL condition on the collection's table ``m``; raises QueryError."""
    parts = [_filter(tables, item) for item in where]
    if words:
        parts.append(_words(tables, words))
    if not parts:
        return "1", []
    return " AND ".join(f"({sql})" for sql, _ in parts), [value for _, values in parts for value in values]


def search(connection: sqlite3.Connection, tables: Tables, query: Query) -> Page:
    """One page of a search."""
    field = _sort_field(tables.collection, query)
    if query.limit < 0:
        raise QueryError(f"limit {query.limit} is less than 0")
    where, values = condition(tables, query.where, query.words)
    (total,) = connection.execute(f"SELECT count(*) FROM {tables.main} m WHERE {where}", values).fetchone()
    if query.limit == 0:
        return Page(rows=(), total=total, next=None)
    lines: list[tuple[object, ...]] = []
    for clause, more, order in _phases(field, query):
        sql = (
            f"SELECT {STORED_COLUMNS}, m.{column(field)} FROM {tables.main} m JOIN {tables.body} b ON b.row = m.row"
            f" WHERE ({where}) AND {clause} ORDER BY {order} LIMIT ?"
        )
        lines += connection.execute(sql, [*values, *more, query.limit + 1 - len(lines)]).fetchall()
        if len(lines) > query.limit:
            break
    shown = lines[: query.limit]
    following = _cursor(field, query, shown[-1][-1], shown[-1][0]) if len(lines) > query.limit else None
    return Page(rows=tuple(stored(line[:-1]) for line in shown), total=total, next=following)


def facets(connection: sqlite3.Connection, tables: Tables, query: Query, name: str, limit: int) -> tuple[FacetCount, ...]:
    """Values of a field over all rows of a query with how many rows have each."""
    field = tables.collection.field(name)
    if limit < 0:
        raise QueryError(f"limit {limit} is less than 0")
    where, values = condition(tables, query.where, query.words)
    if field.many:
        source = f"{tables.values(field)} v JOIN {tables.main} m ON m.row = v.row WHERE ({where})"
        value = "v.value"
    else:
        value = f"m.{column(field)}"
        source = f"{tables.main} m WHERE ({where}) AND {value} IS NOT NULL"
    sql = f"SELECT {value}, count(*) FROM {source} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?"
    return tuple(FacetCount(from_sql(found, field.kind), count) for found, count in connection.execute(sql, [*values, limit]))


def _filter(tables: Tables, item: Filter) -> Condition:
    field = tables.collection.field(item.field)
    value = "value" if field.many else f"m.{column(field)}"
    if isinstance(item, Missing):
        if field.many:
            return f"NOT EXISTS (SELECT 1 FROM {tables.values(field)} v WHERE v.row = m.row)", []
        return f"{value} IS NULL", []
    if isinstance(item, Equals):
        values = [to_sql(comparable(field, one)) for one in item.values]
        sql = f"{value} = ?" if len(values) == 1 else f"{value} IN ({marks(len(values))})"
    else:
        sql, values = _range(field, value, item)
    if field.many:
        return f"m.row IN (SELECT row FROM {tables.values(field)} WHERE {sql})", values
    return sql, values


def _range(field: Field, value: str, item: Range) -> Condition:
    bounds = [(sign, bound) for sign, bound in ((">=", item.low), ("<=", item.high)) if bound is not None]
    sql = " AND ".join(f"{value} {sign} ?" for sign, _ in bounds)
    return sql or f"{value} IS NOT NULL", [to_sql(comparable(field, bound)) for _, bound in bounds]


def _words(tables: Tables, words: Sequence[Words]) -> Condition:
    parts: list[str] = []
    for item in words:
        if not tables.collection.scopes(item.scope):
            raise QueryError(f"{tables.collection.name} has no text to search")
        tokens = query_tokens(item.text)
        if not tokens:
            raise QueryError(f"no word to search for in {item.text!r}")
        scope = f"{scope_column(item.scope)} : " if item.scope else ""
        parts += [f'{scope}"{token}"' for token in tokens]
    return f"m.row IN (SELECT rowid FROM {tables.text} WHERE {tables.text} MATCH ?)", [" AND ".join(dict.fromkeys(parts))]


def _sort_field(collection: Collection, query: Query) -> Field:
    field = collection.field(query.sort or collection.sort)
    if field.many:
        raise QueryError(f"{collection.name} cannot be sorted by {field.name!r}: it has many values")
    return field


def _phases(field: Field, query: Query) -> list[tuple[str, list[Sql], str]]:
    """Where, with what values, and in which order to look: rows with the sort value first, then those without."""
    value = f"m.{column(field)}"
    order = f"{value} DESC, m.id" if query.descending else f"{value}, m.id"
    if query.after is None:
        return [(f"{value} IS NOT NULL", [], order), (f"{value} IS NULL", [], "m.id")]
    last, last_id = _position(field, query)
    if last is None:
        return [(f"{value} IS NULL AND m.id > ?", [last_id], "m.id")]
    sign, beyond = ("<=", "<") if query.descending else (">=", ">")
    clause = f"{value} {sign} ? AND ({value} {beyond} ? OR m.id > ?)"
    return [(clause, [last, last, last_id], order), (f"{value} IS NULL", [], "m.id")]


def _cursor(field: Field, query: Query, last: object, last_id: object) -> str:
    position = json.dumps([field.name, query.descending, last, last_id], ensure_ascii=False)
    return urlsafe_b64encode(position.encode()).decode()


def _position(field: Field, query: Query) -> tuple[str | int | None, str]:
    try:
        name, descending, last, last_id = json.loads(urlsafe_b64decode(str(query.after)))
    except (ValueError, TypeError) as error:
        raise QueryError("the page mark is not one that a search has given") from error
    if (name, descending) != (field.name, query.descending):
        raise QueryError("the page mark belongs to a search with another order")
    return last, str(last_id)
