"""`lookout web`: the status page in a real browser, and what monitors are told."""

import asyncio
import json
import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from jinja2 import Environment

from config.settings import load_settings
from desk.doctor import Finding, Grade
from desk.examination import Examiner
from desk.web.app import Seen, Status
from desk.wiring import utc_now
from tests.servers.chromium import chromium, pictured, rendered
from tests.servers.needed import needed


@pytest.fixture(scope="module")
def browser() -> None:
    """A browser is there, or the test is skipped; on CI it must be."""
    with needed():
        chromium()


@contextmanager
def served(home: Path, **settings: str) -> Iterator[str]:
    """The address of a running `lookout web`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOOKOUT_")}
    command = [sys.executable, "-m", "desk.cli", "web", "--port", "0"]
    environment = inherited | {"LOOKOUT_HOME": str(home)} | settings
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0
        process.stdout.close()


def _health(address: str) -> tuple[int, dict[str, object]]:
    try:
        with urlopen(f"{address}health", timeout=30) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_the_page_shows_what_the_doctor_finds(browser: None, demo_home: Path, tmp_path: Path) -> None:
    """In a browser, wide and on a phone; worst first, nothing cut off at the side."""
    with served(demo_home) as address:
        page = rendered(address)
        wide = pictured(address, tmp_path / "wide.png")
        phone = pictured(address, tmp_path / "phone.png", width=500, height=900)
        status, told = _health(address)
    grades = re.findall(r'<td class="(\w+)">', page)
    assert grades == sorted(grades, key=["fail", "warn", "ok", "note"].index)
    assert "247 rows, 0 due" in page
    assert "一切正常" in page or "运行中" in page
    assert struct.unpack(">II", wide[16:24]) == (900, 900)
    assert struct.unpack(">II", phone[16:24]) == (500, 900)
    assert (status, told["ok"]) == (200, True)


def test_an_absent_store_is_said_and_the_rest_is_shown(browser: None, tmp_path: Path) -> None:
    """With 503 for monitors, within seconds, and without the password."""
    store = {"LOOKOUT_STORE_URL": "http://127.0.0.1:1", "LOOKOUT_STORE_USER": "u", "LOOKOUT_STORE_PASSWORD": "not-to-be-shown"}
    with served(tmp_path, **store) as address:
        status, told = _health(address)
        page = rendered(address)
    assert status == 503
    assert any("does not answer" in str(one) for one in told["findings"])  # type: ignore[attr-defined]
    assert "does not answer" in page
    assert "contact" in page
    assert "not-to-be-shown" not in page + json.dumps(told)


@contextmanager
def _deaf_node() -> Iterator[str]:
    """The address of a node whose kernel takes connections and which never answers."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        yield f"http://127.0.0.1:{deaf.getsockname()[1]}"


def test_a_store_that_never_answers_is_told_in_time(tmp_path: Path) -> None:
    """A monitor gives up after ten seconds; several that ask at once do not wait one after the other."""

    def timed(_: int) -> tuple[int, dict[str, object], float]:
        began = time.monotonic()
        return (*_health(address), time.monotonic() - began)

    with ExitStack() as node:
        store = {"LOOKOUT_STORE_URL": node.enter_context(_deaf_node())}
        with served(tmp_path, **store) as address:
            with ThreadPoolExecutor(3) as monitors:
                answers = list(monitors.map(timed, range(3)))
            node.close()  # so that the page need not wait for it when it stops
    assert all(seconds < 10 for *_, seconds in answers)
    for status, told, _ in answers:
        assert status == 503
        assert any("does not answer" in str(one) for one in told["findings"])  # type: ignore[attr-defined]


def test_one_examination_serves_all_who_wait_for_it(tmp_path: Path) -> None:
    """Made one after the other, those of three monitors took a minute and a half; it is as old as its end."""
    made: list[datetime] = []

    class Slow(Examiner):
        def examine(self) -> tuple[Finding, ...]:
            time.sleep(0.2)
            made.append(self.clock())
            return (Finding(Grade.OK, "store", "slow"),)

    status = Status(Slow(load_settings(home=tmp_path), {}, utc_now))

    async def ask() -> list[Seen]:
        return await asyncio.gather(*(status.look() for _ in range(3)))

    first, *others = asyncio.run(ask())
    assert (len(made), others) == (1, [first, first])
    assert first.at >= made[0]


def test_nobody_waits_for_an_examination_that_does_not_end(tmp_path: Path) -> None:
    """It is said of the store that it does not answer; when it does after all, that examination is what the next one sees."""
    answers = threading.Event()

    class Held(Examiner):
        def examine(self) -> tuple[Finding, ...]:
            answers.wait(30)
            return (Finding(Grade.OK, "store", "it is back"),)

    status = Status(Held(load_settings(home=tmp_path), {}, utc_now), patience=0.5)

    async def ask() -> tuple[Seen, Seen, float, Seen]:
        first = await status.look()
        began = time.monotonic()
        second = await status.look()
        waited = time.monotonic() - began
        answers.set()
        while (seen := await status.look()).findings[0].words != "it is back":
            await asyncio.sleep(0.01)
        return first, second, waited, seen

    first, second, waited, _ = asyncio.run(ask())
    for seen in (first, second):
        assert [one.words.partition(" does ")[2] for one in seen.findings if one.grade is Grade.FAIL] == [
            "not answer within 0.5 s"
        ]
    assert waited < 0.5, "the second asked when the patience with the first had ended"


def test_what_an_office_wrote_is_shown_as_text(demo_home: Path) -> None:
    """Markup in a finding must not become markup of the page."""

    with served(demo_home) as address, urlopen(address, timeout=30) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    text = (Path(__file__).parents[2] / "desk" / "web" / "templates" / "status.html").read_text(encoding="utf-8")
    page = Environment(autoescape=True).from_string(text)
    finding = Finding(Grade.WARN, "source x", "<script>alert(1)</script>")
    made = page.render(findings=[finding], counts={"fail": 0, "warn": 1}, at=datetime(2026, 1, 1, tzinfo=UTC), store="s")
    assert "<script>" not in made
    assert "&lt;script&gt;" in made
