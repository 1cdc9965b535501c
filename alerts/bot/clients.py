"""Clients as the bot knows them: by the chat they write from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.addresses import move
from alerts.bot.edits import change
from index.query import Query, equals
from index.schema import CLIENTS
from index.store import Store
from records.client import Address, Client
from records.match import short_hash

TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class Started:
    """What /start did."""

    client: Client
    created: bool
    resumed: bool
    """Sending had been stopped and goes on again."""


class Clients:
    """Who is behind a chat, and whether alerts go there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_chat(self, chat_id: int) -> tuple[Client, ...]:
        """The clients that have the chat among their addresses, the oldest first; one nearly always."""
        query = Query(where=(equals("address", f"{TELEGRAM}:{chat_id}"),), sort="created_at", descending=False, limit=50)
        rows = self._store.search(CLIENTS, query).rows
        found = [row.record for row in rows if isinstance(row.record, Client)]
        return tuple(client for client in found if address_of(client, chat_id) is not None)

    def start(self, chat_id: int, *, language: str, now: datetime) -> Started:
        """The client of the chat with its address active, made where there was none."""
        known = self.of_chat(chat_id)
        if not known:
            client = Client(
                id=short_hash("client", TELEGRAM, str(chat_id))[:16],
                names=(),
                language=language,
                addresses=(Address(channel=TELEGRAM, address=str(chat_id)),),
                created_at=now,
            )
            self._store.write(CLIENTS, [CLIENTS.row(client)], now=now, create_only=True)
            return Started(client, created=True, resumed=False)
        stopped = any(address is not None and not address.active for address in (address_of(c, chat_id) for c in known))
        if stopped:
            self.set_active(chat_id, active=True, now=now)
        return Started((self.of_chat(chat_id) or known)[0], created=False, resumed=stopped)

    def set_active(self, chat_id: int, *, active: bool, now: datetime) -> None:
        """Let alerts go to the chat, or not; subscriptions stay as they are."""

        def edited(client: Client) -> Client:
            here = (TELEGRAM, str(chat_id))
            addresses = (replace(a, active=active) if (a.channel, a.address) == here else a for a in client.addresses)
            return replace(client, addresses=tuple(addresses))

        for client in self.of_chat(chat_id):
            change(self._store, CLIENTS, client.id, edited, now=now)

    def move(self, chat_id: int, new_chat_id: int, *, now: datetime) -> None:
        """The group became a supergroup and has a new id."""
        move(self._store, TELEGRAM, str(chat_id), str(new_chat_id), now=now)

    def set_language(self, chat_id: int, language: str, *, now: datetime) -> None:
        """Speak this language to the clients of the chat from now on."""
        for client in self.of_chat(chat_id):
            change(self._store, CLIENTS, client.id, lambda c: replace(c, language=language), now=now)

    def add_markets(self, client_id: str, codes: Sequence[str], *, now: datetime) -> None:
        """Markets the client named are markets that matter to it: severity asks for them."""

        def edited(client: Client) -> Client:
            return replace(client, markets=tuple(dict.fromkeys((*client.markets, *codes))))

        change(self._store, CLIENTS, client_id, edited, now=now)


def address_of(client: Client, chat_id: int) -> Address | None:
    """The client's address that is this chat."""
    for address in client.addresses:
        if address.channel == TELEGRAM and address.address == str(chat_id):
            return address
    return None
