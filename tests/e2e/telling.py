"""What an installation raised and what its chats were told."""

from dataclasses import dataclass

from alerts.texts import Texts
from index.schema import ALERTS, DELIVERIES
from records import Alert, Delivery, DeliveryState
from tests.e2e.conftest import NUMBER, Lookout
from tests.fakes.telegram.server import FakeTelegram

NOTICES = [
    Texts(language).say("This may be a repeat: an earlier try was cut off, so you may have it already.")
    for language in ("zh", "en")
]


@dataclass(frozen=True, slots=True)
class Telling:
    """One message and the alerts in it."""

    chat_id: int
    numbers: frozenset[str]
    repeat: bool


def raised(lookout: Lookout) -> dict[str, Alert]:
    """All alerts, by number."""
    with lookout.store() as store:
        rows = [row for batch in store.scan(ALERTS) for row in batch]
    return {row.record.number: row.record for row in rows if isinstance(row.record, Alert)}


def deliveries(lookout: Lookout) -> list[Delivery]:
    """All deliveries."""
    with lookout.store() as store:
        return [row.record for batch in store.scan(DELIVERIES) for row in batch if isinstance(row.record, Delivery)]


def all_sent(lookout: Lookout) -> bool:
    """Whether no delivery is left to send."""
    return all(delivery.state is DeliveryState.SENT for delivery in deliveries(lookout))


def told(telegram: FakeTelegram, numbers: set[str]) -> list[Telling]:
    """Every message of the bot."""
    sent = telegram.on_loop(lambda state: [message for message in state.messages if message.from_bot])
    return [
        Telling(
            message.chat_id, frozenset(NUMBER.findall(message.text)) & numbers, any(words in message.text for words in NOTICES)
        )
        for message in sent
    ]
