"""What it takes to run a real Elasticsearch node without Docker: its files, a Java that runs them, a user that is not root."""

import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

import platformdirs

VERSION = ".".join(version("elasticsearch").split(".")[:2]) + ".0"
"""The client's own minor version, so that the tests run what users run."""
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
"""The official minimal distribution."""
_LEAST_JAVA = 21
_UNPRIVILEGED = "nobody"


class MissingError(Exception):
    """Elasticsearch cannot be run on this machine; says what it would take."""


@cache
def distribution() -> Path:
    """The unpacked distribution, fetched once a machine; raises MissingError."""
    home = _cache() / f"elasticsearch-{VERSION}"
    if home.is_dir():
        return home
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingError(f"mvn is needed to fetch {ARTIFACT}: install Maven")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        command = [maven, "-q", "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"]
        fetched = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
        packed = Path(folder) / f"elasticsearch-{VERSION}.zip"
        if fetched.returncode or not packed.is_file():
            raise MissingError(f"{ARTIFACT} cannot be fetched: {(fetched.stdout + fetched.stderr).strip()[-500:]}")
        _unpack(packed, Path(folder))
        unpacked = packed.with_suffix("")
        if not home.exists():  # another run may have been faster
            unpacked.rename(home)
    return home


@cache
def java_home() -> Path:
    """A Java that is new enough; raises MissingError."""
    named = [Path(value) for name in ("ES_JAVA_HOME", "JAVA_HOME") if (value := os.environ.get(name))]
    installed = sorted(Path("/usr/lib/jvm").glob("*"), key=_java_version, reverse=True)
    for folder in (*named, *installed):
        if _java_version(folder) >= _LEAST_JAVA:
            return folder
    raise MissingError(f"Elasticsearch needs Java {_LEAST_JAVA} or newer: install a JDK, or set ES_JAVA_HOME")


def unprivileged() -> dict[str, object]:
    """Arguments of ``Popen`` for a user that is not root, which Elasticsearch refuses to run as."""
    return {"user": _UNPRIVILEGED, "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def give_away(folder: Path) -> None:
    """Let that user own a folder and all that is in it."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, _UNPRIVILEGED, "nogroup")


def _cache() -> Path:
    """A folder that the unprivileged user can read: root's own is closed to it."""
    if os.geteuid() == 0:
        return Path("/var/cache/lookout-tests")
    return Path(platformdirs.user_cache_dir("lookout-tests"))


def _unpack(packed: Path, folder: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
        for member in archive.infolist():
            path = folder / member.filename
            path.chmod(0o755 if member.is_dir() or member.external_attr >> 16 & 0o100 else 0o644)


def _java_version(folder: Path) -> int:
    try:
        found = re.search(r'^JAVA_VERSION="(\d+)', (folder / "release").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found and (folder / "bin" / "java").exists() else 0
