"""The documentation against the product: links lead somewhere, commands exist, settings and figures are the real ones."""

import re
from pathlib import Path

import pytest

from config.settings import Settings, load_settings, setting_lines
from config.sources import load_sources
from desk.cli import COMMANDS
from tests.conftest import ROOT

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://)([^)#]+)")
COMMAND = re.compile(r"(?m)(?:^|`|; )(?:\.venv/bin/)?lookout ([a-z]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """A moved file must take its links along."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_exist(page: Path) -> None:
    """What a reader types must be there."""
    assert set(COMMAND.findall(page.read_text(encoding="utf-8"))) <= set(COMMANDS)


def test_settings_named_in_the_docs_exist() -> None:
    """Every LOOKOUT_* variable of the docs is a setting."""
    known = {line.variable for line in setting_lines(load_settings())} | {"LOOKOUT_CONFIG"}
    for page in PAGES:
        assert set(re.findall(r"LOOKOUT_[A-Z_]+[A-Z]", page.read_text(encoding="utf-8"))) <= known, page.name
    assert Settings.model_config["env_prefix"] == "LOOKOUT_"


def test_the_figures_of_the_readme_are_the_real_ones() -> None:
    """81 feeds and 13 courts without one."""
    source = load_sources()["cmecf-rss"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"docket feeds of {len(source.urls)} federal district courts" in readme
    assert f"{len(source.options['no_feed'].split())} district courts publish no feed" in readme


def test_the_packages_of_the_tree_are_those_that_are_installed() -> None:
    """A new top-level package must be packaged and linted too."""
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for name in packages:
        assert f'"{name}*"' in text
        assert f'"{name}"' in text
