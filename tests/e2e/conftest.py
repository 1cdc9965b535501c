"""A Lookout of its own folder, run as real processes against offices and a Bot API on this machine."""

import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import yaml

from config.settings import Settings, StoreSettings
from config.sources import load_sources
from desk.cli.demo import day_file
from desk.demo.office import DEMO_KEY, DemoOffice
from desk.wiring import opened_store
from index.elastic import ElasticStore
from index.elastic_client import ElasticAccess
from index.store import Store
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import State

FIRST_CHAT = 7001
NUMBER = re.compile(r"\b[0-9A-F]{8}\b")
"""An alert's number as messages quote it."""


@dataclass(frozen=True, slots=True)
class Lookout:
    """One installation: its home folder and the environment its commands run in."""

    home: Path
    environment: Mapping[str, str]

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command and leave it running."""
        return subprocess.Popen(
            [sys.executable, "-m", "desk.cli", *words],
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, ok: bool = True) -> str:
        """Run a command to its end and give what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "desk.cli", *words],
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert (done.returncode == 0) is ok, (
            f"lookout {' '.join(words)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        )
        return done.stdout if ok else done.stdout + done.stderr

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The installation's store, opened beside its processes."""
        told = {
            name.removeprefix("LOOKOUT_STORE_").lower(): value for name, value in self.environment.items() if "_STORE_" in name
        }
        settings = Settings.model_construct(home=self.home, store=StoreSettings.model_validate(told))
        with opened_store(settings) as store:
            yield store


@pytest.fixture(scope="session")
def office() -> Iterator[DemoOffice]:
    """The offices of the bundled day."""
    with DemoOffice() as played:
        yield played


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """A Bot API with Telegram's own limits."""
    with FakeTelegram() as server:
        yield server


@pytest.fixture(params=("sqlite", "elastic"))
def kept(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The settings that say where records are kept: the one thing by which the two back ends differ to their user."""
    if request.param == "sqlite":
        yield {}
        return
    url, prefix = request.getfixturevalue("elastic"), f"e2e-{secrets.token_hex(4)}"
    yield {"LOOKOUT_STORE_URL": url, "LOOKOUT_STORE_PREFIX": prefix}
    for name in (prefix, f"{prefix}-demo"):
        with closing(ElasticStore(ElasticAccess(urls=(url,), prefix=name))) as store:
            store.drop()


def wait_until(seen: Callable[[], bool], what: str, *, seconds: float = 120) -> None:
    """Ask again and again until it is so."""
    give_up = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < give_up, f"waited {seconds:g} s for {what}"
        time.sleep(0.2)


def install(folder: Path, office: DemoOffice, telegram: FakeTelegram, **changes: str) -> Lookout:
    """A fresh home whose sources are the played offices and whose bot talks to the played Bot API."""
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    for source in office.sources(load_sources()).values():
        lines += [f"[sources.{source.id}]", f"delay_seconds = {source.delay_seconds}", f"min_items = {source.min_items}"]
        lines += ["stale_after_hours = 1000000.0"]  # the bundled day is long ago by the clock of this machine
        lines += [f"[sources.{source.id}.urls]", *(f'{name} = "{url}"' for name, url in source.urls.items())]
    config = folder / "lookout.toml"
    config.write_text("\n".join(lines), encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOOKOUT_")}
    return Lookout(
        home=folder / "home",
        environment=inherited
        | {
            "LOOKOUT_CONFIG": str(config),
            "LOOKOUT_HOME": str(folder / "home"),
            "LOOKOUT_CRAWL_CONTACT": "https://example.org/test",
            "LOOKOUT_USPTO_API_KEY": DEMO_KEY,
            "LOOKOUT_TELEGRAM_API_URL": telegram.url,
            "LOOKOUT_TELEGRAM_TOKEN": telegram.token,
            "PYTHONUNBUFFERED": "1",
        }
        | changes,
    )


def chat_watchlist(folder: Path, telegram: FakeTelegram) -> Path:
    """The bundled watch list with every exporter in a Telegram chat of its own, each chat known to the Bot API."""
    clients = yaml.safe_load(day_file("watchlist.yml").read_text(encoding="utf-8"))
    for chat_id, client in enumerate(clients, start=FIRST_CHAT):
        client["addresses"] = [{"channel": "telegram", "address": str(chat_id)}]
        telegram.on_loop(partial(State.chat, chat_id=chat_id, kind="private"))
    path = folder / "watchlist.yml"
    path.write_text(yaml.safe_dump(clients, allow_unicode=True), encoding="utf-8")
    return path
