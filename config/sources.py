"""Loads sources.yml and lays the changes of lookout.toml over it."""

from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from records.errors import SettingsError
from records.source import Source

_adapter = TypeAdapter(Source)


def load_sources(changes: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, Source]:
    """Every source by id; raises SettingsError for an unknown source, an unknown field or a wrong value."""
    blocks: dict[str, dict[str, Any]] = yaml.safe_load(resources.files("config").joinpath("sources.yml").read_text("utf-8"))
    changes = changes or {}
    unknown = sorted(set(changes) - set(blocks))
    if unknown:
        raise SettingsError(f"[sources.{unknown[0]}]: no such source; sources: {', '.join(sorted(blocks))}")
    return {name: _source(name, _merged(block, changes.get(name, {}))) for name, block in blocks.items()}


def _merged(block: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(block) | dict(change)
    if "options" in change:
        merged["options"] = dict(block.get("options", {})) | dict(change["options"])
    return merged


def _source(name: str, block: Mapping[str, Any]) -> Source:
    unknown = sorted(set(block) - set(Source.__dataclass_fields__))
    if unknown:
        raise SettingsError(f"source {name}: unknown field {unknown[0]!r}; fields: {', '.join(Source.__dataclass_fields__)}")
    try:
        return _adapter.validate_python({"id": name, **block})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise SettingsError(f"source {name}, {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
