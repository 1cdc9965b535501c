"""A record that touches a watch, and why."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one feature of the model found. ``score`` and ``weight`` are in 0..1; ``detail`` is what was compared."""

    feature: str
    score: float
    weight: float
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A watch and a record that the matcher holds to be close; made once for every watch, record and model."""

    watch_id: str
    client_id: str
    collection: str
    """Collection of the record: ``filings`` or ``docket_entries``."""
    record_id: str
    term: str
    """The watch's term that came closest."""
    record_text: str
    """The record's text that it came close to (mark, party name, caption)."""
    score: float
    """0..1; 1 is identical."""
    evidence: tuple[Evidence, ...] = ()
    feature_set: str = ""
    """Name and version of the model that scored it."""
    class_overlap: float | None = None
    """Relation of the goods, 0..1; ``None`` where either side's classes are unknown."""
    stage: str = ""
    """What of the record set it off (a filing status, a docket event): a filing that moves on is matched anew."""
    created_at: datetime | None = None

    @property
    def key(self) -> str:
        """hash(watch, record, stage, feature set)."""
        return short_hash("match", self.watch_id, self.collection, self.record_id, self.stage, self.feature_set)


def short_hash(*parts: str) -> str:
    """Stable 128-bit identity of the parts in their order, as 32 hexadecimal digits."""
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
