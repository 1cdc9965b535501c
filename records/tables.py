"""Types of the reference tables. ``config.tables`` loads them; everybody else gets them as arguments."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """One market of markets.csv."""

    code: str
    """ISO 3166 alpha-2, ``EU`` or ``OA``."""
    office: str
    """ST.3 code of the office whose register counts there (``EM`` for EU)."""
    name_en: str
    name_zh: str
    filing_basis: str
    """``first_to_file``, ``first_to_use`` or ``mixed``."""
    squatting_risk: str
    """``low``, ``medium``, ``high``: a judgement, not a statistic."""
    timezone: str = ""
    """IANA name of the time zone at the office's seat, whose date is the legal one; empty: not known."""
    verified: tuple[str, ...] = ()
    """Fields that a published page supported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OppositionPeriod:
    """The opposition window of one office for publications from ``valid_from`` to ``valid_to``, both included."""

    office: str
    timing: str
    """``pre``: runs from the publication of the application; ``post``: from that of the registration; ``none``."""
    length: int | None
    unit: str | None
    """``month``, ``day`` or ``working_day``."""
    valid_from: date | None
    valid_to: date | None
    extendable: str
    """In words; empty: not extendable, or not known."""
    rule: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """A federal court with a CM/ECF site."""

    id: str
    name: str
    timezone: str
