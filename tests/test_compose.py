"""compose.yaml and Dockerfile against the product: versions, commands, settings and files are the real ones."""

import os
import re
import subprocess
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from config.settings import load_settings, setting_lines
from desk.cli import cli
from tests.conftest import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LOOKOUTS = {name: service for name, service in SERVICES.items() if "build" in service}
ONCE = {"certificates", "rights"}


def test_the_parts_that_make_a_whole_are_there() -> None:
    """Elasticsearch, one scheduler, two workers, the bot and the page; between them they do every step of the round."""
    assert set(LOOKOUTS) == {"scheduler", "worker", "bot", "web"}
    assert LOOKOUTS["worker"]["scale"] == 2
    done = [word for service in LOOKOUTS.values() for before, word in pairwise(service["command"]) if before == "--only"]
    assert sorted(done) == ["crawl", "deliver", "load"]
    assert LOOKOUTS["worker"]["command"] == ["worker"]


def test_elasticsearch_has_the_version_of_the_client() -> None:
    """So that what was tested is what runs."""
    images = {service["image"] for service in SERVICES.values() if "elasticsearch" in service["image"]}
    assert {image.rpartition(":")[2] for image in images} == {version("elasticsearch")}


def test_every_command_can_be_given() -> None:
    """Click takes the words of each service's command."""
    for name, service in LOOKOUTS.items():
        words = service["command"]
        command = cli.get_command(click.Context(cli), words[0])
        assert command is not None, name
        command.make_context(words[0], list(words[1:]))


def test_every_setting_exists_and_is_explained() -> None:
    """A misspelt variable would stop the container; what must be set stands in env.example."""
    known = {line.variable for line in setting_lines(load_settings())}
    example = (ROOT / "env.example").read_text(encoding="utf-8")
    for service in LOOKOUTS.values():
        assert set(service["environment"]) <= known
    needed = set(re.findall(r"\$\{([A-Z_]+):\?", (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    assert needed == set(re.findall(r"(?m)^([A-Z_]+)=", example))


def test_what_goes_on_running_is_looked_after() -> None:
    """A health check, a restart, and no start before the store has its user."""
    for name, service in SERVICES.items():
        if name in ONCE:
            continue
        assert service["healthcheck"]["test"], name
        assert service["restart"] == "unless-stopped", name
    for service in LOOKOUTS.values():
        assert service["depends_on"] == {"rights": {"condition": "service_completed_successfully"}}
        assert any(volume.endswith("/certs:ro") for volume in service["volumes"])
        assert service["init"] is True
    for name in ("elasticsearch", *LOOKOUTS):
        assert SERVICES[name]["stop_grace_period"] == "60s", "the step in hand ends"


def _script(name: str) -> str:
    """What the shell of a service that runs once is given."""
    (script,) = SERVICES[name]["command"]
    return str(script).replace("$$", "$")


def test_no_container_has_the_key_of_the_authority() -> None:
    """With it, whoever broke into one could pass for the store; the node's own key is for the node's user alone."""
    written = [line.split()[-2:] for line in _script("certificates").splitlines() if line.strip().startswith("install")]
    assert [Path(target).name for _, target in written] == ["ca.crt", "node.crt", "node.key"]
    assert "install -m 600 -o 1000 -g 0" in _script("certificates")
    for name, service in SERVICES.items():
        for volume in service.get("volumes", ()):
            assert not volume.startswith("certs:") or volume.endswith(":ro") or name == "certificates"


@pytest.mark.parametrize(("refusals", "status"), [(3, 0), (99, 1)])
def test_rights_are_made_as_soon_as_the_node_can(tmp_path: Path, refusals: int, status: int) -> None:
    """A node that cannot read its users yet must not abort `up`; one that refuses the password must, and its words be seen."""
    words = {
        "curl": f'echo "$@" >> {tmp_path}/asked; [ $(wc -l < {tmp_path}/asked) -gt {refusals} ] || {{ echo refused; exit 22; }}',
        "sleep": ":",
        "cat": "echo {}",
    }
    for name, body in words.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{body}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "ELASTIC_PASSWORD": "e", "LOOKOUT_STORE_PASSWORD": "s"}
    shell = SERVICES["rights"]["entrypoint"]
    done = subprocess.run([*shell, _script("rights")], env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "refused" in done.stdout) == (status, True)
    made = re.findall(r"_security/(\S+)", (tmp_path / "asked").read_text(encoding="utf-8"))
    assert set(made) == ({"role/lookout", "role/lookout-upgrade", "user/lookout"} if status == 0 else {"role/lookout"})


def test_what_is_mounted_from_here_is_here() -> None:
    """Docker would make a folder in place of a file that is not."""
    mounted = [one.split(":")[0] for service in SERVICES.values() for one in service.get("volumes", ())]
    files = [ROOT / name for name in mounted if name.startswith("./")]
    assert len(files) == 2
    assert all(file.is_file() for file in files)
    assert {name for name in mounted if not name.startswith("./")} == set(COMPOSE["volumes"])


def test_the_image_leaves_no_volume_behind() -> None:
    """A volume without a name is left on the disk by `docker compose down`."""
    assert "VOLUME" not in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_image_holds_every_package() -> None:
    """A new top-level package must be copied, and let through by .dockerignore."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for package in {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}:
        assert f"COPY {package} {package}\n" in dockerfile
        assert f"!{package}" in let_through
