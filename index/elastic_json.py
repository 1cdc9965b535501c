"""JSON to and from Elasticsearch, by msgspec."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import msgspec
from elasticsearch.serializer import JsonSerializer, NdjsonSerializer

_undecoded: ContextVar[bool] = ContextVar("undecoded", default=False)


@contextmanager
def undecoded() -> Iterator[None]:
    """Within it, answers come as bytes, for a caller that decodes them into types of its own in a fraction of the time."""
    token = _undecoded.set(True)
    try:
        yield
    finally:
        _undecoded.reset(token)


class Json(JsonSerializer):
    """JSON by msgspec."""

    def json_dumps(self, data: Any) -> bytes:
        return msgspec.json.encode(data)

    def json_loads(self, data: bytes) -> Any:
        return data if _undecoded.get() else msgspec.json.decode(data)


class Lines(Json, NdjsonSerializer):
    """Lines of it."""
