"""Legal dates: trigger + period, with the rule, its source, and what is not known said beside the date.

``DueDate.note`` is a list of codes, parted by spaces; ``alerts.words`` has the words for each:

- ``unrolled``: holidays are not loaded, the earlier date is shown; ``weekend``: and it falls on a weekend
- ``rolled_us=DATE``: the last day is a weekend or federal holiday, 37 C.F.R. 2.196 takes the next business day
- ``weekdays``: working days counted Monday to Friday, holidays not taken out
- ``registration_date``: counted from the registration, as its publication is not in the record
- ``latest``: the latest possible, the order may say less; ``stated``: a fixed date in the docket text, which no rule moves
- ``rolled=DATE``: the other reading, by Fed. R. Civ. P. 6(a)(1)(C); ``extension``: counted from the order that extends
- ``outcome_unknown``: the feed says that the court ruled, not how
- ``zone_unknown``: the court's time zone is not known, so counted from the earliest date it can be
- ``extendable``: by ``OppositionPeriod.extendable``
"""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from alerts.court_days import SATURDAY, local_date, rolled
from records.alert import DueDate
from records.codes import DocketEvent, FilingStatus, Outcome
from records.docket import DocketEntry
from records.filing import Filing
from records.tables import OppositionPeriod

RULE_NOT_NAMED = "opposition period of the table; its article is not recorded"

# Fed. R. Civ. P. 65(b)(2): a TRO without notice ends after at most 14 days, extended at most once for a like period;
# H-D Mich. v. Hellenic Duty Free Shops, 694 F.3d 827, 844-45 (7th Cir. 2012): 28 days are the outer limit.
TRO_DAYS = 14
TRO_OUTER_DAYS = 28
# Fed. R. Civ. P. 12(a)(1)(A)(i).
ANSWER_DAYS = 21

