"""What a docket entry says: its event and outcome, who hides, what is sealed, money, dates and defendants.

The guide it follows: one entry, one event, the most consequential thing it does; labels say what the text says, not what
usually follows.
"""

import re
from dataclasses import replace

from matcher.captions import is_pseudonymous, is_schedule_a, split_caption
from matcher.docket_reading import read_name, read_text
from matcher.docket_spans import amount_usd, defendant_numbers, runs_until
from records.codes import DocketEvent, PartyRole
from records.docket import Docket, DocketEntry
from records.filing import Party

MAX_TEXT = 20_000
"""Characters of a docket text that are read."""
_RUNNING = {
    DocketEvent.TRO_RULED,
    DocketEvent.TRO_EXTENDED,
    DocketEvent.TRO_EXTENSION_MOTION,
    DocketEvent.PI_RULED,
    DocketEvent.EXTENSION,
    DocketEvent.OTHER_ORDER,
}
"""Events that may run until a date."""
_PSEUDONYM = re.compile(
    r"\bplaintiffs?:?\s+(?:(?:john|jane)\s+doe|doe\b|abc\s+(?:corp|company|inc|llc)|xyz\s+(?:corp|company|inc|llc))"
    r"|\bfiled by (?:(?:john|jane) doe|abc (?:corp|co)|xyz (?:corp|co))",
    re.IGNORECASE,
)


def annotate(entry: DocketEntry) -> DocketEntry:
    """The entry with event, outcome, flags and spans set, from its full text where it has one, else from the event's name.

    What neither text nor caption can tell stays ``None``.
    """
    text = (entry.description or "").strip()[:MAX_TEXT]
    name = (entry.event_name or "").strip()
    caption = entry.case_name or ""
    reading = read_text(text) if text else read_name(name) if name else None
    if reading is not None and text and name and reading.event is DocketEvent.OTHER:
        reading = read_name(name)
    event = reading.event if reading else None
    told = bool(caption or text)
    return replace(
        entry,
        event=event,
        outcome=reading.outcome if reading else None,
        sealed=reading.sealed if reading else None,
        schedule_a=is_schedule_a(caption) or is_schedule_a(text) if told else None,
        pseudonymous_plaintiff=is_pseudonymous(caption) or bool(_PSEUDONYM.search(text)) if told else None,
        defendant_numbers=defendant_numbers(text),
        amount_usd=amount_usd(text),
        until=runs_until(text) if event in _RUNNING else None,
    )


def annotate_docket(docket: Docket) -> Docket:
    """The docket with ``schedule_a`` set and, where the source named no parties, both sides of its caption as parties."""
    if not docket.case_name:
        return docket
    caption = split_caption(docket.case_name)
    parties = docket.parties or (
        *(Party(name=name, role=PartyRole.PLAINTIFF) for name in caption.plaintiffs),
        *(Party(name=name, role=PartyRole.DEFENDANT) for name in caption.defendants),
    )
    return replace(docket, schedule_a=is_schedule_a(docket.case_name), parties=parties)
