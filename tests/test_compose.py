"""compose.yaml and Dockerfile against the product: versions, commands, settings and files are the real ones."""

import re
from importlib.metadata import version
from itertools import pairwise
from typing import Any

import click
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
    assert (ROOT / "docs" / "elasticsearch-role.json").is_file()
    assert "./docs/elasticsearch-role.json:/role.json:ro" in SERVICES["rights"]["volumes"]


def test_the_image_holds_every_package() -> None:
    """A new top-level package must be copied, and let through by .dockerignore."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for package in {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}:
        assert f"COPY {package} {package}\n" in dockerfile
        assert f"!{package}" in let_through
