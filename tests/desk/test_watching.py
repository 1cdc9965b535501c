"""Watches in memory: what one process does to them, the next batch of every other one knows."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import load_settings
from desk.goods import build_goods
from desk.rows import row_of
from desk.steps import MatchReport, match_new_records, match_new_watches
from desk.watching import FEW_CHANGES, LiveWatches
from desk.wiring import Desk, open_desk
from index.fields import Collection
from index.schema import MATCHES, WATCHES
from index.sqlite import SqliteStore
from index.store import Store
from matcher.candidates import WatchIndex
from records import Filing, Mark, Match, Watch, WatchKind
from records.wire import Record
from tests.conformance.addresses import elastic_address, open_address

NOW = datetime(2026, 11, 18, tzinfo=UTC)
NAMES = ("HETOOVA", "LUMIVORA", "BRENTAVIO", "KESTRALLO", "QUIMPERA")
FILED = [
    Filing(office="US", application_number=str(number), mark=Mark(verbal_element_text=name)) for number, name in enumerate(NAMES)
]


def _watch(number: int, term: str = "") -> Watch:
    return Watch(id=f"w{number}", client_id="c", kind=WatchKind.MARK, terms=(term or f"{NAMES[number % 5]}{number}",))


def _put(store: Store, *records: Record) -> None:
    for record in records:
        collection, row = row_of(record, due_at=NOW)
        store.write(collection, [row], now=NOW)


@pytest.fixture(params=["sqlite", "elastic"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where two processes open one store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 's.db'}"
        return
    address = elastic_address(request.getfixturevalue("elastic"), "watching")
    yield address
    with closing(open_address(address)) as store:
        store.drop()  # type: ignore[attr-defined]


def test_every_change_is_known_at_the_next_batch(address: str) -> None:
    """Added, changed, switched off and removed by another process; few changes or many, matches are those of all at once."""
    with closing(open_address(address)) as ours, closing(open_address(address)) as theirs:
        live = LiveWatches(ours, goods=build_goods())
        standing: dict[str, Watch] = {}

        def matches_agree() -> bool:
            alone = WatchIndex(list(standing.values()), goods=build_goods())
            found = live.match(FILED, now=NOW)
            assert len(found) == len({match.key for match in found})
            return [(m.watch_id, m.record_id, m.score) for m in found] == [
                (m.watch_id, m.record_id, m.score) for m in alone.match(FILED, now=NOW)
            ]

        def put(*watches: Watch) -> None:
            theirs.write(WATCHES, [WATCHES.row(watch) for watch in watches], now=NOW)
            standing.update({watch.id: watch for watch in watches})

        assert matches_agree()
        put(_watch(1), _watch(2))
        assert matches_agree()
        put(*(_watch(number) for number in range(FEW_CHANGES + 5)))
        assert matches_agree()
        put(_watch(1, "QUIMPERRA"))
        put(_watch(900, "HETTOOVA"))
        assert matches_agree()
        put(replace(standing["w2"], active=False))
        theirs.delete(WATCHES, ["w3"])
        del standing["w3"]
        assert matches_agree()
        assert not live.refresh(), "nothing is read again where nothing changed"


class _Interrupted(SqliteStore):
    """A store in which somebody adds a watch right after a worker has asked for the watches' stamp."""

    meanwhile: Watch | None = None

    def stamp(self, collection: Collection) -> str:
        """The stamp, and then the other one's write."""
        told = super().stamp(collection)
        if self.meanwhile is not None and collection is WATCHES:
            watch, self.meanwhile = self.meanwhile, None
            _put(self, watch)
        return told


def test_a_watch_that_comes_in_the_middle_of_matching_misses_nothing(tmp_path: Path) -> None:
    """The batch in hand was matched without it; the watch then finds its record in the store."""
    with (
        open_desk(load_settings(home=tmp_path), channels={}, clock=lambda: NOW, sources={}) as opened,
        closing(_Interrupted(tmp_path / "lookout.db")) as store,
    ):
        desk = replace(opened, store=store, watches=LiveWatches(store, goods=opened.goods))
        desk.watches.refresh()
        _put(store, FILED[0])
        store.meanwhile = _watch(1, "HETOOVA")
        assert _matched(desk, match_new_records) == 0, "the worker did not know of the watch"
        assert _matched(desk, match_new_watches) == 1
        _put(store, replace(FILED[0], application_number="9"))
        assert _matched(desk, match_new_records) == 1, "from now on it does"
        assert sum(len(batch) for batch in store.scan(MATCHES)) == 2


def test_new_watches_find_only_what_their_own_keys_lead_to(tmp_path: Path) -> None:
    """Matched together or one by one, history gives each watch the same."""
    found: list[set[tuple[str, str]]] = []
    for batch in (1, 500):
        settings = load_settings(home=tmp_path / str(batch))
        settings = settings.model_copy(update={"round": settings.round.model_copy(update={"batch": batch})})
        with open_desk(settings, channels={}, clock=lambda: NOW, sources={}) as desk:
            _put(desk.store, *FILED)
            assert _matched(desk, match_new_records) == 0
            _put(desk.store, *(_watch(number, name) for number, name in enumerate((*NAMES, "HETOVA", "LUMIVORRA"))))
            _matched(desk, match_new_watches)
            rows = [row.record for some in desk.store.scan(MATCHES) for row in some]
            found.append({(match.watch_id, match.record_id) for match in rows if isinstance(match, Match)})
    assert found[0] == found[1]
    assert len(found[0]) >= 7


def _matched(desk: Desk, step: Callable[[Desk, MatchReport], None]) -> int:
    report = MatchReport()
    step(desk, report)
    return report.matches
