"""`lookout alive`: whether what runs in a home is well, asked by every container twice a minute."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desk.owner import onlooker
from desk.pulse import STALE, beat
from tests.conftest import ROOT
from tests.desk.conftest import CommandLine


@contextmanager
def _running(home: Path, *, silent_for: timedelta = timedelta(0)) -> Iterator[None]:
    with onlooker(home) as file:
        beat(file, "does something", now=datetime.now(UTC) - silent_for)
        yield


def test_a_home_is_well_where_something_runs_and_nothing_hangs(tmp_path: Path, empty_lookout: CommandLine) -> None:
    """The exit code is the health check of a container."""
    assert empty_lookout("alive").exit_code == 1
    with _running(tmp_path / "home"):
        done = empty_lookout("alive")
        assert (done.exit_code, "does something" in done.output) == (0, True)
        with _running(tmp_path / "home", silent_for=STALE):
            done = empty_lookout("alive")
    assert (done.exit_code, "does not answer: does something" in done.output) == (1, True)
    assert empty_lookout("alive").exit_code == 1


def test_who_died_is_named_and_makes_nobody_else_ill(tmp_path: Path, empty_lookout: CommandLine) -> None:
    """A file that a dead container left in the volume would fail the health check of its successor for ever."""
    (tmp_path / "home" / "workers").mkdir(parents=True)
    (tmp_path / "home" / "workers" / "gone-7-00000000.lock").touch()
    assert empty_lookout("alive").exit_code == 1
    with _running(tmp_path / "home"):
        done = empty_lookout("alive")
    assert (done.exit_code, "gone-7-00000000  died" in done.output) == (0, True)


def test_the_question_costs_little() -> None:
    """Five containers ask every half minute; with matcher and bot imported, that was a quarter of a core."""
    shown = "import sys, desk.cli.alive; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", shown], cwd=ROOT, check=True, capture_output=True, text=True)
    assert not {"spacy", "aiogram", "aiohttp", "elasticsearch", "scrapy", "numpy", "index"} & set(done.stdout.split())
