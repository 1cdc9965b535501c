"""What a client said of a watch's alerts, and what the watch has learned from it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One record called relevant or not relevant, with what the matcher had found. The last word on a record counts."""

    collection: str
    record_id: str
    """The alert's record."""
    relevant: bool
    at: datetime
    by: str = ""
    """Who said so: channel and address (``telegram:1001``), or ``cli``."""
    alert_id: str = ""
    match_id: str = ""
    score: float | None = None
    """The match's, 0..1, goods taken in; ``None`` where the match is no longer kept."""
    class_relation: float | None = None
    """Relation of the goods, 0..1; ``None`` where unknown."""
    classes: tuple[int, ...] = ()
    """Nice classes of the filing, ascending."""
    identical: bool = False
    """The marks or names were the same: no line silences them."""
    feature_set: str = ""
    """The model that the score comes from."""

    @property
    def about(self) -> tuple[str, str]:
        """What is answered, once a watch."""
        return self.collection, self.record_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """All answers on one watch's alerts that stand."""

    watch_id: str
    client_id: str
    answers: tuple[Answer, ...] = ()
    """Oldest first, one a record."""
    reset_at: datetime | None = None
    """When the answers before these were forgotten."""
    reset_by: str = ""

    @property
    def key(self) -> str:
        """One row a watch, under the watch's id."""
        return self.watch_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassWeight:
    """What filings in one Nice class count for a watch."""

    number: int
    factor: float
    """Multiplies the score; 1 is neutral."""
    relevant: int
    not_relevant: int
    """Answers on filings that name the class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """Where a watch's line stands and why. Scores and bounds are those of matches, 0..1."""

    line: float
    """A match below it raises no alert."""
    lowest: float
    """The model's own line, where every watch begins."""
    highest: float
    """The line never goes beyond."""
    relevant: int
    not_relevant: int
    """Answers that stand."""
    classes: tuple[ClassWeight, ...] = ()
    """Classes that do not count 1, by number."""

    @property
    def moved(self) -> bool:
        """Whether the answers changed anything yet."""
        return self.line != self.lowest or bool(self.classes)
