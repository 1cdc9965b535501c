"""What the matchers pass on: a term of a watch, and a record that came close to it."""

from dataclasses import dataclass

from matcher.party import Name, company, shop
from records.codes import WatchKind
from records.filing import Filing
from records.match import Evidence
from records.watch import Watch


@dataclass(frozen=True, slots=True)
class Term:
    """One term of one watch."""

    watch: Watch
    text: str

    @property
    def name(self) -> Name:
        """The term as a party's name, a shop's without its shop words."""
        return shop(self.text) if self.watch.kind is WatchKind.SHOP else company(self.text)


@dataclass(frozen=True, slots=True)
class Found:
    """A record's text that came close to a term; ``relation`` is that of the goods, ``None`` where unknown."""

    term: Term
    text: str
    score: float
    evidence: tuple[Evidence, ...]
    relation: float | None = None


def office_watched(filing: Filing, watch: Watch) -> bool:
    """The filing counts for one of the watch's offices: filed there, or designating it."""
    offices = watch.offices
    return not offices or filing.office in offices or any(office in offices for office in filing.designated_offices)
