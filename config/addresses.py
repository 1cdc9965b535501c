"""Addresses of Elasticsearch nodes and what lets one in: read without ever repeating a secret."""

import re
from base64 import b64encode
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from config.settings import Settings, StoreSettings, mask_url
from records.errors import SettingsError

ELASTIC = ("http://", "https://")
_KEY = re.compile(r"[A-Za-z0-9+/=_-]+")

Credentials = tuple[str, str]
"""User and password."""


def node_addresses(text: str) -> tuple[tuple[str, ...], Credentials | None]:
    """The addresses of ``store.url`` without credentials, and those that they had; raises SettingsError."""
    given = tuple(url.strip().rstrip("/") for url in text.split(",") if url.strip())
    if not given or not all(url.startswith(ELASTIC) for url in given):
        raise SettingsError(
            f"store.url {mask_url(text)!r} names no store: give sqlite:///PATH (four slashes for an absolute path),"
            " or addresses of Elasticsearch nodes, https://HOST:9200, parted by commas"
        )
    plain, named = zip(*map(_address, given), strict=True)
    credentials = {one for one in named if one is not None}
    if len(credentials) > 1:
        raise SettingsError("store.url names different users: give one for all nodes, in store.user and store.password")
    return plain, credentials.pop() if credentials else None


def check_trust(store: StoreSettings, urls: tuple[str, ...]) -> None:
    """Raises SettingsError where the settings of the authority contradict each other or the addresses."""
    if store.ca_file and store.ca_fingerprint:
        raise SettingsError("store.ca_file and store.ca_fingerprint are both set: either says which authority, so give one")
    for name, value in (("ca_file", store.ca_file), ("ca_fingerprint", store.ca_fingerprint)):
        if value and not all(url.startswith("https://") for url in urls):
            raise SettingsError(
                f"store.{name} is set, but store.url (LOOKOUT_STORE_URL) has an address without TLS: use https://"
            )


def api_key(store: StoreSettings) -> str | None:
    """The API key as it is sent; raises SettingsError for what is none, since its text would come up in errors of HTTP."""
    key = (secret(store.api_key) or "").strip()
    if key and not _KEY.fullmatch(key):
        raise SettingsError("store.api_key (LOOKOUT_STORE_API_KEY) is not the encoded form: it holds characters that no key has")
    return key or None


def store_secrets(settings: Settings) -> tuple[str, ...]:
    """Everything that gives access to the store, in every form in which it is set or sent."""
    store = settings.store
    pairs = [(store.user, secret(store.password) or "")]
    for url in (settings.store_url, *settings.store_url.split(",")):
        user, _, password = url.partition("://")[2].rpartition("@")[0].partition(":")
        pairs += [(user, password), (unquote(user), unquote(password))]
    found = [secret(store.api_key) or ""]
    for user, password in pairs:
        if password:
            found += [password, b64encode(f"{user}:{password}".encode()).decode()]
    return tuple(text for text in found if text)


def secret(value: SecretStr | None) -> str | None:
    """What is hidden in it."""
    return value.get_secret_value() if value is not None else None


def _address(url: str) -> tuple[str, Credentials | None]:
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:  # its text may hold the password
        usable = False
    if not usable or parts.query or parts.fragment or "@" in parts.path:
        raise SettingsError(
            f"store.url {mask_url(url)!r} cannot be read: give https://HOST:9200, and the password in store.password"
            " (LOOKOUT_STORE_PASSWORD), where it may hold any character"
        )
    named, _, host = parts.netloc.rpartition("@")
    user, _, password = named.partition(":")
    return parts._replace(netloc=host).geturl(), (unquote(user), unquote(password)) if named else None
