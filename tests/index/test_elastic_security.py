"""Elasticsearch behind TLS and passwords: whom it lets in, whom Lookout believes; refusals are plain, quick and discreet."""

import re
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.elastic import ElasticStore, open_store
from index.elastic_client import ElasticAccess
from index.query import KeyQuery, Query
from index.schema import FILINGS, JOB_RUNS
from records.errors import StoreError, StoreUnavailableError
from tests.conformance.made import LATER, NOW, filing, job, one, put, row
from tests.conftest import Secured
from tests.servers.certificates import Authority
from tests.servers.elastic_secure import ADMIN, ELSEWHERE, LOOKOUT, READER, STRANGER, User
from tests.servers.listener import listener

SOON = 10.0
"""Seconds within which a refusal is told, where the patience is 60."""
KEY = "VGhlLWlkOlRoZS1zZWNyZXQ="
PREFIX = "lookout-security"


@pytest.fixture
def filled(secured: Secured) -> Iterator[ElasticStore]:
    """The store with one filing in it, as the admin has it."""
    with closing(open_store(secured.access(ADMIN, prefix=PREFIX))) as store:
        put(store, filing(1, "A"))
        yield store


def _refused(work: Callable[[], Any]) -> str:
    """The words of a refusal, which must come at once and without a secret, down to the last cause."""
    started = time.monotonic()
    with pytest.raises(StoreError) as caught:
        work()
    assert time.monotonic() - started < SOON
    assert not isinstance(caught.value, StoreUnavailableError)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value.__cause__)
    for secret in ("password-of", KEY, *(user.header.partition(" ")[2] for user in (LOOKOUT, ELSEWHERE, READER, STRANGER))):
        assert secret not in told
    return str(caught.value)


def _open(access: ElasticAccess) -> None:
    open_store(access).close()


def _ask(access: ElasticAccess) -> None:
    """A request to a listener."""
    with closing(ElasticStore(access)) as store:
        store.settle(FILINGS)


@pytest.mark.parametrize("by", ["file", "fingerprint", "fingerprint without colons"])
def test_the_authority_is_known_by_its_file_or_its_fingerprint(secured: Secured, by: str, filled: ElasticStore) -> None:
    """With either, and a password, the store is open; both are settings that the docs name."""
    pin = secured.authority.fingerprint
    trust: dict[str, Any] = {"ca_file": None, "ca_fingerprint": pin if by == "fingerprint" else pin.replace(":", "").lower()}
    with closing(open_store(secured.access(LOOKOUT, prefix=PREFIX, **({} if by == "file" else trust)))) as store:
        assert one(store, "US:1").record == filing(1, "A")


REFUSALS: dict[str, tuple[User | None, Callable[[Secured], dict[str, Any]], str]] = {
    "no authority": (LOOKOUT, lambda _: {"ca_file": None}, r"certificate is not accepted \(self-signed .*store\.ca_file"),
    "wrong fingerprint": (
        LOOKOUT,
        lambda _: _pin("AB" * 32),
        r"none that it shows has the fingerprint abab.*store\.ca_fingerprint",
    ),
    "no fingerprint": (LOOKOUT, lambda _: _pin("AB" * 20), r"store\.ca_fingerprint 'ABAB.* is no SHA-256"),
    "no file": (
        LOOKOUT,
        lambda _: {"ca_file": Path("/nowhere/ca.crt")},
        r"store\.ca_file /nowhere/ca\.crt cannot be read: No such",
    ),
    "no certificate": (LOOKOUT, lambda _: {"ca_file": Path(__file__)}, r"store\.ca_file .*\.py holds no certificate in PEM form"),
    "http": (LOOKOUT, lambda at: {"ca_file": None, "urls": (_plain(at),)}, r"it wants TLS: write https:// in store\.url"),
    "wrong password": (User("lookout", "password-of-somebody"), lambda _: {}, r"refuses the credentials.*store\.password"),
    "unknown user": (User("nobody", "password-of-nobody"), lambda _: {}, r"refuses the credentials.*store\.user"),
    "no credentials": (None, lambda _: {}, r"or there are none: see store\.user, store\.password, store\.api_key"),
    "wrong API key": (None, lambda _: {"api_key": KEY}, r"refuses the credentials.*store\.api_key"),
    "no rights": (
        STRANGER,
        lambda _: {},
        r"the user may not do this: .*docs/elasticsearch-security\.md.*indices:admin/get.*stranger",
    ),
}


def _pin(fingerprint: str) -> dict[str, Any]:
    return {"ca_file": None, "ca_fingerprint": fingerprint}


def _plain(secured: Secured) -> str:
    return secured.cluster.url.replace("https://", "http://")


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_names_the_settings_to_look_at(secured: Secured, case: str) -> None:
    """At once, as no waiting helps; and no secret comes up in it."""
    user, changes, words = REFUSALS[case]
    told = _refused(lambda: _open(secured.access(user, prefix=PREFIX, patience=60, **changes(secured))))
    assert re.search(words, told), told


def test_another_authority_of_the_same_name_is_refused(secured: Secured, tmp_path: Path) -> None:
    """Its key makes an authority, not what it calls itself."""
    (tmp_path / "other.crt").write_bytes(Authority().pem)
    told = _refused(lambda: _open(secured.access(LOOKOUT, ca_file=tmp_path / "other.crt", patience=60)))
    assert "its certificate is not accepted" in told


