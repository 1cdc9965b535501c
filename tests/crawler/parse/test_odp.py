"""The portal's list of files: which days are due must be right, or a day of filings is lost."""

import json
from datetime import date
from typing import Any

import pytest

from crawler.parse.odp import plan, read_manifest
from records.errors import BlockedError, NotTheFormatError, SourceError
from tests.fakes.office import CHALLENGE, LOST_PAGE


def manifest(*entries: dict[str, Any]) -> bytes:
    return json.dumps({"count": 1, "bulkDataProductBag": [{"productFileBag": {"fileDataBag": list(entries)}}]}).encode()


def day(number: int, **more: Any) -> dict[str, Any]:
    name = f"apc2402{number:02}.zip"
    return {"fileName": name, "fileSize": 100 + number, "fileDataFromDate": f"2024-02-{number:02}", **more}


def test_files_are_read_oldest_first() -> None:
    files = read_manifest(manifest(day(3), day(1), {"fileName": "apc240202.zip"}, {"fileName": "readme.pdf"}), url="u")
    assert [(file.name, file.day, file.size) for file in files] == [
        ("apc240201.zip", date(2024, 2, 1), 101),
        ("apc240202.zip", date(2024, 2, 2), None),
        ("apc240203.zip", date(2024, 2, 3), 103),
    ]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (CHALLENGE, BlockedError),
        (LOST_PAGE, NotTheFormatError),
        (b"not json", NotTheFormatError),
        (manifest(), NotTheFormatError),
        (manifest({"fileName": "apc249999.zip"}), NotTheFormatError),
    ],
)
def test_other_answers_are_refused(body: bytes, error: type[SourceError]) -> None:
    with pytest.raises(error):
        read_manifest(body, url="u")


def test_missing_days_of_the_window_are_due() -> None:
    files = read_manifest(manifest(*(day(number) for number in range(1, 11))), url="u")
    found = plan(files, {}, days=3)
    assert [file.day.day for file in found.due] == [8, 9, 10]
    assert found.missed == ()
    known = {file.name: file.edition for file in files if file.day.day != 9}
    assert [file.day.day for file in plan(files, known, days=3).due] == [9]


def test_a_day_that_the_office_replaced_is_due_again() -> None:
    files = read_manifest(manifest(day(1), day(2)), url="u")
    again = read_manifest(manifest(day(1), day(2, fileLastModifiedDateTime="2024-02-05 01:00:00")), url="u")
    assert [file.day.day for file in plan(again, {file.name: file.edition for file in files}, days=7).due] == [2]


def test_days_that_fell_out_of_the_window_are_told() -> None:
    """After an outage longer than the window, silence about the lost days would be a lie."""
    files = read_manifest(manifest(*(day(number) for number in range(1, 11))), url="u")
    found = plan(files, {files[0].name: files[0].edition}, days=3)
    assert [file.day.day for file in found.missed] == [2, 3, 4, 5, 6, 7]