_NO_WINDOW = frozenset({FilingStatus.DEAD, FilingStatus.WITHDRAWN, FilingStatus.REFUSED})
_ANSWER_DUE = re.compile(r"\banswers?\s+due\s+(?:by\s+|on\s+)?(\d{1,2})/(\d{1,2})/(\d{4})", re.IGNORECASE)
_SERVED_ON = re.compile(r"\bserved\s+(?:on\s+)?(\d{1,2})/(\d{1,2})/(\d{4})", re.IGNORECASE)
_EXECUTED = re.compile(r"\breturned?\s+executed\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NoDueDate:
    """Why there is no date: ``no_rule``, ``no_opposition``, ``no_fixed_window``, ``no_publication_date``, ``closed_record``."""

    reason: str


def opposition_due(filing: Filing, periods: Sequence[OppositionPeriod], zones: Mapping[str, str] | None = None) -> DueDate | None:
    """The last day to oppose, or ``None``; ``opposition`` says why there is none."""
    found = opposition(filing, periods, zones)
    return found if isinstance(found, DueDate) else None


def opposition(
    filing: Filing, periods: Sequence[OppositionPeriod], zones: Mapping[str, str] | None = None
) -> DueDate | NoDueDate:
    """The last day to oppose under the period in force on the publication date, or the reason why there is none.

    The period runs from the publication of the application (``pre``) or of the registration (``post``); where the record
    has only the registration date, which is not later, it counts from that and says so. ``zones``: office → IANA name.
    """
    if filing.status in _NO_WINDOW:
        return NoDueDate("closed_record")
    rows = [period for period in periods if period.office == filing.office]
    if not rows:
        return NoDueDate("no_rule")
    timing = rows[-1].timing
    if timing == "none":
        return NoDueDate("no_opposition")
    if all(period.length is None for period in rows):
        return NoDueDate("no_fixed_window")
    trigger, note = _publication(filing, timing)
    if trigger is None:
        return NoDueDate("no_publication_date")
    period = _in_force(rows, trigger)
    if period is None:
        return NoDueDate("no_rule")
    if period.length is None or period.unit is None:
        return NoDueDate("no_fixed_window")
    last = _last_day(trigger, period.length, period.unit)
    notes = ["unrolled"]
    notes += _next_working_day(filing.office, last)
    notes += ["weekdays"] if period.unit == "working_day" else []
    notes += ["extendable"] if period.extendable else []
    return DueDate(
        on=last,
        rule=period.rule or RULE_NOT_NAMED,
        source=period.source,
        trigger=trigger,
        verified=period.verified,
        note=" ".join([*notes, *note]),
        timezone=(zones or {}).get(filing.office, ""),
    )


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day: 30 November + 3 months = 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_weekdays(day: date, count: int) -> date:
    """``count`` days later, Mondays to Fridays only; the first day is not counted."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def tro_due(entry: DocketEntry, zones: Mapping[str, str] | None = None) -> tuple[DueDate, ...]:
    """When a temporary restraining order of this entry ends at the latest; empty where the entry is none, or denies one.

    14 days and, extended once, 28 days from the order's date in the court's time zone (``zones``: court id → IANA name). The
    dates are not rolled: whether Rule 6(a) moves the end of an order is read both ways, so ``note`` carries the other reading.
    """
    granted = entry.outcome is not Outcome.DENIED
    spans: tuple[tuple[int, str], ...]
    if entry.event is DocketEvent.TRO_RULED and granted:
        spans = ((TRO_DAYS, "tro"), (TRO_OUTER_DAYS, "tro_outer"))
    elif entry.event is DocketEvent.TRO_EXTENDED and granted:
        spans = ((TRO_DAYS, "tro_extended"),)
    else:
        return ()
    if entry.filed_at is None:
        return ()
    ordered, known = local_date(entry.filed_at, entry.court, zones or {})
    zone = (zones or {}).get(entry.court, "")
    notes = [] if known else ["zone_unknown"]
    notes += ["outcome_unknown"] if entry.outcome in {None, Outcome.UNKNOWN} else []
    if entry.until is not None:
        return (replace(_stated(entry.until, ordered, spans[0][1], notes), timezone=zone),)
    notes += ["extension"] if entry.event is DocketEvent.TRO_EXTENDED else []
    return tuple(replace(_ordered(ordered, days, kind, notes), timezone=zone) for days, kind in spans)


def answer_due(entry: DocketEntry, zones: Mapping[str, str] | None = None) -> DueDate | None:
    """The answer date where the docket text states it, or 21 days from a service it dates; an RSS item supports neither."""
    text = entry.description or ""
    if entry.event is not DocketEvent.SERVICE or not entry.filed_at:
        return None
    docketed, known = local_date(entry.filed_at, entry.court, zones or {})
    notes = [] if known else ["zone_unknown"]
    served = _us_date(_SERVED_ON.search(text)) if _EXECUTED.search(text) else None
    stated = _us_date(_ANSWER_DUE.search(text))
    if stated is not None:
        return replace(_stated(stated, served or docketed, "answer", notes), timezone=(zones or {}).get(entry.court, ""))
    if served is None:
        return None
    last = served + timedelta(days=ANSWER_DAYS)
    return DueDate(
        on=last,
        rule="Fed. R. Civ. P. 12(a)(1)(A)(i), 6(a)",
        source="law.cornell.edu/rules/frcp/rule_12",
        trigger=served,
        verified=True,
        note=" ".join([*notes, "unrolled", *_other_reading(last)]),
        kind="answer",
        timezone=(zones or {}).get(entry.court, ""),
    )


def _publication(filing: Filing, timing: str) -> tuple[date | None, tuple[str, ...]]:
    published, registered = filing.publication_date, filing.registration_date
    if timing != "post":
        return published, ()
    if registered is None:
        return None, ()
    if published is not None and published >= registered:
        return published, ()
    return registered, ("registration_date",)


def _in_force(rows: Sequence[OppositionPeriod], day: date) -> OppositionPeriod | None:
    fitting = [row for row in rows if (row.valid_from or date.min) <= day <= (row.valid_to or date.max)]
    return max(fitting, key=lambda row: row.valid_from or date.min, default=None)


def _last_day(trigger: date, length: int, unit: str) -> date:
    if unit == "month":
        return add_months(trigger, length)
    if unit == "working_day":
        return add_weekdays(trigger, length)
    return trigger + timedelta(days=length)


def _next_working_day(office: str, last: date) -> list[str]:
    """For the US the day to which 37 C.F.R. 2.196 lets action wait; its holidays are the federal courts'."""
    if office == "US":
        later = rolled(last)
        return [f"rolled_us={later.isoformat()}"] if later != last else []
    return ["weekend"] if last.weekday() >= SATURDAY else []


def _ordered(ordered: date, days: int, kind: str, notes: Sequence[str]) -> DueDate:
    last = ordered + timedelta(days=days)
    return DueDate(
        on=last,
        rule="Fed. R. Civ. P. 65(b)(2)" + ("; 694 F.3d 827, 844-45 (7th Cir. 2012)" if kind == "tro_outer" else ""),
        source="law.cornell.edu/rules/frcp/rule_65",
        trigger=ordered,
        verified=True,
        note=" ".join(["latest", *notes, "unrolled", *_other_reading(last)]),
        kind=kind,
    )


def _stated(day: date, trigger: date, kind: str, notes: Sequence[str]) -> DueDate:
    return DueDate(
        on=day,
        rule="date stated on the docket; Fed. R. Civ. P. 6(a) does not move a fixed date",
        source="docket entry",
        trigger=trigger,
        verified=True,
        note=" ".join([*notes, "stated"]),
        kind=kind,
    )


def _other_reading(last: date) -> tuple[str, ...]:
    later = rolled(last)
    return (f"rolled={later.isoformat()}",) if later != last else ()


def _us_date(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    month, day, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
