"""`lookout web`: the status page in a real browser, and what monitors are told."""

import json
import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from jinja2 import Environment

from desk.doctor import Finding, Grade
from tests.servers.chromium import chromium, pictured, rendered
from tests.servers.elastic_files import MissingError


@pytest.fixture(scope="module")
def browser() -> None:
    """A browser is there, or the test is skipped; on CI it must be."""
    try:
        chromium()
    except MissingError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


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
