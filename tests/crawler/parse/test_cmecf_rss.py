"""Court feeds: every trap of the real ones, and nothing lost to a broken item."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parse.cmecf_item import read_date, split_title
from crawler.parse.cmecf_rss import PARSER_VERSION, Feed, parse_feed
from records.crawl import SourceRef
from records.docket import Docket, DocketEntry
from records.errors import BlockedError, EmptyResponseError, NotTheFormatError, SourceError, TruncatedError
from tests.fakes.office import CHALLENGE

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "cmecf_rss"
DISTRICT = (GOLDEN / "district.xml").read_bytes()
URL = "https://ecf.ilnd.uscourts.gov/cgi-bin/rss_outside.pl"


def read(body: bytes) -> Feed:
    return parse_feed(body, url=URL)


def one_item(title: str, description: str = "[Order]", link: str = "https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?1") -> bytes:
    return (
        "<rss version='2.0'><channel><title>t</title><link>https://ecf.ilnd.uscourts.gov</link>"
        "<description>Docket entries of type: all</description><lastBuildDate>Tue, 06 Feb 2024 15:15:02 GMT</lastBuildDate>"
        f"<item><title>{title}</title><link>{link}</link><description>{description}</description>"
        "<guid>g</guid><pubDate>Tue, 06 Feb 2024 10:00:00 GMT</pubDate></item></channel></rss>"
    ).encode()


@pytest.mark.parametrize("name", ["district", "nyed", "appellate", "bankruptcy"])
def test_golden_feed(name: str) -> None:
    """The parser reads each kind of court as a person reads the feed."""
    expected: dict[str, Any] = json.loads((GOLDEN / f"{name}.expected.json").read_text())
    feed = read((GOLDEN / f"{name}.xml").read_bytes())
    version = int(datetime.fromisoformat(expected["built_at"]).timestamp())
    entries = [
        DocketEntry(
            **{**entry, "filed_at": datetime.fromisoformat(entry["filed_at"])}, court=expected["court"], record_version=version
        )
        for entry in expected["entries"]
    ]
    assert list(feed.entries) == entries
    assert list(feed.dockets) == [
        Docket(**{"docket_number": None, **docket}, court=expected["court"], record_version=version)
        for docket in expected["dockets"]
    ]
    assert (feed.court, feed.scope) == (expected["court"], expected["scope"])
    assert feed.built_at == datetime.fromisoformat(expected["built_at"])
    assert (feed.items, feed.rejects, feed.unread, feed.undated, feed.problem) == (len(entries), (), {}, 0, None)


@pytest.mark.parametrize(
    ("description", "event", "number"),
    [
        ("Type: bk Office: 2 Chapter: 13 Trustee: Doe, Sabrina L. [Close Bankruptcy Case] 56", "Close Bankruptcy Case", 56),
        ("Type: bk Office: 2 Chapter: 13 [Redact Motion] (28)", "Redact Motion", 28),
        ("Type: bk Office: 7 Chapter: 11 Trustee: Roe, Trustee [Ch. 11] Rex C. [Hearing Held] 130", "Hearing Held", 130),
        ("[Order [Sealed] Rule 41] 7", "Order [Sealed] Rule 41", 7),
        ("[~Util - Set Deadlines]", "~Util - Set Deadlines", None),
    ],
)
def test_a_number_without_a_link_is_the_document_number(description: str, event: str, number: int | None) -> None:
    """Protects the document number, and the event's name from a trustee's brackets: as bankruptcy courts word them."""
    (entry,) = read(one_item("1:24-cv-00001 A v. B", description)).entries
    assert (entry.event_name, entry.entry_number, entry.description) == (event, number, None)


@pytest.mark.parametrize("part", [" ", "[", "[a] ", "&lt;a ", "&lt;a href=", '&lt;a href="x"&gt;', "href="])
def test_a_hostile_item_takes_no_longer_than_its_length(part: str) -> None:
    """Protects a round from one item of a few hundred kB: a pattern that tries again from every place takes minutes for it."""
    started = time.monotonic()
    feed = read(one_item("1:24-cv-00001 A v. B", "[Order]&lt;a " + part * 40_000))
    assert feed.items == 1
    assert time.monotonic() - started < 10


def test_events_of_one_filing_keep_separate_keys() -> None:
    """Two events share a guid; merging them would lose the TRO."""
    entries = read(DISTRICT).entries
    assert entries[0].guid == entries[1].guid
    assert len({entry.key for entry in entries}) == len(entries)


def test_records_point_to_their_source() -> None:
    source = SourceRef(source_id="cmecf-rss", url=URL, fetched_at=datetime(2024, 2, 6, tzinfo=UTC), sha256="0" * 64)
    feed = parse_feed(DISTRICT, url=URL, source=source)
    sources = {entry.source for entry in feed.entries} | {docket.source for docket in feed.dockets}
    assert sources == {replace(source, parser_version=PARSER_VERSION)}


@pytest.mark.parametrize(
    ("damage", "code", "place"),
    [
        ((b"USA v. Quillfeather", b"USA v. Quill & feather"), "not-xml", "item 4"),
        ((b"USA v. Quillfeather", b"USA v. Quill\x0bfeather"), "not-xml", "item 4"),
        ((b"USA v. Quillfeather</title>", b"USA v. Quillfeather"), "not-xml", "item 4"),
    ],
)
def test_one_broken_item_costs_itself_only(damage: tuple[bytes, bytes], code: str, place: str) -> None:
    feed = read(DISTRICT.replace(*damage))
    assert (feed.items, len(feed.entries), len(feed.rejects)) == (6, 5, 1)
    reject = feed.rejects[0]
    assert (reject.code, reject.place, reject.url) == (code, place, URL)
    assert "449102" in reject.raw
    assert feed.problem is None
    assert (feed.court, feed.scope, feed.built_at) == (read(DISTRICT).court, read(DISTRICT).scope, read(DISTRICT).built_at)


@given(st.integers(min_value=1, max_value=len(DISTRICT) - 10))
def test_a_feed_cut_anywhere_gives_its_whole_items_and_says_so(length: int) -> None:
    """A connection may break at any byte."""
    whole = read(DISTRICT).entries
    try:
        feed = read(DISTRICT[:length])
    except SourceError:
        assert DISTRICT[:length].count(b"</item>") == 0
        return
    assert feed.entries == whole[: DISTRICT[:length].count(b"</item>")]
    assert isinstance(feed.problem, TruncatedError)
    assert feed.items == len(feed.entries) + len(feed.rejects)


@given(st.integers(min_value=700, max_value=len(DISTRICT) - 40), st.binary(min_size=1, max_size=4))
def test_noise_inside_never_crashes_and_counts_add_up(place: int, noise: bytes) -> None:
    feed = read(DISTRICT[:place] + noise + DISTRICT[place:])
    assert feed.items == len(feed.entries) + len(feed.rejects)
    assert feed.items >= 5


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", EmptyResponseError),
        (CHALLENGE, BlockedError),
        (b"no feed today", NotTheFormatError),
        (b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'/>", NotTheFormatError),
        (b"<rss version='2.0'><channel><title>A blog</title><link>https://example.org</link></channel></rss>", NotTheFormatError),
        (b"<rss version='2.0'/>", NotTheFormatError),
        (
            b"<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><rss><channel><title>&b;</title></channel></rss>",
            NotTheFormatError,
        ),
        (
            b"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><rss><channel><title>&x;</title></channel></rss>",
            NotTheFormatError,
        ),
    ],
)
def test_other_bytes_are_refused_by_name(body: bytes, error: type[SourceError]) -> None:
    with pytest.raises(error):
        read(body)


def test_an_item_without_a_case_is_set_aside() -> None:
    feed = read(one_item("Notice to the bar", link="https://www.ilnd.uscourts.gov/notice"))
    assert [(reject.code, reject.place) for reject in feed.rejects] == [("no-case", "item 1")]
    feed = read(DISTRICT.replace(b"</channel>", b"<item></item></channel>"))
    assert [(reject.code, reject.place) for reject in feed.rejects] == [("empty-item", "item 7")]


@pytest.mark.parametrize(
    ("body", "caption"),
    [
        ("1:24-cv-00001 Café Ñandú v. Société".encode("latin-1"), "Café Ñandú v. Société"),
        ("1:24-cv-00001 Café Ñandú v. Société".encode(), "Café Ñandú v. Société"),
        (b"1:24-cv-00001 Levi\x92s v. \x93Store\x94", "Levi’s v. “Store”"),
        (b"1:24-cv-00001 Caf&#xC3;&#xA9; v. A&#x26;amp;B", "Café v. A&B"),
    ],
)
def test_captions_survive_their_encoding(body: bytes, caption: str) -> None:
    """Feeds declare ISO-8859-1 whatever they send; items of one feed may differ."""
    declared = b'<?xml version="1.0" encoding="ISO-8859-1"?>\n' + one_item("TITLE").replace(b"TITLE", body)
    assert read(declared).entries[0].case_name == caption
    other = b"<item><title>1:24-cv-00002 \xe9t\xe9</title><link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?2</link></item>"
    mixed = read(declared.replace(b"</channel>", other + b"</channel>"))
    assert [entry.case_name for entry in mixed.entries] == [caption, "été"]


@pytest.mark.parametrize(
    ("description", "event", "rest"),
    [
        ("[Order] text of the order", "Order", "text of the order"),
        ("no brackets", None, "no brackets"),
        ("[unbalanced [Order]", "unbalanced [Order", None),
        ("[a] b] c", "a", "b] c"),
        ("", None, None),
        ("[Order] (&lt;a href='https://x/doc1/1'&gt;1&lt;/a&gt;, &lt;a href='https://x/doc1/2'&gt;2&lt;/a&gt;)", "Order", ","),
    ],
)
def test_nothing_of_a_description_is_lost(description: str, event: str | None, rest: str | None) -> None:
    entry = read(one_item("1:24-cv-00001 A v. B", description)).entries[0]
    assert (entry.event_name, entry.description) == (event, rest)


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("1:24-cv-00001 A v. B", ("1:24-cv-00001", None, "A v. B")),
        ("1:24-cr-00001-ABC-12 A", ("1:24-cr-00001", "ABC", "A")),
        ("24-1140", ("24-1140", None, None)),
        ("2:24-bk-10001-ab7 In re A", ("2:24-bk-10001", None, "In re A")),
        ("A v. B", (None, None, "A v. B")),
        ("1:24-cv-00001v. B", (None, None, "1:24-cv-00001v. B")),
        (None, (None, None, None)),
    ],
)
def test_titles(title: str | None, parts: tuple[str | None, ...]) -> None:
    assert split_title(title) == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 20 Dec 2022 11:15:02 GMT", "2022-12-20T11:15:02"),
        ("Fri, 03 Feb 2023 12:43:10 EST", "2023-02-03T17:43:10"),
        ("Fri, 03 Feb 2023 12:43:10 -0800", "2023-02-03T20:43:10"),
        ("Fri, 03 Feb 2023 12:43:10 ChST", "2023-02-03T02:43:10"),
        ("Fri, 03 Feb 2023 12:43:10 HST", "2023-02-03T22:43:10"),
        ("Fri, 03 Feb 2023 12:43:10", "2023-02-03T12:43:10"),
        ("Fri, 03 Feb 2023 12:43:10 Mars", None),
        ("Fri, 31 Feb 2023 12:43:10 XYZ", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_dates_become_utc_or_unknown(text: str | None, expected: str | None) -> None:
    assert read_date(text) == (datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else None)


def test_an_unreadable_date_keeps_the_item_and_is_counted() -> None:
    feed = read(one_item("1:24-cv-00001 A").replace(b"10:00:00 GMT", b"soon"))
    assert (feed.undated, feed.entries[0].filed_at, feed.entries[0].case_name) == (1, None, "A")


def test_the_item_s_own_date_stands_in_for_a_missing_build_date() -> None:
    feed = read(one_item("1:24-cv-00001 A").replace(b"<lastBuildDate>Tue, 06 Feb 2024 15:15:02 GMT</lastBuildDate>", b""))
    assert feed.built_at is None
    assert feed.entries[0].record_version == int(datetime(2024, 2, 6, 10, tzinfo=UTC).timestamp())


def test_elements_not_read_are_told() -> None:
    feed = read(one_item("1:24-cv-00001 A").replace(b"</item>", b"<category>cv</category><author/></item>"))
    assert feed.unread == {"item/category": 1}


def test_a_later_item_fills_in_what_the_first_left_open() -> None:
    body = one_item("5:24-~x")
    second = body[body.index(b"<item>") : body.index(b"</channel>")].replace(b"5:24-~x", b"1:24-cv-00001 A v. B")
    feed = read(body.replace(b"</channel>", second + b"</channel>"))
    assert [docket.docket_number for docket in feed.dockets] == ["1:24-cv-00001"]
