"""What a client asked to be told about."""

from dataclasses import dataclass
from datetime import datetime

from records.codes import WatchKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One subscription: any of ``terms`` (the same thing in several scripts or spellings) sets it off."""

    id: str
    client_id: str
    kind: WatchKind
    terms: tuple[str, ...]
    classes: tuple[int, ...] = ()
    """Nice classes the client trades in; empty: unknown, which is scored as unknown, not as everywhere."""
    goods: tuple[str, ...] = ()
    """Goods the client trades in, in words of any language (``T恤``, ``running shoes``); they refine what the classes say."""
    offices: tuple[str, ...] = ()
    """ST.3 offices to look at; empty: all."""
    courts: tuple[str, ...] = ()
    """CM/ECF courts to look at; empty: all."""
    platform: str | None = None
    min_severity: str = "low"
    """Lowest severity that is sent (``records.alert.Severity`` value)."""
    muted_until: datetime | None = None
    note: str = ""
    """Why the client follows this; echoed in alerts."""
    active: bool = True
    created_at: datetime | None = None

    @property
    def key(self) -> str:
        """Identity of the watch."""
        return self.id
