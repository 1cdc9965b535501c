"""Queries of the SQLite back end: filters and words to SQL, pages, facets."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from index.asked import check_limit, check_query, check_values, page_mark, page_position, sort_field, words_asked
from index.fields import Field, comparable
from index.query import Equals, FacetCount, Filter, Missing, Query, Range, Words
from index.rows import Page
from index.sqlite_schema import Tables, column, scope_column
from index.sqlite_values import STORED_COLUMNS, Condition, Sql, from_sql, marks, stored, to_sql

_WORD_CHECK = 20
"""How many times dearer it is to check one row for words than for a field."""


def condition(tables: Tables, where: Sequence[Filter], words: Sequence[Words] = (), *, finds: bool = True) -> Condition:
    """All filters and all words as one SQL condition on the collection's table ``m``; raises QueryError.

    ``finds``: the filters are to find the rows; else they check rows found otherwise, one by one.
    """
    check_values(where)
    parts = [_filter(tables, item, finds=finds) for item in where]
    if words:
        parts.append(_words(tables, words, finds=finds))
    if not parts:
        return "1", []
    return " AND ".join(f"({sql})" for sql, _ in parts), [value for _, values in parts for value in values]


def search(connection: sqlite3.Connection, tables: Tables, query: Query) -> Page:
    """One page of a search."""
    field = sort_field(tables.collection, query)
    check_query(query)
    total = _kept_count(connection, tables, query)
    if total is None:
        total = _count(connection, tables, condition(tables, query.where, query.words), query.count_up_to)
    lines = _lines(connection, tables, field, query, walk=_walk(connection, tables, query, total)) if query.limit else []
    shown = lines[: query.limit]
    following = page_mark(field, query, shown[-1][-1], shown[-1][0]) if len(lines) > query.limit else None
    told = total if query.count_up_to is None else min(total, query.count_up_to)
    return Page(rows=tuple(stored(line[:-1]) for line in shown), total=told, next=following)


def _kept_count(connection: sqlite3.Connection, tables: Tables, query: Query) -> int | None:
    """How many answer, where only one counted field is asked for and the count is kept; else ``None``."""
    match query.where, query.words:
        case (Equals(name, values),), () if (field := tables.collection.field(name)).counted:
            asked = list(dict.fromkeys(to_sql(comparable(field, one)) for one in values))
            sql = f"SELECT coalesce(sum(rows), 0) FROM {tables.counts(field)} WHERE value IN ({marks(len(asked))})"
            return int(connection.execute(sql, asked).fetchone()[0])
    return None


def _count(connection: sqlite3.Connection, tables: Tables, where: Condition, most: int | None) -> int:
    sql, values = where
    counting = f"SELECT count(*) FROM {tables.main} m WHERE {sql}"
    if most is not None:
        counting = f"SELECT count(*) FROM (SELECT 1 FROM {tables.main} m WHERE {sql} LIMIT ?)"
        values = [*values, most]
    (total,) = connection.execute(counting, values).fetchone()
    return int(total)


def _walk(connection: sqlite3.Connection, tables: Tables, query: Query, total: int) -> bool:
    """Whether it is cheaper to walk along the sort order, checking each row, than to find and sort all that answer.

    A page's worth of answers is met after limit × all ÷ answers steps.
    """
    (every,) = connection.execute(f"SELECT coalesce(max(row), 0) FROM {tables.main}").fetchone()
    check = _WORD_CHECK if query.words else 1
    return total * total > query.limit * int(every) * check


def _lines(connection: sqlite3.Connection, tables: Tables, field: Field, query: Query, *, walk: bool) -> list[tuple[Any, ...]]:
    """One page of rows and one more, each with its sort value last."""
    where, values = condition(tables, query.where, query.words, finds=not walk)
    source = f"{tables.main} m INDEXED BY {tables.index(field)}" if walk else f"{tables.main} m"
    sort = f"m.{column(field)}" if walk else f"+m.{column(field)}"
    lines: list[tuple[Any, ...]] = []
    for clause, more, order in _phases(sort, field, query):
        sql = (
            f"SELECT {STORED_COLUMNS}, place_sort FROM"
            f" (SELECT m.row AS place, {sort} AS place_sort, m.id AS place_id FROM {source}"
            f" WHERE {where} AND {clause} ORDER BY {order} LIMIT ?)"
            f" CROSS JOIN {tables.main} m ON m.row = place CROSS JOIN {tables.body} b ON b.row = m.row ORDER BY {order}"
        )
        page = connection.execute(sql, [*values, *more, query.limit + 1 - len(lines)]).fetchall()
        lines += page
        if len(lines) > query.limit:
            break
    return lines


def facets(connection: sqlite3.Connection, tables: Tables, query: Query, name: str, limit: int) -> tuple[FacetCount, ...]:
    """Values of a field over all rows of a query with how many rows have each."""
    field = tables.collection.field(name)
    check_limit(limit)
    where, values = condition(tables, query.where, query.words)
    if field.counted and not (query.where or query.words):
        kept = connection.execute(f"SELECT value, rows FROM {tables.counts(field)} ORDER BY 2 DESC, 1 LIMIT ?", (limit,))
        return tuple(FacetCount(from_sql(found, field.kind), count) for found, count in kept)
    if not field.many:
        value, source = f"m.{column(field)}", f"{tables.main} m WHERE {where} AND m.{column(field)} IS NOT NULL"
    elif query.where or query.words:
        value, source = "v.value", f"{tables.main} m CROSS JOIN {tables.values(field)} v ON v.row = m.row WHERE {where}"
    else:
        value, source = "v.value", f"{tables.values(field)} v"
    sql = f"SELECT {value}, count(*) FROM {source} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?"
    return tuple(FacetCount(from_sql(found, field.kind), count) for found, count in connection.execute(sql, [*values, limit]))


def _filter(tables: Tables, item: Filter, *, finds: bool) -> Condition:
    field = tables.collection.field(item.field)
    value = _column(field, finds=finds)
    if isinstance(item, Missing):
        if field.many:
            return f"NOT EXISTS (SELECT 1 FROM {tables.values(field)} v WHERE v.row = m.row)", []
        return f"{value} IS NULL", []
    if isinstance(item, Equals):
        values = [to_sql(comparable(field, one)) for one in item.values]
        sql = f"{value} = ?" if len(values) == 1 else f"{value} IN ({marks(len(values))})"
    else:
        sql, values = _range(field, value, item)
    if field.many and finds:
        sql = f"m.row IN (SELECT v.row FROM {tables.values(field)} v WHERE {sql})"
    elif field.many:
        sql = f"EXISTS (SELECT 1 FROM {tables.values(field)} v WHERE v.row = m.row AND {sql})"
    return sql, values


def _column(field: Field, *, finds: bool) -> str:
    """Where a field's value stands; a plus sign keeps SQLite from looking rows up by it."""
    if field.many:
        return "v.value"
    return f"m.{column(field)}" if finds else f"+m.{column(field)}"


