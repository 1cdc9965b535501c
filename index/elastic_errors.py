"""Errors of Elasticsearch and of the way to it, made Lookout's: each says what to look at, and none holds a secret."""

import http.client
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from elastic_transport import ConnectionError as NoConnection
from elastic_transport import ConnectionTimeout, SerializationError, TlsError
from elasticsearch import ApiError, AuthenticationException, AuthorizationException, TransportError

from index.elastic_tls import Trouble, cause_of, speaks_tls, trouble
from records.errors import QueryError, StoreError, StoreUnavailableError

AGAIN = frozenset({429, 502, 503, 504})
"""Statuses of a cluster that is busy or without a leader for the moment."""
FORBIDDEN = "security_exception"
"""How Elasticsearch calls a refusal for want of rights."""
_CREDENTIALS = "see store.user, store.password, store.api_key"
_CERTIFICATE = "see store.ca_file, store.ca_fingerprint"
_TLS_TROUBLES = {
    Trouble.CERTIFICATE: "its certificate is not accepted ({}): " + _CERTIFICATE,
    Trouble.NOT_TLS: "it does not speak TLS ({}): write http:// in store.url, or let the node speak TLS",
    Trouble.OTHER: "TLS fails ({}): " + _CERTIFICATE,
}


def translated(error: ApiError | TransportError, urls: Sequence[str]) -> StoreError:
    """What to raise in its place; StoreUnavailableError is what may pass by waiting."""
    where = store_name(urls)
    if isinstance(error, TransportError):
        return _transport(error, where, urls)
    if isinstance(error, AuthenticationException):
        return StoreError(f"{where}: it refuses the credentials, or there are none: {_CREDENTIALS}")
    if isinstance(error, AuthorizationException) and _cause(error).get("type") == FORBIDDEN:
        return forbidden(urls, str(_cause(error).get("reason")))
    if error.status_code in AGAIN:
        return StoreUnavailableError(f"{where}: it is busy or has no leader ({error.status_code}: {_reason(error)})")
    if _cause(error).get("type") == "index_not_found_exception":
        return StoreError(f"{where}: {_reason(error)}; was it deleted? `lookout doctor` makes missing indexes anew")
    if error.status_code == 400:
        return QueryError(f"{where}: {_reason(error)}")
    return StoreError(f"{where}: {error.status_code} {_reason(error)}")


def forbidden(urls: Sequence[str], reason: str) -> StoreError:
    """For a user without the rights, which waiting does not give."""
    return StoreError(
        f"{store_name(urls)}: the user may not do this: give it the role of docs/elasticsearch-security.md, or {_CREDENTIALS}"
        f" ({_short(reason)})"
    )


def store_name(urls: Sequence[str]) -> str:
    """The cluster as messages name it, without credentials."""
    return f"store {', '.join(map(without_credentials, urls))}"


def without_credentials(url: str) -> str:
    """The address without its user part."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def _transport(error: TransportError, where: str, urls: Sequence[str]) -> StoreError:
    if isinstance(error, TlsError):
        kind, words = trouble(error)
        if kind is Trouble.PASSING:
            return StoreUnavailableError(f"{where}: it does not answer ({_short(words)})")
        return StoreError(f"{where}: {_TLS_TROUBLES[kind].format(_short(words))}")
    if isinstance(error, NoConnection | ConnectionTimeout):
        if isinstance(cause_of(error), http.client.RemoteDisconnected) and any(map(speaks_tls, urls)):
            return StoreError(f"{where}: it wants TLS: write https:// in store.url, and {_CERTIFICATE}")
        return StoreUnavailableError(f"{where}: it does not answer ({_short(error.message)})")
    if isinstance(error, SerializationError):
        return QueryError(f"{where}: what was asked is not valid Unicode or JSON ({_short(error.message)})")
    return StoreError(f"{where}: {_short(error.message)}")


def _reason(error: ApiError) -> str:
    return _short(str(_cause(error).get("reason") or error.message))


def _cause(error: ApiError) -> Mapping[str, Any]:
    """What Elasticsearch says is at the root of a refusal; nothing where something else answered in its place."""
    body = error.body
    with suppress(msgspec.DecodeError):
        body = msgspec.json.decode(body) if isinstance(body, bytes) else body
    told = body.get("error") if isinstance(body, dict) else None
    if not isinstance(told, dict):
        return {"reason": told or error.message}
    root = (told.get("root_cause") or [told])[0]
    return {**told, **root} if isinstance(root, dict) else told


def _short(text: str) -> str:
    return text if len(text) <= 300 else text[:297] + "..."
