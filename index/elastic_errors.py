"""Errors of Elasticsearch and of the way to it, made Lookout's: each says what to look at, and none holds a secret."""

import http.client
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from elastic_transport import ConnectionError as NoConnection
from elastic_transport import ConnectionTimeout, SerializationError, TlsError
from elasticsearch import ApiError, TransportError

from index.elastic_tls import Trouble, cause_of, speaks_tls, trouble
from records.errors import QueryError, StoreError, StoreUnavailableError

BUSY = 429
NODE_LOST = frozenset({502, 503, 504})
"""Statuses of a node without a leader, or of something before it that does not reach it; another node may answer."""
AGAIN = NODE_LOST | {BUSY}
"""Statuses of a cluster that is busy or without a leader for the moment."""
UNKNOWN = 401
"""Status of a refusal of somebody who is not known."""
FORBIDDEN = "security_exception"
"""How Elasticsearch calls a refusal for want of rights."""
_CREDENTIALS = "see store.user, store.password, store.api_key"
_CERTIFICATE = "see store.ca_file, store.ca_fingerprint"
_TLS_TROUBLES = {
    Trouble.CERTIFICATE: "its certificate is not accepted ({}): " + _CERTIFICATE,
    Trouble.NOT_TLS: "it does not speak TLS ({}): write http:// in store.url, or let the node speak TLS",
    Trouble.OTHER: "TLS fails ({}): " + _CERTIFICATE,
}


def translated(error: ApiError | TransportError, urls: Sequence[str], *, known: bool = False) -> StoreError:
    """What to raise in its place; StoreUnavailableError is what may pass by waiting.

    ``known``: the cluster has answered at these addresses, so that nobody has to find out whether they are the right ones.
    """
    where = store_name(urls)
    if isinstance(error, TransportError):
        return _transport(error, where, urls, known=known)
    if error.status_code in AGAIN:
        return StoreUnavailableError(f"{where}: it is busy or has no leader ({error.status_code}: {_reason(error)})")
    told = lasting(error.status_code, {**cause_of_refusal(error), "reason": _reason(error)}, urls)
    return told or StoreError(f"{where}: {error.status_code} {_reason(error)}")


def lasting(status: int, cause: Mapping[str, Any], urls: Sequence[str]) -> StoreError | None:
    """What to raise for a refusal, of a request or of a part of it, that no waiting changes; else nothing."""
    where, reason = store_name(urls), _short(str(cause.get("reason") or cause.get("type")))
    if status == UNKNOWN:
        return StoreError(f"{where}: it refuses the credentials, or there are none: {_CREDENTIALS}")
    if cause.get("type") == FORBIDDEN:
        return StoreError(
            f"{where}: the user may not do this: give it the role of docs/elasticsearch-security.md, or {_CREDENTIALS} ({reason})"
        )
    if cause.get("type") == "index_not_found_exception":
        return StoreError(f"{where}: {reason}; was it deleted? `lookout doctor` makes missing indexes anew")
    return QueryError(f"{where}: {reason}") if status == 400 else None


def is_guard(status: int, cause: Mapping[str, Any]) -> bool:
    """Whether it is a refusal of the user, which may come from a cluster that does not know its users yet."""
    return status == UNKNOWN or cause.get("type") == FORBIDDEN


def root_cause(error: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is at the root of a refusal as Elasticsearch tells it."""
    root = (error.get("root_cause") or [error])[0]
    return {**error, **root} if isinstance(root, dict) else error


def cause_of_refusal(error: ApiError) -> Mapping[str, Any]:
    """What Elasticsearch says is at the root of a refusal; nothing where something else answered in its place."""
    body = error.body
    with suppress(msgspec.DecodeError):
        body = msgspec.json.decode(body) if isinstance(body, bytes) else body
    told = body.get("error") if isinstance(body, dict) else None
    return root_cause(told) if isinstance(told, dict) else {"reason": told or error.message}


def store_name(urls: Sequence[str]) -> str:
    """The cluster as messages name it, without credentials."""
    return f"store {', '.join(map(without_credentials, urls))}"


def without_credentials(url: str) -> str:
    """The address without its user part."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def _transport(error: TransportError, where: str, urls: Sequence[str], *, known: bool) -> StoreError:
    if isinstance(error, TlsError):
        kind, words = trouble(error)
        if kind is Trouble.PASSING:
            return StoreUnavailableError(f"{where}: it does not answer ({_short(words)})")
        return StoreError(f"{where}: {_TLS_TROUBLES[kind].format(_short(words))}")
    if isinstance(error, NoConnection | ConnectionTimeout):
        if not known and isinstance(cause_of(error), http.client.RemoteDisconnected) and any(map(speaks_tls, urls)):
            return StoreError(f"{where}: it wants TLS: write https:// in store.url, and {_CERTIFICATE}")
        return StoreUnavailableError(f"{where}: it does not answer ({_short(error.message)})")
    if isinstance(error, SerializationError):
        return QueryError(f"{where}: what was asked is not valid Unicode or JSON ({_short(error.message)})")
    return StoreError(f"{where}: {_short(error.message)}")


def _reason(error: ApiError) -> str:
    return _short(str(cause_of_refusal(error).get("reason") or error.message))


def _short(text: str) -> str:
    return text if len(text) <= 300 else text[:297] + "..."
