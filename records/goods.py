"""How often Nice classes are filed together, as counted in the store."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CoFiled:
    """Two Nice classes, ``a`` < ``b``."""

    a: int
    b: int
    together: int
    """Filings that hold both."""
    expected: float
    """How many would, if the classes of a filing had nothing to do with each other: Σ over offices of n(a) · n(b) / n."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoFiling:
    """One count of all filings with a Nice class; the store keeps the newest."""

    id: str = "nice"
    """Of the classification that was counted."""
    counted_at: datetime
    filings: int
    """Filings with at least one Nice class."""
    classes: tuple[tuple[int, int], ...] = ()
    """(class, filings that hold it), ascending."""
    pairs: tuple[CoFiled, ...] = ()
    """Pairs of classes that were filed together at least once, ascending."""

    @property
    def key(self) -> str:
        """One row for a classification."""
        return self.id
