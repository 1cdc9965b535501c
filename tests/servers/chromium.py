"""A real browser for pages: Chromium without a window."""

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.servers.elastic_files import MissingError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


@cache
def chromium() -> str:
    """The browser; installed where the run is root's on Debian and it is not there yet. Raises MissingError."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise MissingError("no Chromium: install it (Debian: apt-get install chromium)")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=900)
    if done.returncode:
        raise MissingError(f"Chromium cannot be installed: {done.stderr[-500:]}")
    return str(shutil.which("chromium"))


def rendered(url: str) -> str:
    """The page's document after the browser has made it."""
    return _run(url, "--dump-dom").stdout


def pictured(url: str, file: Path, *, width: int = 900, height: int = 900) -> bytes:
    """The page as a PNG, also written to the file."""
    _run(url, f"--screenshot={file}", f"--window-size={width},{height}")
    return file.read_bytes()


def _run(url: str, *options: str) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as profile:
        command = [chromium(), *_QUIET, f"--user-data-dir={profile}", *options, url]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
