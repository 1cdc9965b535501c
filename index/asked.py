"""What every back end checks of a query, and the marks that lead from page to page."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from index.fields import Collection, Field
from index.query import MOST_VALUES, Equals, Filter, Query, Words
from index.text import query_tokens
from records.errors import QueryError

_NOT_A_MARK = "the page mark is not one that a search has given"


def check_values(where: Sequence[Filter]) -> None:
    """Raises QueryError for more values than one query may name."""
    if sum(len(item.values) for item in where if isinstance(item, Equals)) > MOST_VALUES:
        raise QueryError(f"more than {MOST_VALUES} values to compare with")


def check_query(query: Query) -> None:
    """Raises QueryError for less than none, shown or counted."""
    check_limit(query.limit)
    if query.count_up_to is not None and query.count_up_to < 1:
        raise QueryError(f"count_up_to {query.count_up_to} is less than 1")


def check_limit(limit: int) -> None:
    """Raises QueryError for less than none."""
    if limit < 0:
        raise QueryError(f"limit {limit} is less than 0")


def words_asked(collection: Collection, words: Words) -> tuple[str, ...]:
    """The tokens to be found; raises QueryError for an unknown scope, a collection without text and a text without a word."""
    if not collection.scopes(words.scope):
        raise QueryError(f"{collection.name} has no text to search")
    asked = query_tokens(words.text)
    if not asked:
        raise QueryError(f"no word to search for in {words.text!r}")
    return asked


def sort_field(collection: Collection, query: Query) -> Field:
    """The field that the query is sorted by; raises QueryError for one with many values."""
    field = collection.field(query.sort or collection.sort)
    if field.many:
        raise QueryError(f"{collection.name} cannot be sorted by {field.name!r}: it has many values")
    return field


def page_mark(field: Field, query: Query, last: object, last_id: object) -> str:
    """The mark of the page that follows the row with that sort value and id."""
    position = json.dumps([field.name, query.descending, last, last_id], ensure_ascii=False)
    return urlsafe_b64encode(position.encode()).decode()


def page_position(field: Field, query: Query) -> tuple[str | int | None, str]:
    """Sort value and id of the last row of the page before; raises QueryError for a mark of another order, or none."""
    try:
        name, descending, last, last_id = json.loads(urlsafe_b64decode(str(query.after)))
    except (ValueError, TypeError) as error:
        raise QueryError(_NOT_A_MARK) from error
    if not isinstance(last, str | int | None) or not isinstance(last_id, str):
        raise QueryError(_NOT_A_MARK)
    if (name, descending) != (field.name, query.descending):
        raise QueryError("the page mark belongs to a search with another order")
    return last, last_id
