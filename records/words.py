"""In how many marks words stand, as counted in the store."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkWords:
    """One count of the words of all filed marks; the store keeps the newest."""

    id: str = "filings"
    """Of what was counted."""
    counted_at: datetime
    marks: int
    """Different marks; one that is filed ten times is one."""
    words: tuple[tuple[str, int], ...] = ()
    """(word in Latin letters, marks that hold it), the commonest first; words of one or two marks are left out."""

    @property
    def key(self) -> str:
        """One row for what was counted."""
        return self.id
