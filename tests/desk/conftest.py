"""The bundled day, taken through one real round, as a home to look into."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desk.cli import cli
from index.sqlite import open_store
from index.store import Store


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after `lookout demo`."""
    home = tmp_path_factory.mktemp("day") / "demo"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOOKOUT_")}
    subprocess.run(
        [sys.executable, "-m", "desk.cli", "demo", "--home", str(home)], check=True, capture_output=True, env=environment
    )
    return home


@pytest.fixture
def demo_store(demo_home: Path) -> Iterator[Store]:
    """The store of that home."""
    store = open_store(demo_home / "lookout.db")
    yield store
    store.close()


class CommandLine:
    """Runs commands in this process with an environment of their own."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in [name for name in os.environ if name.startswith("LOOKOUT_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("LOOKOUT_HOME", str(home))
        monkeypatch.setenv("COLUMNS", "200")
        self._runner = CliRunner()

    def __call__(self, *words: str) -> Result:
        """Run a command; an exception other than click's own is raised."""
        return self._runner.invoke(cli, list(words), catch_exceptions=False)


@pytest.fixture
def lookout(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line on the bundled day."""
    return CommandLine(demo_home, monkeypatch)


@pytest.fixture
def empty_lookout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line on a home where nothing happened yet."""
    return CommandLine(tmp_path / "home", monkeypatch)
