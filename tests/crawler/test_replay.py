"""Hours of real polls crawled over HTTP, one after the other: every entry once, late and changed ones caught."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.parse.cmecf_rss import parse_feed
from records.wire import content_digest
from tests.crawler.conftest import COURTS, Crawl
from tests.fakes.office import OfficeServer

POLLS = 5


@pytest.mark.real
def test_a_morning_of_polls(samples: Path, office: OfficeServer, crawl: Crawl) -> None:
    source = replace(COURTS, urls={court: f"{office.url}/{court}/rss_outside.pl" for court in ("ilnd", "flsd")}, max_bytes=10**7)
    expected: dict[str, set[str]] = {}
    taken: dict[str, list[str]] = {}
    archives = {court: zipfile.ZipFile(samples / "dockets" / "rss_series" / f"{court}.zip") for court in source.urls}
    for poll in range(POLLS):
        for court, archive in archives.items():
            body = archive.read(sorted(archive.namelist())[poll])
            office.feed(court, body)
            for entry in parse_feed(body, url=court).entries:
                expected.setdefault(entry.key, set()).add(content_digest(entry))
        crawled = crawl(source)
        assert crawled.report.errors == ()
        for entry in crawled.entries:
            taken.setdefault(entry.key, []).append(content_digest(entry))
    for archive in archives.values():
        archive.close()
    assert taken.keys() == expected.keys()
    assert all(len(taken[key]) == len(set(taken[key])) for key in taken)
    assert {key: set(digests) for key, digests in taken.items()} == expected
