"""What to do at each stage, in order of what comes first; the words for each name are in ``alerts.words``."""

from collections.abc import Mapping
from datetime import date, timedelta

from records.alert import Action, DueDate
from records.codes import DocketEvent, FilingStatus
from records.filing import Filing

INSTRUCT_AHEAD = timedelta(days=10)
"""Counsel needs the case this long before the deadline."""

# Offices that take observations of third parties before registration, next to or in place of an opposition.
_OBSERVATIONS: Mapping[str, str] = {"US": "letter_of_protest", "EM": "third_party_observations"}

_FREEZE_STEPS = ("save_evidence", "find_case_papers", "us_counsel", "collect_sales_facts")
_WATCHED_STEPS = ("check_listings", "ask_for_schedule", "keep_records", "us_counsel_if_listed")

DOCKET_STEPS: Mapping[DocketEvent, tuple[str, ...]] = {
    DocketEvent.UNSEALED: ("read_schedule", *_WATCHED_STEPS[2:]),
    DocketEvent.DEFENDANT_DISMISSED: ("check_release", "chase_platform"),
    DocketEvent.CLOSED: ("check_release", "chase_platform"),
    DocketEvent.SATISFACTION: ("check_release", "chase_platform"),
    DocketEvent.DEFAULT_MOTION: ("answer_or_vacate", "us_counsel"),
    DocketEvent.DEFAULT_ENTERED: ("answer_or_vacate", "us_counsel"),
    DocketEvent.JUDGMENT: ("vacate_or_appeal", "us_counsel"),
}


def filing_actions(filing: Filing, *, due: DueDate | None, window_closed: bool, today: date) -> tuple[Action, ...]:
    """Oppose while the window is open; before it prepare; after it the next remedy."""
    status = filing.status
    if due is not None:
        instruct = max(due.on - INSTRUCT_AHEAD, today)
        extend = ("request_extension",) if "extendable" in due.note.split() else ()
        return (
            Action(name="instruct_counsel", by=instruct),
            Action(name="file_opposition", by=due.on),
            *_plain(*extend, "collect_prior_use", "no_direct_contact"),
        )
    if status is FilingStatus.PUBLISHED and not window_closed:
        return _plain("check_opposition_window", "instruct_counsel", "collect_prior_use", "no_direct_contact")
    if status in {FilingStatus.PUBLISHED, FilingStatus.OPPOSED} and window_closed:
        return _plain("prepare_invalidation", "collect_prior_use", "file_own_application", "no_direct_contact")
    if status is FilingStatus.REGISTERED:
        return _plain("invalidation", "non_use_check", "collect_prior_use", "no_direct_contact")
    before = _OBSERVATIONS.get(filing.office)
    return _plain("file_own_application", *((before,) if before else ()), "collect_prior_use", "keep_watching")


def docket_actions(event: DocketEvent | None, *, named: bool, due: DueDate | None) -> tuple[Action, ...]:
    """The first steps of a freeze for a named defendant, a check of the own shops for everybody else."""
    if event is not None and event in DOCKET_STEPS:
        return _plain(*DOCKET_STEPS[event])
    if not named:
        return _plain(*_WATCHED_STEPS)
    by = due.on if due else None
    last = "answer_or_move" if due and due.kind == "answer" else "contest_order"
    return (*_plain(*_FREEZE_STEPS), Action(name=last, by=by))


def _plain(*names: str) -> tuple[Action, ...]:
    return tuple(Action(name=name) for name in names)
