"""Court feeds against real ones and against another parser's reading of them."""

import json
import zipfile
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.parse.cmecf_rss import Feed, parse_feed
from records.docket import DocketEntry
from records.errors import EmptyResponseError
from records.wire import content_digest

pytestmark = pytest.mark.real

Reading = tuple[str | None, ...]


def read(path: Path) -> Feed:
    return parse_feed(path.read_bytes(), url=path.as_uri())


def reference(path: Path) -> list[dict[str, Any]]:
    """The other parser's entries: one line or one object an entry, both brought to one form."""
    text = path.read_text()
    objects = [json.loads(line) for line in text.splitlines()] if path.suffix == ".jsonl" else json.loads(text)
    return [item | {"entry": item["entry"] if "entry" in item else item["docket_entries"][0]} for item in objects]


def utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone().isoformat() if text else ""


@pytest.mark.parametrize(
    ("feed", "skipped"),
    [
        ("ilnd_2022-12-20T1115Z", 0),
        ("ilnd_poll1_2022-12-04T1215Z", 0),
        ("pawd_2022-12-20T1117Z", 0),
        ("nyed_2018-05-22T2215Z", 0),
        ("cafc_2023-02-03_appellate", 0),
        ("mdb_2018-04-24_bankruptcy", 0),
        ("wvsd_2018-05-15_malformed_docket_number", 1),
    ],
)
def test_every_field_is_as_another_parser_reads_it(samples: Path, feed: str, skipped: int) -> None:
    """It merges the events of a filing with " AND " and gives up on malformed docket numbers; all else must be equal."""
    folder = samples / "dockets" / "rss"
    entries = read(folder / f"{feed}.xml").entries
    merged: dict[Reading, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        if entry.docket_number is None:
            skipped -= 1
            continue
        merged[_place(entry)][entry.event_name or ""] += 1
    assert skipped == 0
    expected: dict[Reading, Counter[str]] = defaultdict(Counter)
    for item in reference(next(folder.glob(f"{feed}.juriscraper*"))):
        row, events = item["entry"], item["entry"]["short_description"]
        place = (
            item["docket_number"],
            item.get("pacer_case_id"),
            utc(row["date_filed"]),
            row["document_number"],
            row["pacer_doc_id"] or None,
            row["pacer_seq_no"],
        )
        expected[place].update(event.strip() for event in events.split(" AND "))
    assert _events(expected) == _events(merged)


def _events(places: dict[Reading, Counter[str]]) -> dict[Reading, set[str]]:
    return {place: set(events) for place, events in places.items()}


def _place(entry: DocketEntry) -> Reading:
    # The other parser takes the sequence number from the document link only, ours from the guid too.
    sequence = entry.pacer_seq_no if entry.document_url else None
    number = str(entry.entry_number) if entry.entry_number is not None else None
    filed = entry.filed_at.astimezone().isoformat() if entry.filed_at else ""
    return entry.docket_number, entry.pacer_case_id, filed, number, entry.pacer_doc_id, sequence


def test_every_item_of_every_feed_is_read(samples: Path) -> None:
    """Nothing is rejected, undated or without event in 9,567 real items; repeats are exact repeats."""
    folder, items = samples / "dockets" / "rss", 0
    for path in sorted(folder.glob("*.xml")):
        if path.stat().st_size == 0:
            with pytest.raises(EmptyResponseError):
                read(path)
            continue
        feed = read(path)
        items += feed.items
        assert feed.items == path.read_bytes().count(b"<item>") == len(feed.entries)
        assert feed.court == path.name.partition("_")[0]
        assert (feed.undated, feed.unread, feed.problem) == (0, {}, None)
        assert all(entry.event_name and entry.docket_key for entry in feed.entries)
        by_key = defaultdict(set)
        for entry in feed.entries:
            by_key[entry.key].add(content_digest(entry))
        assert all(len(contents) == 1 for contents in by_key.values())
    assert items == 9567


@pytest.mark.parametrize(
    ("court", "entries", "captions", "documents"), [("ilnd", 591, 0, 2), ("flsd", 1533, 2, 0), ("pawd", 1768, 2, 405)]
)
def test_what_changes_between_polls_is_a_change_of_the_court_s(
    samples: Path, court: str, entries: int, captions: int, documents: int
) -> None:
    """The key of an entry holds still over days; captions are corrected, documents get their links later."""
    last: dict[str, DocketEntry] = {}
    changes: Counter[str] = Counter()
    with zipfile.ZipFile(samples / "dockets" / "rss_series" / f"{court}.zip") as archive:
        for name in sorted(archive.namelist()):
            feed = parse_feed(archive.read(name), url=name)
            assert feed.rejects == ()
            for entry in feed.entries:
                before = last.get(entry.key, entry)
                changes["caption"] += before.case_name != entry.case_name
                changes["document"] += before.document_url != entry.document_url
                same = replace(entry, case_name=None, document_url=None, entry_number=None, pacer_doc_id=None, record_version=0)
                assert same == replace(
                    before, case_name=None, document_url=None, entry_number=None, pacer_doc_id=None, record_version=0
                )
                last[entry.key] = entry
    assert (len(last), changes["caption"], changes["document"]) == (entries, captions, documents)
