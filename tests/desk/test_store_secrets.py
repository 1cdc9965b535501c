"""Passwords and keys of the store, from the settings to the node: they arrive, and nobody reads them on the way."""

import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.addresses import node_addresses, store_secrets
from config.settings import Settings, load_settings, mask_url
from desk.doctor import examine
from desk.wiring import elastic_access
from index.sqlite import open_store
from records.errors import SettingsError
from tests.conftest import ROOT, Secured
from tests.servers.elastic_secure import LOOKOUT

KEY = "VGhlLWlkOlRoZS1zZWNyZXQ="
COMMANDS = """
import logging, os, sys
import elastic_transport
from desk.cli import main
logging.getLogger("elastic_transport.node").propagate = True  # prints whole requests, where somebody lets it
for line in ("settings", "settings --json", "doctor --offline", "alerts", f"load {__file__}"):
    words = line.split()
    sys.argv = ["lookout", *words]
    try:
        main()
    except SystemExit as end:
        print(f"{words[0]}: exit code {end.code or 0}")
    else:
        print(f"{words[0]}: exit code 0")
for name in ("URL", "PASSWORD", "API_KEY"):
    logging.getLogger("careless").warning("%s is %s", name, os.environ.get(f"LOOKOUT_STORE_{name}"))
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("LOOKOUT_")]:
        monkeypatch.delenv(name)
    for name in ("LOOKOUT_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path))


def _settings(monkeypatch: pytest.MonkeyPatch, **store: str) -> Settings:
    for name, value in store.items():
        monkeypatch.setenv(f"LOOKOUT_STORE_{name.upper()}", value)
    return load_settings()


CASES: dict[str, tuple[dict[str, str], bool]] = {
    "password": ({"user": LOOKOUT.name, "password": LOOKOUT.password}, True),
    "password in the address": ({"url": f"{LOOKOUT.name}:{LOOKOUT.password.replace('-', '%2D')}"}, True),
    "wrong password": ({"user": LOOKOUT.name, "password": "password-of-somebody"}, False),
    "wrong key": ({"api_key": KEY}, False),
}


@pytest.mark.parametrize("case", CASES)
def test_no_command_and_no_log_shows_what_lets_one_in(
    secured: Secured, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is right or wrong, at the loudest level, with the client's own debugging switched on."""
    store, right = CASES[case]
    address = secured.cluster.url.replace("https://", f"https://{store['url']}@") if "url" in store else secured.cluster.url
    settings = _settings(monkeypatch, **{**store, "url": address, "ca_file": str(secured.ca_file), "prefix": "lookout-secrets"})
    (tmp_path / "commands.py").write_text(COMMANDS)
    (tmp_path / "lookout.toml").write_text('[log]\nlevel = "DEBUG"\n')
    command = [sys.executable, str(tmp_path / "commands.py")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "400"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    said = done.stdout + done.stderr
    assert [secret for secret in store_secrets(settings) if secret in said] == []
    assert LOOKOUT.password not in said
    assert "> Authorization: " in said
    assert "careless: URL is https://" in said
    assert ("it refuses the credentials" in said) is not right
    for name in ("doctor", "alerts", "load"):
        assert f"{name}: exit code {0 if right else 1}" in said


def test_every_form_of_a_secret_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is set, as it is written in an address, and as it is sent; the log's filter takes them from here."""
    address = "https://anna:p%C3%A4ss%2Cw%40rd@one:9200,https://two:9200"
    found = store_secrets(_settings(monkeypatch, url=address, user="bert", password="other", api_key=KEY))
    sent = "YmVydDpvdGhlcg==", "YW5uYTpww6Rzcyx3QHJk"
    assert set(found) >= {KEY, "other", "p%C3%A4ss%2Cw%40rd", "päss,w@rd", *sent}
    assert mask_url(address) == "https://anna:********@one:9200,https://two:9200"


def test_credentials_of_the_address_go_before_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """They belong to that address; what reaches the client is decoded, and the address bare."""
    address = "https://anna:p%C3%A4ss%2Cw%40rd@one:9200/es/, https://two:9200"
    access = elastic_access(_settings(monkeypatch, url=address, user="bert", password="other", api_key=KEY))
    assert access.urls == ("https://one:9200/es", "https://two:9200")
    assert (access.user, access.password, access.api_key) == ("anna", "päss,w@rd", None)
    monkeypatch.setenv("LOOKOUT_STORE_URL", "https://one:9200")
    access = elastic_access(load_settings())
    assert (access.user, access.password, access.api_key) == ("bert", "other", KEY)
    assert not any(secret in repr(access) for secret in ("other", KEY))


@pytest.mark.parametrize(
    ("store", "words"),
    [
        ({"url": "https://anna:SE/CRET@one:9200"}, r"'https://anna:\*{8}@one:9200' cannot be read: .*LOOKOUT_STORE_PASSWORD"),
        ({"url": "https://anna:1#SECRET@one:9200"}, "cannot be read"),
        ({"url": "https://anna:SECRET?@one:9200"}, "cannot be read"),
        ({"url": "https://anna:SE,CRET@one:9200"}, "names no store"),
        ({"url": "https://anna:SECRET@one:many"}, "cannot be read"),
        ({"url": "https://:9200"}, "cannot be read"),
        ({"url": "https://anna:SECRET@one:9200,https://bert:SECRET@two:9200"}, "different users"),
        ({"url": "https://one:9200", "password": "SECRET"}, r"store\.password .* is set, but store\.user"),
        ({"url": "https://one:9200", "api_key": "SECRET\nX: y"}, r"store\.api_key .*not the encoded form"),
        ({"url": "https://one:9200", "api_key": "the-id:SECRET"}, r"store\.api_key .*not the encoded form"),
        ({"url": "https://one:9200", "ca_file": "ca.crt", "ca_fingerprint": "AB" * 32}, "both set"),
        ({"url": "http://one:9200", "ca_fingerprint": ":".join(["AB"] * 32)}, r"store\.ca_fingerprint is set, .* without TLS"),
        ({"url": "https://one:9200,http://two:9200", "ca_file": "ca.crt"}, r"store\.ca_file is set, .* without TLS"),
        ({"url": "https://one:9200", "ca_fingerprint": "AB" * 20}, r"store\.ca_fingerprint"),
    ],
)
def test_what_cannot_be_is_named_without_the_secret(store: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is sent; a character that an address cannot hold is the likeliest slip of all."""
    with pytest.raises(SettingsError, match=words) as caught:
        elastic_access(_settings(monkeypatch, **store))
    told = f"{caught.value} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert "SECRET" not in told
    assert "CRET@" not in told


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("http://bert:SECRET@one:9200,https://two:9200", "http://bert:********@one:9200"),
        ("https://bert:SECRET@one:9200", None),
        ("http://bert:SECRET@localhost:9200", None),
        ("http://one:9200", None),
    ],
)
def test_the_doctor_warns_of_a_password_that_everybody_can_read(
    url: str, warned: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes over the network without TLS; on this machine, or where there is none, there is nothing to say."""
    with closing(open_store(tmp_path / "s.db")) as store:
        found = list(examine(_settings(monkeypatch, url=url), store, {}, now=datetime.now(UTC)))
    said = [item.words for item in found if item.subject == "store: network"]
    assert [f"{warned} " in words for words in said] == ([True] if warned else [])


def test_a_key_loses_the_end_of_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it has when it was read from a file; and what is empty is not set."""
    empty = {"user": "", "password": "", "ca_file": "", "ca_fingerprint": ""}
    access = elastic_access(_settings(monkeypatch, url="https://one:9200", api_key=f"{KEY}\n", **empty))
    assert (access.api_key, access.user, access.password, access.ca_file, access.ca_fingerprint) == (KEY, None, None, None, None)
    assert node_addresses("https://[::1]:9200") == (("https://[::1]:9200",), None)
