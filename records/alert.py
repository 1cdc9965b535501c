"""What a client is told, by when to act, and what became of the message."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from records.feedback import Learned
from records.match import Evidence, short_hash


class Severity(StrEnum):
    """How much it matters, with its colour; ordered by ``rank``."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 (info) … 4 (critical)."""
        return tuple(Severity).index(self)


class AlertState(StrEnum):
    """What the client made of the alert."""

    OPEN = "open"
    SNOOZED = "snoozed"
    ACKNOWLEDGED = "acknowledged"
    """Called relevant."""
    NOT_RELEVANT = "not_relevant"


class DeliveryState(StrEnum):
    """Where a message stands in the outbox."""

    WAITING = "waiting"
    SENDING = "sending"
    """Set in the store right before the channel is asked: found in this state later, it may already have arrived."""
    SENT = "sent"
    FAILED = "failed"
    """Given up; ``last_error`` says why."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One factor of the severity: name, value 0..1 (``None`` is unknown, which counts .7), and the words for it."""

    name: str
    value: float | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """A legal date with the rule it follows from. It is a local date of the office or court."""

    on: date
    rule: str
    source: str
    trigger: date
    """The date the period runs from."""
    verified: bool
    """False: the rule stands in the table unconfirmed."""
    note: str = ""
    """``unrolled``: holidays of the office are not loaded, so the earlier date is shown; or other words of care."""
    kind: str = "opposition"
    timezone: str = ""
    """IANA name of the zone of the office or court, where the date is counted; empty: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do, by its stable name; the words come from the catalogue of the client's language."""

    name: str
    by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing a client is told; made once for every watch, record and event."""

    client_id: str
    watch_id: str
    collection: str
    record_id: str
    event: str
    """What happened: ``filing_pending``, ``filing_published`` …, or ``docket_<event>``."""
    severity: Severity
    score: float
    """0..100, before the level was taken from it."""
    factors: tuple[Factor, ...] = ()
    match_ids: tuple[str, ...] = ()
    term: str = ""
    record_text: str = ""
    evidence: tuple[Evidence, ...] = ()
    due: DueDate | None = None
    actions: tuple[Action, ...] = ()
    headline: tuple[tuple[str, str], ...] = ()
    """Snapshot of the record for display, as (name, value): office, application_number, applicant, classes, court …"""
    source_url: str | None = None
    """Public page or document a person may open."""
    data_as_of: datetime | None = None
    note: str = ""
    learned: Learned | None = None
    """The watch's line when this was raised, with the one class that counted; ``None`` where answers have moved nothing."""
    state: AlertState = AlertState.OPEN
    snoozed_until: datetime | None = None
    created_at: datetime | None = None

    @property
    def key(self) -> str:
        """hash(watch, record, event)."""
        return short_hash("alert", self.watch_id, self.collection, self.record_id, self.event)

    @property
    def number(self) -> str:
        """The short form people quote: the first eight digits of the key."""
        return self.key[:8].upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Why a match did not become an alert; silence always has a name."""

    match_id: str
    watch_id: str
    collection: str
    record_id: str
    reason: str
    """``own_filing``, ``dead_record``, ``below_min_severity``, ``below_own_line``, ``not_relevant``, ``routine_event`` …"""
    detail: str = ""
    at: datetime | None = None

    @property
    def key(self) -> str:
        """One row a match."""
        return short_hash("silence", self.match_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert to one address."""

    alert_id: str
    client_id: str
    channel: str
    address: str
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    next_attempt_at: datetime | None = None
    sent_at: datetime | None = None
    receipt: str | None = None
    """The channel's own message id."""
    repeat: bool = False
    """True where an earlier try may have arrived, so the message says that it may be a repeat."""
    last_error: str | None = None
    created_at: datetime | None = None

    @property
    def key(self) -> str:
        """hash(alert, channel, address)."""
        return short_hash("delivery", self.alert_id, self.channel, self.address)
