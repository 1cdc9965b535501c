"""Who is asking, from which chat, in which language, and when."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.bot.clients import address_of
from alerts.bot.speech import Speech
from alerts.bot.until import zone_of
from alerts.texts import Texts
from records.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What every handler is told about its update."""

    chat_id: int
    clients: tuple[Client, ...]
    """The clients of the chat; empty before /start."""
    texts: Texts
    now: datetime

    @property
    def client(self) -> Client:
        """The chat's client; handlers that use it stand behind ``middlewares.NeedsClient``."""
        return self.clients[0]

    @property
    def client_ids(self) -> tuple[str, ...]:
        """Whose watches and alerts may be seen from this chat."""
        return tuple(client.id for client in self.clients)

    @property
    def speech(self) -> Speech:
        """The caller's language as HTML."""
        return Speech(self.texts)

    @property
    def zone(self) -> ZoneInfo:
        """The caller's clock."""
        return zone_of(self.clients[0] if self.clients else None)

    @property
    def stopped(self) -> bool:
        """Whether alerts to this chat are switched off."""
        addresses = [address_of(client, self.chat_id) for client in self.clients]
        return any(address is not None and not address.active for address in addresses)


def language_of(language_code: str | None, *, fallback: str) -> str:
    """Chinese for any Chinese, English for any other language; ``fallback`` where the app does not say."""
    if not language_code:
        return fallback
    return "zh" if language_code.casefold().startswith("zh") else "en"