@pytest.mark.parametrize("case", ["forged", "another name", "not shown"])
@pytest.mark.parametrize("by", ["file", "fingerprint"])
def test_who_is_not_believed_hears_nothing(tmp_path: Path, case: str, by: str) -> None:
    """A server that shows the authority's certificate without being signed by it, above all, gets no password."""
    authority = Authority()
    (tmp_path / "ca.crt").write_bytes(authority.pem)
    shown = {"forged": {"forged": True}, "another name": {"host": "elsewhere"}, "not shown": {"chain": False}}[case]
    trust: dict[str, Any] = {"ca_file": tmp_path / "ca.crt"} if by == "file" else {"ca_fingerprint": authority.fingerprint}
    with listener(authority.issue(tmp_path, **shown)) as server:  # type: ignore[arg-type]
        access = ElasticAccess(urls=(server.url,), user=LOOKOUT.name, password=LOOKOUT.password, patience=60, **trust)
        if case == "not shown" and by == "file":
            _ask(access)  # the file is all that is needed
            assert [LOOKOUT.header] in server.authorizations
        else:
            assert "its certificate is not accepted" in _refused(lambda: _ask(access))
            assert server.authorizations == []


def test_beside_the_authority_of_the_file_none_of_the_machine_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever can have a certificate from some public authority could pass for the cluster otherwise."""
    ours, public = Authority("Ours"), Authority("Public")
    for name, authority in (("ours.crt", ours), ("public.crt", public)):
        (tmp_path / name).write_bytes(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "public.crt"))
    with listener(public.issue(tmp_path)) as server:
        _ask(ElasticAccess(urls=(server.url,)))  # without a file those of the machine do
        for trust in ({"ca_file": tmp_path / "ours.crt"}, {"ca_fingerprint": ours.fingerprint}):
            _refused(lambda trust=trust: _ask(ElasticAccess(urls=(server.url,), patience=60, **trust)))  # type: ignore[misc]


def test_an_api_key_is_sent_as_such_and_alone(tmp_path: Path) -> None:
    """User and password, where they are set as well, are not sent."""
    authority = Authority()
    with listener(authority.issue(tmp_path)) as server:
        pinned = {"ca_fingerprint": authority.fingerprint, "user": LOOKOUT.name, "password": LOOKOUT.password}
        _ask(ElasticAccess(urls=(server.url,), api_key=KEY, **pinned))  # type: ignore[arg-type]
        assert {tuple(sent) for sent in server.authorizations} == {(f"ApiKey {KEY}",)}


def test_tls_where_there_is_none_is_told_as_such() -> None:
    """It is no matter of certificates."""
    with listener() as server:
        told = _refused(lambda: _ask(ElasticAccess(urls=(server.url.replace("http:", "https:"),), patience=60)))
        assert "it does not speak TLS" in told
        assert "http:// in store.url" in told


@pytest.mark.parametrize("trust", [{}, {"ca_fingerprint": "AB" * 32}], ids=["plain", "pinned"])
def test_a_handshake_that_is_cut_off_passes_by_waiting(trust: dict[str, Any]) -> None:
    """As when a node is killed: nobody's certificate is wrong."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_cut, args=(server,), daemon=True).start()
        with pytest.raises(StoreUnavailableError, match="it does not answer"):
            _ask(ElasticAccess(urls=(f"https://127.0.0.1:{server.getsockname()[1]}",), patience=1, **trust))


def _cut(server: socket.socket) -> None:
    while True:
        try:
            taken, _ = server.accept()
        except OSError:
            return
        with taken:
            taken.recv(10)


WORK: dict[str, Callable[[ElasticStore], Any]] = {
    "get": lambda store: store.get(FILINGS, ["US:1"]),
    "search": lambda store: store.search(FILINGS, Query()),
    "candidates": lambda store: store.candidates(FILINGS, [KeyQuery(("k",))], limit=5),
    "scan": lambda store: list(store.scan(FILINGS)),
    "create": lambda store: store.write(FILINGS, [row(filing(2, "B"))], now=NOW, create_only=True),
    "write": lambda store: put(store, filing(1, "B")),
    "claim": lambda store: store.claim(FILINGS, owner="w", limit=1, now=NOW, until=LATER),
    "break leases": lambda store: store.break_leases("w"),
    "stamp": lambda store: store.stamp(FILINGS),
}


@pytest.mark.parametrize("work", WORK)
def test_want_of_rights_is_told_at_once_by_every_verb(secured: Secured, work: str, filled: ElasticStore) -> None:
    """Though Elasticsearch hides some refusals in the middle of an answer that is otherwise good."""
    for user in (STRANGER, ELSEWHERE, READER):
        with closing(ElasticStore(secured.access(user, prefix=PREFIX, patience=60))) as store:
            if user is READER and work in {"get", "search", "candidates", "scan", "claim", "break leases"}:
                WORK[work](store)  # nothing is due, so that nothing is written
            else:
                assert "the user may not do this" in _refused(lambda store=store: WORK[work](store))  # type: ignore[misc]
    filled.write(JOB_RUNS, [job("a", due_at=NOW)], now=NOW)
    with closing(ElasticStore(secured.access(READER, prefix=PREFIX, patience=60))) as store:
        assert "indices:data/write" in _refused(lambda: store.claim(JOB_RUNS, owner="w", limit=1, now=NOW, until=LATER))
