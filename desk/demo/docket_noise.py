"""A court day's noise: docket entries of invented parties, and how a day's feed is put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from desk.demo import lexicon
from desk.demo.draw import Draw
from desk.demo.feed_xml import Court, Item

ORDERS = (
    *("Order",) * 6,
    "Order on Motion for Extension of Time",
    "Order on Motion for Miscellaneous Relief",
    "Order on Motion for Leave to File",
    "Order on Motion to Dismiss",
    "Order on Motion to Compel",
    "Order on Motion for Summary Judgment",
    "Order on Motion to Withdraw as Attorney",
    "Memorandum Opinion and Order",
)
MOTIONS = (
    *("Extension of Time", "Extension of Time to File Answer", "Miscellaneous Relief", "Complaint", "Amended Complaint"),
    *("Compel", "Stay", "Protective Order", "In Limine", "Dismiss", "Summary Judgment", "Proceed In Forma Pauperis"),
)
NOTICES = (
    *("Notice (Other)", "Notice of Attorney Appearance", "Answer to Complaint", "Response in Opposition to Motion"),
    *("Scheduling Order", "Status Conference", "Clerk's Notice of Judge Assignment and Optional Consent", "Statement"),
    *("Notice of Settlement", "Certificate of Service", "Summons Issued", "Response/Reply (Other)"),
)
LETTERS = (
    *("Letter", "Letter", "Notice of Appearance", "Civil Cover Sheet", "Request for Issuance of Summons", "Memo Endorsement"),
    *("Rule 7.1 Corporate Disclosure Statement", "Declaration in Support of Motion", "Transcript", "Summons Issued"),
    *("Affidavit of Service Complaints", "Order on Letter Motion", "Letter Motion"),
)
_CLERK = (
    *(
        "~Util - Set/Reset Hearings",
        "~Util - Set/Reset Deadlines/Hearings",
        "~Util - Terminate Motions",
        "1 - Terminate Hearings",
    ),
    *("~Util - Terminate Civil Case", "1 - Terminate Deadlines and Hearings"),
    "~Util - Set/Reset Motion/R&R Deadlines and Hearings",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtDay:
    """One court's day: its feed's head, how many items of noise, and what its numbers look like."""

    court: Court
    noise: int
    events: Sequence[str]
    offices: Sequence[str]
    first_case: int
    document_prefix: str
    document_digits: int
    crafted: tuple[Item, ...] = ()
    initials: bool = False
    """The title's number carries the judges' initials."""


def _side(draw: Draw, *, plural: int) -> str:
    name = lexicon.surname(draw) if draw.chance(65) else lexicon.western_company(draw)
    return f"{name} et al" if draw.chance(plural) else name


def _caption(draw: Draw, kind: str, *, upper: bool) -> str:
    if kind == "cr":
        return f"USA v. {lexicon.surname(draw)}" + (" et al" if draw.chance(30) else "")
    against = draw.pick(
        (
            _side(draw, plural=45),
            _side(draw, plural=45),
            f"City of {lexicon.place(draw)} et al",
            f"{lexicon.place(draw)} County Transit Authority",
            "Commissioner of Social Security",
        )
    )
    plaintiff = _side(draw, plural=25)
    return f"{plaintiff.upper()} v. {against.upper()}" if upper and draw.chance(80) else f"{plaintiff} v. {against}"


def _entries(draw: Draw, day: CourtDay) -> list[tuple[str, bool]]:
    """The events of one docket entry, with whether it has a document."""
    if draw.chance(12):
        return [(draw.pick(_CLERK), draw.chance(60))]
    first = draw.pick(day.events)
    linked = draw.chance(90)
    if first.startswith("Order on") and draw.chance(45):
        return [(draw.pick(("Order", "1 - Terminate Hearings")), linked), (first, linked)]
    return [(first, linked)]


def _noise(draw: Draw, day: CourtDay) -> list[Item]:
    items: list[Item] = []
    document = draw.between(2_000_000, 3_000_000)
    while len(items) < day.noise:
        kind = draw.pick(("cv", "cv", "cv", "cv", "cv", "cv", "cv", "cr"))
        number = f"{draw.pick(day.offices)}:{draw.between(21, 26)}-{kind}-{draw.between(150, 9900):05}"
        if kind == "cr":
            number += f"-{draw.between(1, 4)}"
        elif day.initials and draw.chance(80):
            number += "-QZW-LXT" if draw.chance(60) else "-VKQ"
        caption, case_id = _caption(draw, kind, upper=day.court.id == "pawd"), day.first_case + draw.below(30000)
        for _ in range(draw.pick((1, 1, 1, 2))):
            at = day.court.built_at - timedelta(seconds=draw.between(900, 85000))
            document += draw.between(3, 60)
            sequence, entry = draw.between(5, 600), draw.between(2, 180)
            digits = max(day.document_digits - len(day.document_prefix) - 1, 1)
            for event, linked in _entries(draw, day):
                items.append(
                    Item(
                        number=number,
                        caption=caption,
                        case_id=case_id,
                        event=event,
                        at=at,
                        sequence=sequence,
                        entry=entry if linked else None,
                        document=f"{day.document_prefix}{draw.below(2)}{document:0{digits}}",
                    )
                )
    return items


def day_items(day: CourtDay) -> list[Item]:
    """The items of a court's feed, newest first; those of one docket entry stay together."""
    draw = Draw(f"dockets of 2026-11-17, {day.court.id}")
    return sorted([*day.crafted, *_noise(draw, day)], key=lambda item: item.at, reverse=True)