def _range(field: Field, value: str, item: Range) -> Condition:
    bounds = [(sign, bound) for sign, bound in ((">=", item.low), ("<=", item.high)) if bound is not None]
    sql = " AND ".join(f"{value} {sign} ?" for sign, _ in bounds)
    return sql or f"{value} IS NOT NULL", [to_sql(comparable(field, bound)) for _, bound in bounds]


def _words(tables: Tables, words: Sequence[Words], *, finds: bool) -> Condition:
    parts: list[str] = []
    for item in words:
        tokens = words_asked(tables.collection, item)
        scope = f"{scope_column(item.scope)} : " if item.scope else ""
        parts += [f'{scope}"{token}"' for token in tokens]
    matching = f"SELECT rowid FROM {tables.text} WHERE {tables.text} MATCH ?"
    sql = f"m.row IN ({matching})" if finds else f"EXISTS ({matching} AND rowid = m.row)"
    return sql, [" AND ".join(dict.fromkeys(parts))]


def _phases(value: str, field: Field, query: Query) -> list[tuple[str, list[Sql], str]]:
    """Where, with what values, and in which order to look: rows with the sort value first, then those without."""
    order = "place_sort DESC, place_id" if query.descending else "place_sort, place_id"
    if query.after is None:
        return [(f"{value} IS NOT NULL", [], order), (f"{value} IS NULL", [], "place_id")]
    last, last_id = page_position(field, query)
    if last is None:
        return [(f"{value} IS NULL AND m.id > ?", [last_id], "place_id")]
    sign, beyond = ("<=", "<") if query.descending else (">=", ">")
    clause = f"{value} {sign} ? AND ({value} {beyond} ? OR m.id > ?)"
    return [(clause, [last, last, last_id], order), (f"{value} IS NULL", [], "place_id")]
