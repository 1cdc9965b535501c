"""Whom Lookout works for: an exporter, its names, marks, shops and where it wants to be told."""

from dataclasses import dataclass
from datetime import datetime, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A store on a sales platform."""

    platform: str
    name: str
    seller_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where alerts go: a channel name and that channel's own address (a Telegram chat id, an e-mail address)."""

    channel: str
    address: str
    active: bool = True
    """False after the receiver blocked the channel; subscriptions stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Local hours in which messages are held back; evaluation goes on. ``start`` may lie after ``end`` (over midnight)."""

    start: time
    end: time
    timezone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An exporter."""

    id: str
    names: tuple[str, ...]
    """Company names, one per script or form."""
    shops: tuple[Shop, ...] = ()
    products: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    """Market codes (markets.csv ``code``) the client exports to now."""
    planned_markets: tuple[str, ...] = ()
    language: str = "zh"
    addresses: tuple[Address, ...] = ()
    quiet_hours: QuietHours | None = None
    policies: tuple[str, ...] = ()
    created_at: datetime | None = None

    @property
    def key(self) -> str:
        """Identity of the client."""
        return self.id
