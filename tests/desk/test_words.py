"""Counting words of marks in the store, on both back ends, and taking a new count into use."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import load_settings
from desk.goods import build_goods
from desk.jobs import last_run
from desk.rows import row_of
from desk.scan import scan
from desk.service import Service
from desk.steps import MatchReport, match_new_watches
from desk.sweep import sweep
from desk.watching import LiveWatches
from desk.wiring import open_desk
from desk.words import count_words, last_words, learn_words, rarity_in_force
from index.schema import FILINGS, MATCHES, WATCHES
from index.store import Store
from matcher.model import THRESHOLDS
from matcher.rarity import packaged
from records import Filing, Mark, Match, Watch, WatchKind
from tests.conformance.addresses import elastic_address, open_address
from tests.desk.conftest import CommandLine

NOW = datetime(2026, 11, 18, tzinfo=UTC)
WATCH = Watch(id="w", client_id="c", kind=WatchKind.MARK, terms=("SUNNY KESTRIA",))
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "ne", "pi", "ro", "su")


def _filing(number: int, mark: str | None) -> Filing:
    return Filing(office="US", application_number=str(number), mark=Mark(verbal_element_text=mark), status_date=NOW.date())


NEW, NEAR = _filing(1, "SUNNY BRENTAVO"), _filing(4, "SUNNY KESTRIYA")


def _put(store: Store, *filings: Filing) -> None:
    for filing in filings:
        _, row = row_of(filing)
        store.write(FILINGS, [row], now=NOW)


def _crowd() -> list[Filing]:
    """196 filings of as many marks with SUNNY in them."""
    marks = [f"SUNNY {first}{second}nor" for first in SYLLABLES for second in SYLLABLES]
    return [_filing(number, mark) for number, mark in enumerate(marks, start=1_000)]


def _learn(store: Store) -> bool:
    return learn_words(store, count_words(store, now=NOW), now=NOW).changed


@pytest.fixture(params=["sqlite", "elastic"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where two processes open one store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 's.db'}"
        return
    address = elastic_address(request.getfixturevalue("elastic"), "words")
    yield address
    with closing(open_address(address)) as store:
        store.drop()  # type: ignore[attr-defined]


def test_a_new_count_is_in_force_at_once_in_both_directions(address: str) -> None:
    """Another process learns; the next batch of this one, and a scan, weigh by what it learned, and alike."""
    with closing(open_address(address)) as ours, closing(open_address(address)) as theirs:
        assert last_words(ours) is None
        assert rarity_in_force(ours) == packaged()
        live = LiveWatches(ours, goods=build_goods(), rarity=rarity_in_force(ours))
        ours.write(WATCHES, [WATCHES.row(WATCH)], now=NOW)
        (before,) = live.match([NEW], now=NOW)
        filed = [NEW, _filing(2, "Sunny Brentavo"), NEAR, *_crowd()]
        _put(theirs, *filed, _filing(3, None))
        assert _learn(theirs)
        count = last_words(ours)
        assert count is not None
        assert (count.marks, count.words) == (198, (("sunny", 198),))
        after = live.match([NEW], now=NOW)
        assert live.rarity == rarity_in_force(ours) != packaged()
        assert [match.score for match in after] < [before.score]
        ours.settle(FILINGS)
        (result,) = scan(ours, ["SUNNY KESTRIA"], goods=build_goods(), rarity=live.rarity, limit=500)
        scanned = {hit.filing.key: hit.score for hit in result.hits}
        matched = {match.record_id: match.score for match in live.match(filed, now=NOW)}
        assert NEAR.key in matched
        assert matched.items() <= scanned.items()
        assert all(score < THRESHOLDS.medium for key, score in scanned.items() if key not in matched)
        assert not live.refresh(), "nothing is made ready again where nothing changed"
        assert not _learn(theirs)
        assert not live.refresh(), "nor where a new count says the same"


def test_counting_ends_at_a_stop(tmp_path: Path) -> None:
    """A service that stops does not wait for millions of filings to be read."""
    with closing(open_address(f"sqlite:///{tmp_path / 's.db'}")) as store:
        _put(store, *_crowd())
        asked: list[int] = []
        count_words(store, now=NOW, stopping=lambda: not asked.append(1))  # type: ignore[func-returns-value]
        assert asked == [1]


def test_the_weekly_job_learns_words_and_history_is_matched_by_them(tmp_path: Path) -> None:
    """What the words tell is learned with the relation of goods; a new watch is held against history by it; no alarm."""
    with open_desk(load_settings(home=tmp_path), channels={}, clock=lambda: NOW, sources={}) as desk:
        _put(desk.store, *_crowd(), NEW, NEAR)
        asyncio.run(Service(desk)._learn())
        run = last_run(desk.store, "goods")
        assert run is not None
        assert run.summary.endswith("198 marks counted, what words tell changed; 0 new matches by that")
        desk.store.write(WATCHES, [replace(WATCHES.row(WATCH), due_at=NOW)], now=NOW)
        match_new_watches(desk, MatchReport())
        assert desk.rarity == rarity_in_force(desk.store) != packaged()
        kept = {
            row.record.record_id: row.record.score
            for rows in desk.store.scan(MATCHES)
            for row in rows
            if isinstance(row.record, Match)
        }
        forward = {match.record_id: match.score for match in desk.watches.match([*_crowd(), NEW, NEAR], now=NOW)}
        assert NEAR.key in kept
        assert kept == forward
        assert sweep(desk).found == 0


def test_the_command_learns_words(lookout: CommandLine) -> None:
    """By hand, with the figures."""
    told = lookout("goods", "learn").output.splitlines()
    assert "different marks" in told[1]
    assert lookout("goods", "learn").output.splitlines()[1].endswith("words tell the same")
