"""Legal dates: every row is a worked example or a trap of the notes on deadlines."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.court_days import legal_holidays, rolled
from alerts.deadlines import NoDueDate, add_months, add_weekdays, answer_due, opposition, opposition_due, tro_due
from alerts.time_left import closed, days_left
from records.alert import DueDate
from records.codes import DocketEvent, FilingStatus, Outcome
from records.docket import DocketEntry
from records.filing import Filing
from tests.alerts.samples import ENTRY, FILING, PERIODS, ZONES


def published(office: str, on: date) -> Filing:
    return replace(FILING, office=office, publication_date=on)


@pytest.mark.parametrize(
    ("office", "publication", "last"),
    [
        ("US", date(2026, 11, 24), date(2026, 12, 24)),
        ("EM", date(2026, 11, 30), date(2027, 2, 28)),
        ("EM", date(2027, 11, 30), date(2028, 2, 29)),
        ("KR", date(2025, 7, 21), date(2025, 9, 21)),
        ("KR", date(2025, 7, 22), date(2025, 8, 21)),
        ("VN", date(2026, 3, 31), date(2026, 8, 31)),
        ("VN", date(2026, 4, 1), date(2026, 7, 1)),
        ("CL", date(2026, 11, 2), date(2026, 12, 14)),
        ("KZ", date(2026, 1, 31), date(2026, 2, 28)),
    ],
)
def test_opposition_ends_by_the_period_in_force_on_the_publication_date(office: str, publication: date, last: date) -> None:
    due = opposition_due(published(office, publication), PERIODS)
    assert due is not None
    assert due.on == last
    assert due.trigger == publication
    assert due.rule == f"statute of {office}"
    assert due.source
    assert due.verified


@pytest.mark.parametrize(
    ("filing", "reason"),
    [
        (published("XX", date(2026, 1, 1)), "no_rule"),
        (published("KZ", date(2022, 8, 20)), "no_rule"),
        (published("RU", date(2026, 1, 1)), "no_opposition"),
        (published("UZ", date(2026, 1, 1)), "no_fixed_window"),
        (replace(FILING, publication_date=None), "no_publication_date"),
        (replace(FILING, status=FilingStatus.DEAD), "closed_record"),
        (replace(FILING, office="JP", registration_date=None), "no_publication_date"),
    ],
)
def test_no_date_comes_with_its_reason(filing: Filing, reason: str) -> None:
    assert opposition(filing, PERIODS) == NoDueDate(reason)
    assert opposition_due(filing, PERIODS) is None


def test_post_grant_counts_from_the_registration_not_from_the_application_s_publication() -> None:
    filing = replace(FILING, office="JP", publication_date=date(2026, 1, 6), registration_date=date(2026, 9, 30))
    due = opposition_due(filing, PERIODS)
    assert due is not None
    assert (due.on, due.trigger) == (date(2026, 11, 30), date(2026, 9, 30))
    assert "registration_date" in due.note.split()
    gazetted = opposition_due(replace(filing, publication_date=date(2026, 10, 14)), PERIODS)
    assert gazetted is not None
    assert gazetted.on == date(2026, 12, 14)
    assert "registration_date" not in gazetted.note.split()


def test_a_weekend_is_pointed_out_but_not_rolled() -> None:
    due = opposition_due(published("US", date(2026, 11, 26)), PERIODS)
    assert due is not None
    assert due.on == date(2026, 12, 26)
    assert {"unrolled", "rolled_us=2026-12-28"} <= set(due.note.split())
    christmas = opposition_due(published("US", date(2026, 11, 25)), PERIODS)
    assert christmas is not None
    assert "rolled_us=2026-12-28" in christmas.note.split()
    saturday = opposition_due(published("VN", date(2026, 6, 12)), PERIODS)
    assert saturday is not None
    assert (saturday.on, saturday.note) == (date(2026, 9, 12), "unrolled weekend")


def granted(at: datetime, **changes: object) -> DocketEntry:
    return replace(ENTRY, filed_at=at, outcome=Outcome.GRANTED, **changes)  # type: ignore[arg-type]


def test_a_tro_ends_after_14_and_at_the_outside_28_days() -> None:
    first, outer = tro_due(granted(datetime(2022, 12, 20, 18, tzinfo=UTC)), ZONES)
    assert (first.on, first.kind) == (date(2023, 1, 3), "tro")
    assert (outer.on, outer.kind) == (date(2023, 1, 17), "tro_outer")
    assert "rolled=" not in first.note
    assert "latest" in first.note.split()
    assert "65(b)(2)" in first.rule


def test_an_order_late_in_the_evening_counts_from_the_court_s_date() -> None:
    evening = datetime(2022, 12, 21, 3, 30, tzinfo=UTC)
    assert tro_due(granted(evening), ZONES)[0].trigger == date(2022, 12, 20)
    unknown = tro_due(granted(evening), {})[0]
    assert unknown.trigger == date(2022, 12, 20)
    assert "zone_unknown" in unknown.note.split()


def test_a_tro_ending_on_a_weekend_shows_both_readings() -> None:
    saturday = tro_due(granted(datetime(2022, 12, 31, 18, tzinfo=UTC)), ZONES)[0]
    assert saturday.on == date(2023, 1, 14)
    assert "rolled=2023-01-17" in saturday.note.split()  # Monday the 16th is Martin Luther King Jr. Day


def test_a_feed_that_hides_the_outcome_is_said_and_a_denial_gives_no_date() -> None:
    assert "outcome_unknown" in tro_due(ENTRY, ZONES)[0].note.split()
    assert tro_due(replace(ENTRY, outcome=Outcome.DENIED), ZONES) == ()
    assert tro_due(replace(ENTRY, event=DocketEvent.TRO_MOTION), ZONES) == ()


def test_a_date_stated_by_the_order_is_taken_as_it_is() -> None:
    (due,) = tro_due(granted(datetime(2022, 12, 31, 18, tzinfo=UTC), until=date(2023, 1, 14)), ZONES)
    assert due.on == date(2023, 1, 14)
    assert due.note == "stated"


def test_an_extension_counts_from_its_own_order() -> None:
    extended = granted(datetime(2023, 1, 3, 18, tzinfo=UTC), event=DocketEvent.TRO_EXTENDED)
    (due,) = tro_due(extended, ZONES)
    assert due.on == date(2023, 1, 17)
    assert "extension" in due.note.split()


def served(text: str | None) -> DueDate | None:
    return answer_due(replace(ENTRY, event=DocketEvent.SERVICE, description=text), ZONES)


def test_an_answer_is_due_21_days_after_a_dated_service() -> None:
    due = served("SUMMONS Returned Executed as to Oakline Supply served on 11/2/2026.")
    assert due is not None
    assert due.on == date(2026, 11, 23)
    assert due.kind == "answer"


def test_the_answer_date_of_the_docket_wins_and_none_is_invented() -> None:
    stated = served("SUMMONS Returned Executed. Oakline Supply served on 11/2/2026, answer due 11/24/2026.")
    assert stated is not None
    assert (stated.on, stated.note) == (date(2026, 11, 24), "stated")
    assert served("SUMMONS Issued as to Oakline Supply") is None
    assert served("SUMMONS Returned Executed served on 13/45/2026") is None
    assert served(None) is None


def test_federal_holidays_of_a_year() -> None:
    assert {date(2026, 1, 19), date(2026, 6, 19), date(2026, 7, 3), date(2026, 11, 26)} <= legal_holidays(2026)
    assert rolled(date(2021, 12, 31)) == date(2022, 1, 3)  # New Year's Day 2022 was a Saturday, kept on the Friday before


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_months_never_skip_a_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and add_months(later, 0) == later)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_working_days_end_on_a_weekday_and_count_each_weekday_once(day: date, count: int) -> None:
    later = add_weekdays(day, count)
    between = [date.fromordinal(at) for at in range(day.toordinal() + 1, later.toordinal() + 1)]
    assert later.weekday() < 5
    assert sum(one.weekday() < 5 for one in between) == count


def test_days_left_are_whole_days() -> None:
    due = opposition_due(published("US", date(2026, 11, 24)), PERIODS)
    assert due is not None
    assert days_left(due, datetime(2026, 12, 23, 23, 59, tzinfo=UTC)) == 1


OFFICE_ZONES = {"US": "America/New_York", "KR": "Asia/Seoul"}


@pytest.mark.parametrize(
    ("moment", "left", "over"),
    [
        (datetime(2026, 12, 23, 4, 59, tzinfo=UTC), 2, False),  # still 22 December in Washington
        (datetime(2026, 12, 24, 12, 0, tzinfo=UTC), 0, False),
        (datetime(2026, 12, 25, 4, 59, tzinfo=UTC), 0, False),  # a quarter of an hour of the last day is left there
        (datetime(2026, 12, 25, 5, 0, tzinfo=UTC), -1, True),
    ],
)
def test_the_last_day_ends_at_the_office(moment: datetime, left: int, over: bool) -> None:
    """Five hours of the last day in Washington lie in the next day of UTC, and eleven in that of Guangzhou."""
    due = opposition_due(published("US", date(2026, 11, 24)), PERIODS, OFFICE_ZONES)
    assert due is not None
    assert (days_left(due, moment), closed(due, moment)) == (left, over)


def test_a_date_on_a_day_off_is_open_until_the_next_working_day_is_over() -> None:
    """Saturday 26 December: 37 C.F.R. 2.196 still allows Monday the 28th, so on Sunday nothing has closed."""
    due = opposition_due(published("US", date(2026, 11, 26)), PERIODS, OFFICE_ZONES)
    assert due is not None
    assert due.on == date(2026, 12, 26)
    assert not closed(due, datetime(2026, 12, 27, 12, 0, tzinfo=UTC))
    assert not closed(due, datetime(2026, 12, 29, 4, 0, tzinfo=UTC))
    assert closed(due, datetime(2026, 12, 29, 6, 0, tzinfo=UTC))


@pytest.mark.parametrize(("ago", "left"), [(1, 29), (29, 1), (30, 0), (31, None)])
def test_thirty_days_from_publication_seen_day_by_day(ago: int, left: int | None) -> None:
    """Published yesterday, 29, 30 and 31 days ago, on a run of working days."""
    due = opposition_due(published("US", date(2026, 11, 3)), PERIODS, OFFICE_ZONES)
    assert due is not None
    now = datetime(2026, 11, 3, 17, 0, tzinfo=UTC) + timedelta(days=ago)
    assert (None if closed(due, now) else days_left(due, now)) == left
