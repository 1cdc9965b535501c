"""What a case's record shows at each stage of its life: events, dates, place in the office."""

from dataclasses import replace
from datetime import date, timedelta

from desk.demo.case_xml import Case

TODAY = date(2026, 11, 17)
"""The bundled day, a Tuesday: the Official Gazette appears."""

Event = tuple[str, str, str, str]

_STANDARD = "standard-characters-claimed-in"


def digits(day: date) -> str:
    """The office's form of a date, ``20261117``."""
    return day.strftime("%Y%m%d")


def days_before(count: int, day: date = TODAY) -> str:
    """The date ``count`` days before ``day``, as the office writes it."""
    return digits(day - timedelta(days=count))


def parsed(text: str) -> date:
    """The date that the office writes as ``20261117``."""
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def basis_flags(basis: str, *, services: bool = False, standard: bool = False) -> frozenset[str]:
    """The T flags for a filing basis ``1a``, ``1b``, ``44d`` or ``66a``."""
    flags = {
        "1a": {"filed-as-use-application-in", "use-application-currently-in"},
        "1b": {"intent-to-use-in", "intent-to-use-current-in"},
        "44d": {"foreign-priority-in", "filing-basis-filed-as-44d-in", "filing-basis-current-44d-in"},
        "66a": {"filing-basis-filed-as-66a-in", "filing-basis-current-66a-in"},
    }[basis]
    return frozenset(flags | {"service-mark-in" if services else "trademark-in"} | ({_STANDARD} if standard else set()))


def opening(filed: str) -> tuple[Event, ...]:
    """The events of a new application."""
    entered = digits(min(parsed(filed) + timedelta(days=3), TODAY))
    return (
        ("NWAP", "I", "NEW APPLICATION ENTERED", filed),
        ("NWOS", "I", "NEW APPLICATION OFFICE SUPPLIED DATA ENTERED", entered),
    )


def pending(case: Case) -> Case:
    """New, not yet with an examiner."""
    return replace(case, events=opening(case.filed), location="NEW APPLICATION PROCESSING", action_key="NA")


def examined(case: Case, *, examiner: str) -> Case:
    """With an examiner, whatever the action."""
    docked = digits(parsed(case.filed) + timedelta(days=190))
    events = (
        *opening(case.filed),
        ("DOCK", "D", "ASSIGNED TO EXAMINER", docked),
        ("CNRT", "R", "NON-FINAL ACTION WRITTEN", case.status_date),
        ("GNRT", "F", "NON-FINAL ACTION E-MAILED", case.status_date),
    )
    return replace(case, events=events, examiner=examiner, law_office="L10", location="TMO LAW OFFICE 110 - EXAMINING ATTORNEY")


def published(case: Case, *, on: str, examiner: str) -> Case:
    """Published for opposition on that Tuesday."""
    approved, told = days_before(35, parsed(on)), days_before(20, parsed(on))
    events = (
        *opening(case.filed),
        ("DOCK", "D", "ASSIGNED TO EXAMINER", days_before(70, parsed(on))),
        ("CNSA", "O", "APPROVED FOR PUB - PRINCIPAL REGISTER", approved),
        ("NONP", "E", "NOTIFICATION OF NOTICE OF PUBLICATION E-MAILED", told),
        ("PUBO", "A", "PUBLISHED FOR OPPOSITION", on),
        ("NPUB", "E", "OFFICIAL GAZETTE PUBLICATION CONFIRMATION E-MAILED", on),
    )
    return replace(
        case,
        status="686",
        status_date=on,
        published=on,
        events=events,
        examiner=examiner,
        law_office="L10",
        location="PUBLICATION AND ISSUE SECTION",
        action_key="00" if on == digits(TODAY) else "TX",
    )


def registered(case: Case, *, number: str, published_on: str, on: str) -> Case:
    """Registered on that day after publication."""
    events = (
        *opening(case.filed),
        ("CNSA", "P", "APPROVED FOR PUB - PRINCIPAL REGISTER", days_before(35, parsed(published_on))),
        ("PUBO", "A", "PUBLISHED FOR OPPOSITION", published_on),
        ("R.PR", "A", "REGISTERED-PRINCIPAL REGISTER", on),
    )
    return replace(
        case,
        registration=number,
        registered=on,
        published=published_on,
        events=events,
        location="PUBLICATION AND ISSUE SECTION",
    )


def abandoned(case: Case, *, on: str, code: str, text: str) -> Case:
    """Given up on that day."""
    events = (
        *opening(case.filed),
        ("CNRT", "R", "NON-FINAL ACTION WRITTEN", days_before(190, parsed(on))),
        (code, "O", text, on),
    )
    return replace(case, status_date=on, abandoned=on, events=events)
