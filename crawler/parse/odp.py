"""Manifest of a USPTO Open Data Portal bulk product → its files, and which of them are due.

``GET …/datasets/products/{product}`` answers JSON: ``bulkDataProductBag[].productFileBag.fileDataBag[]`` with ``fileName``,
``fileSize``, ``fileDataFromDate``, ``fileDownloadURI``, release and modification dates. There is no checksum.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from crawler.parse.pages import refuse_page
from records.errors import NotTheFormatError

_DAY_IN_NAME = re.compile(r"(\d{2})(\d{2})(\d{2})\.zip$", re.IGNORECASE)
_DATES = ("fileDataFromDate", "fileDataToDate")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """One file of a product."""

    name: str
    day: date
    size: int | None
    url: str | None
    edition: str
    """Size and dates as the office gives them: when they change, the file is another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to fetch, oldest day first."""

    due: tuple[DataFile, ...]
    missed: tuple[DataFile, ...]
    """Never fetched, newer than the newest day that was, and too old to be fetched now."""
    newest: date


def read_manifest(body: bytes, *, url: str) -> tuple[DataFile, ...]:
    """The product's zip files, oldest day first.

    Raises EmptyResponseError, BlockedError, NotTheFormatError (no JSON, or no file with a day in it).
    """
    refuse_page(body, url=url)
    try:
        content = json.loads(body)
    except ValueError as error:
        raise NotTheFormatError(f"{url}: the list of files is not JSON: {error}") from error
    files = [file for entry in _entries(content) if (file := _file(entry)) is not None]
    if not files:
        raise NotTheFormatError(f"{url}: the answer lists no daily file")
    return tuple(sorted(files, key=lambda file: (file.day, file.name)))


def plan(files: Sequence[DataFile], known: Mapping[str, str | None], *, days: int) -> Plan:
    """The files of the newest ``days`` days that are not yet known (name → edition), or known in another edition."""
    newest = max(file.day for file in files)
    first = newest - timedelta(days=days - 1)
    due = tuple(file for file in files if file.day >= first and known.get(file.name) != file.edition)
    last_known = max((file.day for file in files if file.name in known), default=None)
    missed = () if last_known is None else tuple(file for file in files if last_known < file.day < first)
    return Plan(due=due, missed=missed, newest=newest)


def _entries(content: Any) -> Iterator[Mapping[str, Any]]:
    """Every object with a file name, however deep the portal's release of the day nests it."""
    if isinstance(content, dict):
        if isinstance(content.get("fileName"), str):
            yield content
            return
        content = list(content.values())
    if isinstance(content, list):
        for inner in content:
            yield from _entries(inner)


def _file(entry: Mapping[str, Any]) -> DataFile | None:
    name = str(entry["fileName"])
    day = _day(entry)
    if day is None or not name.lower().endswith(".zip"):
        return None
    size = entry.get("fileSize")
    dates = [str(entry.get(field) or "") for field in ("fileReleaseDate", "fileLastModifiedDateTime")]
    return DataFile(
        name=name,
        day=day,
        size=size if isinstance(size, int) and size > 0 else None,
        url=entry.get("fileDownloadURI") if isinstance(entry.get("fileDownloadURI"), str) else None,
        edition=" ".join([str(size or ""), *dates]).strip(),
    )


def _day(entry: Mapping[str, Any]) -> date | None:
    for field in _DATES:
        try:
            return date.fromisoformat(str(entry.get(field) or "")[:10])
        except ValueError:
            continue
    match = _DAY_IN_NAME.search(str(entry["fileName"]))
    try:
        return datetime.strptime("".join(match.groups()), "%y%m%d").date() if match else None  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
