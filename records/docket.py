"""United States court dockets and their entries (PACER and CM/ECF names)."""

from dataclasses import dataclass
from datetime import date, datetime

from records.codes import DocketEvent, Outcome
from records.crawl import SourceRef
from records.filing import Party


def docket_key(court: str, pacer_case_id: str | None, docket_number: str | None) -> str:
    """Identity of a case: the court and its PACER case id, else the docket number where a feed gives no case id."""
    return f"{court}:{pacer_case_id or docket_number or 'unknown'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """One case. What an RSS feed does not tell (nature of suit, parties, judge) is ``None`` or empty, not guessed."""

    court: str
    """CM/ECF court id (``ilnd``, ``flsd`` …)."""
    docket_number: str | None
    """As PACER prints it: office:year-type-serial, ``1:22-cv-07087``; ``None`` where the feed's is malformed."""
    pacer_case_id: str | None = None
    case_name: str | None = None
    date_filed: date | None = None
    date_terminated: date | None = None
    nature_of_suit: str | None = None
    cause: str | None = None
    assigned_to: str | None = None
    parties: tuple[Party, ...] = ()
    schedule_a: bool | None = None
    """The caption names defendants by a schedule; ``None`` until the caption has been read for it."""
    record_version: int = 0
    source: SourceRef | None = None

    @property
    def key(self) -> str:
        """Identity of the case: ``ilnd:424574``."""
        return docket_key(self.court, self.pacer_case_id, self.docket_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketEntry:
    """One docket entry event. A filing that carries several events gives several entries with one ``guid``."""

    court: str
    pacer_case_id: str | None = None
    docket_number: str | None = None
    case_name: str | None = None
    """The caption as the item shows it (it may change between polls)."""
    entry_number: int | None = None
    """Document number on the docket sheet."""
    event_name: str | None = None
    """The event as the feed words it, without the brackets."""
    description: str | None = None
    """Full docket text where a source gives it; an RSS feed does not."""
    filed_at: datetime | None = None
    """When it was docketed, UTC."""
    document_url: str | None = None
    pacer_doc_id: str | None = None
    """doc1 number with the fourth digit normalised to 0, as CourtListener keeps it."""
    pacer_seq_no: str | None = None
    guid: str | None = None
    event: DocketEvent | None = None
    """Set by ``matcher.docket_text`` at load; ``None`` in the spool."""
    outcome: Outcome | None = None
    schedule_a: bool | None = None
    pseudonymous_plaintiff: bool | None = None
    sealed: bool | None = None
    defendant_numbers: tuple[int, ...] = ()
    amount_usd: float | None = None
    until: date | None = None
    record_version: int = 0
    source: SourceRef | None = None

    @property
    def docket_key(self) -> str:
        """Identity of the case this entry belongs to."""
        return docket_key(self.court, self.pacer_case_id, self.docket_number)

    @property
    def key(self) -> str:
        """Identity of the entry: case + sequence number (else document id, else docketing time) + event name.

        A feed repeats one guid for every event of a filing, so the guid alone would merge them.
        """
        place = self.pacer_seq_no or self.pacer_doc_id
        if place is None:
            place = self.filed_at.strftime("%Y%m%dT%H%M%SZ") if self.filed_at else "undated"
        return f"{self.docket_key}:{place}:{self.event_name or ''}"
