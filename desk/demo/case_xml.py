"""Writes case files as the USPTO's daily trademark XML (version 2.0) does: every element in the order of its DTD."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from desk.demo.doctype import header_flags
from desk.demo.goods import US_CLASSES

FLAGS = header_flags()


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """One ``case-file-owner``; ``nationality`` is (``country`` or ``state``, code)."""

    name: str
    nationality: tuple[str, str]
    city: str
    country: str = ""
    state: str = ""
    postcode: str = ""
    address: tuple[str, ...] = ()
    party_type: str = "10"
    entity: str = "16"
    entity_statement: str = ""
    trading_name: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """One class: the statement's text and the classification's dates."""

    class_number: int
    text: str
    first_use: str = ""
    first_commerce: str = ""
    primary: str = ""
    """Old records: the national class the goods were filed under."""
    suffix: str = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What one ``case-file`` says; empty text means that the element is absent."""

    serial: str
    filed: str
    status: str
    status_date: str
    mark: str = ""
    drawing: str = "4"
    goods: tuple[Goods, ...] = ()
    owners: tuple[Owner, ...] = ()
    registration: str = "0000000"
    registered: str = ""
    published: str = ""
    abandoned: str = ""
    cancelled: tuple[str, str] = ("", "")
    renewed: str = ""
    attorney: str = ""
    docket: str = ""
    law_office: str = ""
    location: str = ""
    examiner: str = ""
    true_flags: frozenset[str] = frozenset()
    statements: tuple[tuple[str, str], ...] = ()
    events: tuple[tuple[str, str, str, str], ...] = ()
    """(code, type, text, date), oldest first; the office does not print them in that order."""
    prior: tuple[str, ...] = ()
    foreign: tuple[tuple[str, str, str], ...] = ()
    """(country, application number, filing date) of each Paris priority."""
    correspondent: tuple[str, ...] = ()
    designs: tuple[str, ...] = ()
    international: tuple[tuple[str, str], ...] = ()
    """Elements of ``international-registration``, in order."""
    madrid_reference: str = ""
    action_key: str = "TX"
    transaction: str = "20261117"


