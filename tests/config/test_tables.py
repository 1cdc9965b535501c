"""Tables and sources: complete, dated, and strict about what is written in them."""

from datetime import date
from itertools import pairwise
from zoneinfo import available_timezones

import pytest

from config.sources import load_sources
from config.tables import class_relations, class_titles, courts, markets, opposition_periods
from desk.schedule import trigger_of
from records.errors import SettingsError


def test_every_district_court_is_either_a_feed_or_named_as_without_one() -> None:
    """No district falls through silently: 94 districts, each in exactly one of the two lists."""
    source = load_sources()["cmecf-rss"]
    without = source.options["no_feed"].split()
    assert sorted([*source.urls, *without]) == sorted(court.id for court in courts())
    assert len(courts()) == 94


def test_two_courts_have_an_address_of_their_own() -> None:
    """nyed and ared do not publish at the standard path."""
    urls = load_sources()["cmecf-rss"].urls
    assert urls["nyed"].endswith("/readyDockets.pl")
    assert urls["ared"].endswith("/rss_outside4.pl")
    assert urls["ilnd"] == "https://ecf.ilnd.uscourts.gov/cgi-bin/rss_outside.pl"


def test_periods_of_one_office_do_not_overlap_and_leave_no_gap() -> None:
    """A publication date must find at most one period, and after the first none may be missing."""
    by_office: dict[str, list[tuple[date, date]]] = {}
    for period in opposition_periods():
        by_office.setdefault(period.office, []).append((period.valid_from or date.min, period.valid_to or date.max))
    for office, spans in by_office.items():
        spans.sort()
        for (_, end), (start, _) in pairwise(spans):
            assert (start - end).days == 1, office


def test_the_changes_of_korea_and_viet_nam_are_dated() -> None:
    """KR: 30 days from 2025-07-22; VN: 3 months from 2026-04-01 – the facts that make periods data."""
    found = {(p.office, p.valid_from): (p.length, p.unit) for p in opposition_periods()}
    assert found["KR", date(2025, 7, 22)] == (30, "day")
    assert found["KR", None] == (2, "month")
    assert found["VN", date(2026, 4, 1)] == (3, "month")
    assert found["VN", None] == (5, "month")


def test_tables_hold_what_the_register_knows() -> None:
    """Shapes that the rest relies on: 45 titled classes, relations in 0..1, office codes of every market."""
    assert sorted(class_titles()) == list(range(1, 46))
    assert all(0 <= weight <= 1 and 1 <= a <= 45 and 1 <= b <= 45 for (a, b), weight in class_relations().items())
    assert {"US", "EM", "GB", "JP"} <= {market.office for market in markets()}


def test_every_schedule_is_readable() -> None:
    """A typing error in sources.yml would otherwise show only when the service starts."""
    for source in load_sources().values():
        assert trigger_of(source.schedule)


def test_changes_are_laid_over_a_block_and_checked() -> None:
    """lookout.toml may switch a source off and change one option; unknown names and wrong values are errors."""
    changed = load_sources({"uspto-daily": {"enabled": False, "options": {"days": "3"}}})["uspto-daily"]
    assert changed.enabled is False
    assert changed.options == {"product": "TRTDXFAP", "days": "3"}
    wrong_changes: list[dict[str, dict[str, object]]] = [
        {"nosuch": {}},
        {"uspto-daily": {"speling": 1}},
        {"uspto-daily": {"delay_seconds": "slow"}},
    ]
    for wrong in wrong_changes:
        with pytest.raises(SettingsError):
            load_sources(wrong)


def test_every_market_names_the_time_zone_of_its_office() -> None:
    """Days left are counted where the office is; a misspelt zone would silently count in UTC."""
    assert {market.timezone for market in markets()} <= available_timezones()
