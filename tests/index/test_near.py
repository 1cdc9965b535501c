"""Rows by nearness and a filter: more of them are looked up until enough pass, and none comes twice."""

from collections.abc import Iterable, Mapping, Sequence

import pytest

from index.near import Asked, nearest
from index.query import Filter, KeyQuery, Range, equals
from index.schema import FILINGS

SKETCHES = ("~one",)


class Galleried:
    """A gallery of rows 00 to 99 that looks at twice as many as it is asked for, in an order of its own, as a sieve does."""

    def __init__(self, looked_at: Sequence[int]) -> None:
        self._looked_at = looked_at
        self.within: list[frozenset[str] | None] = []

    def put(self, rows: Iterable[tuple[str, str]]) -> None:
        """Nothing more comes."""

    def nearest(
        self,
        sketches: Sequence[str],
        *,
        limit: int,
        within: frozenset[str] | None = None,
        among: frozenset[str] | None = None,
    ) -> list[tuple[str, float]]:
        """The higher its number, the nearer is a row."""
        assert tuple(sketches) == SKETCHES
        assert within is None or within == {"led"}
        self.within.append(within)
        looked_at = sorted(self._looked_at[: 2 * limit] if among is None else map(int, among), reverse=True)
        return [(f"{row:02d}", row / 100) for row in looked_at[:limit]]


def tens(ids: Sequence[str]) -> Mapping[str, bytes]:
    """Only every tenth row passes."""
    return {row_id: row_id.encode() for row_id in ids if row_id.endswith("0")}


def test_nearer_rows_that_come_late_stand_first_and_none_comes_twice() -> None:
    """Protects a scan from double candidates: who is asked for more looks at more, and what it finds may be nearer."""
    gallery = Galleried([*range(20, 40), *range(60, 100), *range(20), *range(40, 60)])
    first = gallery.nearest(SKETCHES, limit=4)
    assert [row_id for row_id, _ in first] == ["27", "26", "25", "24"]
    found = nearest(gallery, Asked(SKETCHES, None, is_filtered=False, limit=4), first, gists=tens, passing=frozenset)
    assert [(one.id, one.near, one.gist) for one in found] == [(f"{ten}", ten / 100, b"%d" % ten) for ten in (90, 80, 70, 60)]


def test_where_few_pass_all_that_do_are_ranked() -> None:
    """Protects a filter that passes fewer rows than are looked at."""
    gallery = Galleried(range(11, 30))
    passing = frozenset({"00", "10", "50"})
    led = frozenset({"led"})
    first = gallery.nearest(SKETCHES, limit=4, within=led)
    found = nearest(gallery, Asked(SKETCHES, led, is_filtered=True, limit=4), first, gists=tens, passing=lambda: passing)
    assert [one.id for one in found] == ["50", "10", "00"]
    assert len(gallery.within) > 2
    assert set(gallery.within) == {led}


@pytest.mark.parametrize(
    ("where", "within", "is_filtered"),
    [
        ((), None, False),
        ((equals("office", "US"),), {"us"}, False),
        ((equals("office", "us", "EM"),), {"us", "em"}, False),
        ((equals("office", "US", "EM"), equals("office", "EM", "GB")), {"em"}, False),
        ((equals("office"),), set(), False),
        ((equals("status", "dead"),), None, True),
        ((equals("office", "US"), Range("class", 1, 9)), {"us"}, True),
    ],
)
def test_a_filter_by_what_leads_the_ids_is_the_gallery_s(
    where: tuple[Filter, ...], within: set[str] | None, is_filtered: bool
) -> None:
    """Protects scans of one market from looking up thousands of rows of others; all other filters are the store's."""
    asked = Asked.of(KeyQuery(("w:one", *SKETCHES), where), led_by=FILINGS.led_by, limit=9)
    assert asked == Asked(SKETCHES, None if within is None else frozenset(within), is_filtered=is_filtered, limit=9)