def _leaf(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _group(name: str, parts: Iterable[str]) -> str:
    inner = "\n".join(part for part in parts if part)
    return f"<{name}>\n{inner}\n</{name}>" if inner else ""


def _leaves(name: str, pairs: Iterable[tuple[str, str]]) -> str:
    return _group(name, (_leaf(*pair) for pair in pairs))


def _header(case: Case) -> str:
    return _leaves(
        "case-file-header",
        [
            ("filing-date", case.filed),
            ("registration-date", case.registered),
            ("status-code", case.status),
            ("status-date", case.status_date),
            ("mark-identification", case.mark),
            ("mark-drawing-code", case.drawing),
            ("published-for-opposition-date", case.published),
            ("abandonment-date", case.abandoned),
            ("cancellation-code", case.cancelled[0]),
            ("cancellation-date", case.cancelled[1]),
            ("attorney-docket-number", case.docket),
            ("attorney-name", case.attorney),
            *((flag, "T" if flag in case.true_flags else "F") for flag in FLAGS),
            ("renewal-date", case.renewed),
            ("law-office-assigned-location-code", case.law_office),
            ("current-location", case.location),
            ("location-date", case.status_date if case.location else ""),
            ("employee-name", case.examiner),
        ],
    )


def _statements(case: Case) -> str:
    goods = ((f"GS{one.class_number:03}{one.suffix}", one.text) for one in case.goods)
    return _group(
        "case-file-statements",
        (_leaves("case-file-statement", [("type-code", code), ("text", text)]) for code, text in (*case.statements, *goods)),
    )


def _events(case: Case) -> str:
    numbered = [(*event, str(number)) for number, event in enumerate(case.events, start=1)]
    newest_first = [*numbered[-3:], *numbered[:-3]][::-1]
    names = ("code", "type", "description-text", "date", "number")
    return _group(
        "case-file-event-statements",
        (_leaves("case-file-event-statement", zip(names, event, strict=True)) for event in newest_first),
    )


def _classification(goods: Goods, filed: str) -> str:
    national = US_CLASSES[goods.class_number].split() if not goods.primary else [goods.primary]
    return _leaves(
        "classification",
        [
            ("international-code-total-no", "1"),
            ("us-code-total-no", str(len(national))),
            ("international-code", f"{goods.class_number:03}"),
            *(("us-code", code) for code in national),
            ("status-code", "6"),
            ("status-date", filed),
            ("first-use-anywhere-date", goods.first_use),
            ("first-use-in-commerce-date", goods.first_commerce),
            ("primary-code", goods.primary or f"{goods.class_number:03}"),
        ],
    )


def _owner(owner: Owner) -> str:
    return _group(
        "case-file-owner",
        [
            _leaf("entry-number", "1"),
            _leaf("party-type", owner.party_type),
            _leaves("nationality", [owner.nationality]),
            _leaf("legal-entity-type-code", owner.entity),
            _leaf("entity-statement", owner.entity_statement),
            _leaf("party-name", owner.name),
            *(_leaf(f"address-{number}", line) for number, line in enumerate(owner.address, start=1)),
            _leaf("city", owner.city),
            _leaf("state", owner.state),
            _leaf("country", owner.country),
            _leaf("postcode", owner.postcode),
            _leaf("dba-aka-text", owner.trading_name),
            _leaf("name-change-explanation", owner.change),
        ],
    )


def _prior(numbers: Sequence[str]) -> str:
    cited = (_leaves("prior-registration-application", [("relationship-type", "0"), ("number", number)]) for number in numbers)
    return _group("prior-registration-applications", [_leaf("other-related-in", "F"), *cited]) if numbers else ""


def _foreign(case: Case) -> str:
    names = ("filing-date", "entry-number", "application-number", "country", "foreign-priority-claim-in")
    rows = ((filed, str(at), number, country, "T") for at, (country, number, filed) in enumerate(case.foreign, start=1))
    return _group("foreign-applications", (_leaves("foreign-application", zip(names, row, strict=True)) for row in rows))


def _madrid_request(case: Case) -> str:
    if not case.madrid_reference:
        return ""
    steps = (("NEWAP", "NEW APPLICATION FOR IR RECEIVED"), ("ACERT", "AUTOMATICALLY CERTIFIED"))
    history = (
        _leaves(
            "madrid-history-event",
            [("code", code), ("date", case.transaction), ("description-text", text), ("entry-number", str(number))],
        )
        for number, (code, text) in enumerate(steps, start=1)
    )
    record = _group(
        "madrid-international-filing-record",
        [
            _leaf("entry-number", "1"),
            _leaf("reference-number", case.madrid_reference),
            _leaf("original-filing-date-uspto", case.transaction),
            _leaf("international-status-code", "400"),
            _leaf("international-status-date", case.transaction),
            _group("madrid-history-events", history),
        ],
    )
    return _group("madrid-international-filing-requests", [record])


def case_file(case: Case) -> str:
    """One ``case-file`` element, one child a line."""
    return _group(
        "case-file",
        [
            _leaf("serial-number", case.serial),
            _leaf("registration-number", case.registration),
            _leaf("transaction-date", case.transaction),
            _header(case),
            _statements(case),
            _events(case),
            _prior(case.prior),
            _foreign(case),
            _group("classifications", (_classification(one, case.filed) for one in case.goods)),
            _leaves("correspondent", ((f"address-{number}", line) for number, line in enumerate(case.correspondent, start=1))),
            _group("case-file-owners", (_owner(owner) for owner in case.owners)),
            _group("design-searches", (_leaves("design-search", [("code", code)]) for code in case.designs)),
            _leaves("international-registration", case.international),
            _madrid_request(case),
        ],
    )


def daily_file(cases: Sequence[Case], *, doctype: str, created: str) -> Iterator[str]:
    """The lines of a whole daily file: prolog, version, creation time (``YYYYMMDDhhmm``), one group for every action key."""
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield doctype
    yield "<trademark-applications-daily>"
    yield _leaves("version", [("version-no", "2.0"), ("version-date", "20041108")])
    yield _leaf("creation-datetime", created)
    yield "<application-information>\n<file-segments>\n<file-segment>TRMK</file-segment>"
    for key in dict.fromkeys(case.action_key for case in cases):
        yield f"<action-keys>\n<action-key>{key}</action-key>"
        yield from (case_file(case) for case in cases if case.action_key == key)
        yield "</action-keys>"
    yield "</file-segments>\n</application-information>\n</trademark-applications-daily>\n"
