"""Counting co-filings in the store, on both back ends, and taking a new count into use."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import load_settings
from desk.goods import build_goods, count_co_filings, goods_in_force, learn_goods
from desk.jobs import last_run
from desk.service import Service
from desk.sweep import sweep
from desk.watching import LiveWatches
from desk.wiring import open_desk
from index.schema import FILINGS, WATCHES
from index.store import Store
from matcher.goods import LEARNED
from records import CoFiled, Filing, GoodsServices, Mark, Watch, WatchKind
from tests.conformance.addresses import elastic_address, open_address
from tests.desk.conftest import CommandLine

NOW = datetime(2026, 11, 18, tzinfo=UTC)


def _filing(number: int, *classes: int, office: str = "US") -> Filing:
    goods = tuple(GoodsServices(class_number=one) for one in classes)
    return Filing(office=office, application_number=str(number), mark=Mark(verbal_element_text="HETOOVA"), goods_services=goods)


def _put(store: Store, *filings: Filing) -> None:
    store.write(FILINGS, [FILINGS.row(filing) for filing in filings], now=NOW)


@pytest.fixture(params=["sqlite", "elastic"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where two processes open one store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 's.db'}"
        return
    address = elastic_address(request.getfixturevalue("elastic"), "goods")
    yield address
    with closing(open_address(address)) as store:
        store.drop()  # type: ignore[attr-defined]


def test_pairs_are_counted_office_by_office(address: str) -> None:
    """Filings without a class count nowhere; a class filed twice counts once; chance is that of each office."""
    with closing(open_address(address)) as store:
        _put(store, _filing(1, 25, 18), _filing(2, 25, 25), _filing(3, 9), _filing(4), _filing(5, 25, 18, office="EM"))
        count = count_co_filings(store, now=NOW)
    assert (count.filings, count.classes) == (4, ((9, 1), (18, 2), (25, 3)))
    assert count.pairs == (CoFiled(a=18, b=25, together=2, expected=round(1 * 2 / 3 + 1, 3)),)


def test_a_new_count_is_in_force_at_once_in_both_directions(address: str) -> None:
    """Another process learns; the next batch of this one is matched by what it learned."""
    watch = Watch(id="w", client_id="c", kind=WatchKind.MARK, terms=("HETOOVA",), classes=(15,))
    with closing(open_address(address)) as ours, closing(open_address(address)) as theirs:
        live = LiveWatches(ours, goods=goods_in_force(ours))
        ours.write(WATCHES, [WATCHES.row(watch)], now=NOW)
        (before,) = live.match([_filing(1, 34)], now=NOW)
        assert before.class_overlap == 0.0
        _put(theirs, *(_filing(number, 15, 34) for number in range(60)), *(_filing(number, 9) for number in range(100, 900)))
        assert learn_goods(theirs, now=NOW).changed
        (after,) = live.match([_filing(1, 34)], now=NOW)
        link = live.goods.link([15], [34])
        assert link is not None
        assert (link.source, link.together, after.class_overlap) == (LEARNED, 60, link.weight)
        assert live.goods.snapshot == goods_in_force(theirs).snapshot != build_goods().snapshot
        assert not live.refresh()
        assert not learn_goods(theirs, now=NOW).changed


def test_the_command_tells_where_a_relation_comes_from(lookout: CommandLine) -> None:
    """Table or filings, with the figures; before and after a count."""
    assert "coordinated" in lookout("goods", "classes", "25", "18", "--language", "en").output
    assert "协调" in lookout("goods", "classes", "25", "18", "--language", "zh").output
    assert "filings" in lookout("goods", "learn").output
    told = lookout("goods", "classes", "25", "--language", "en").output.splitlines()
    assert len(told) > 3
    assert "counted on" in told[-1]
    assert json.loads(lookout("goods", "classes", "25", "18", "--json").output)["weight"] >= 0.75
    assert lookout("goods", "classes", "46").exit_code == 2


def test_the_command_compares_texts(lookout: CommandLine) -> None:
    """The figure and the reason."""
    told = lookout("goods", "compare", "clothing, namely shirts", "retail of clothing", "--language", "en").output
    assert float(told.split()[0]) > 0.5
    assert "“shirts” and “retail of clothing”" in told


def test_what_a_new_relation_finds_is_no_alarm(tmp_path: Path) -> None:
    """The weekly job counts, takes the last days in by the new relation, and leaves nothing for the sweep to complain of."""
    watch = Watch(id="w", client_id="c", kind=WatchKind.MARK, terms=("HETOOVAR",), classes=(15,))
    with open_desk(load_settings(home=tmp_path), channels={}, clock=lambda: NOW, sources={}) as desk:
        desk.store.write(WATCHES, [WATCHES.row(watch)], now=NOW)
        fresh = replace(_filing(1, 34), status_date=NOW.date())
        _put(desk.store, fresh, *(_filing(number, 15, 34) for number in range(2, 90)), *(_filing(n, 9) for n in range(100, 900)))
        assert desk.goods.relation([15], [34]) == 0.0
        asyncio.run(Service(desk)._learn())
        run = last_run(desk.store, "goods")
        assert run is not None
        assert run.summary.startswith("889 filings counted, relations changed")
        assert desk.goods.relation([15], [34]) != 0.0
        assert sweep(desk).found == 0
        asyncio.run(Service(desk)._learn())
        again = last_run(desk.store, "goods")
        assert again is not None
        assert again.summary == "889 filings counted, no relation changed; 1 marks counted, words tell the same"
