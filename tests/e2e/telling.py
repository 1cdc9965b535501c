"""What an installation raised and what its chats were told."""

from collections import Counter
from dataclasses import dataclass

import yaml

from alerts.texts import Texts
from desk.cli.demo import day_file
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


def day_told(lookout: Lookout) -> bool:
    """Whether every alert of the bundled day is raised and sent; a chat that has heard something may be due to hear more."""
    expected = yaml.safe_load(day_file("expected.yml").read_text(encoding="utf-8"))["alerts"]
    sent = {delivery.alert_id for delivery in deliveries(lookout) if delivery.state is DeliveryState.SENT}
    alerts = {alert.key for alert in raised(lookout).values()}
    return len(alerts) == len(expected) and alerts <= sent


def times_told(telegram: FakeTelegram, numbers: set[str]) -> Counter[str]:
    """How often each alert stands in a message of the bot."""
    return Counter(number for telling in told(telegram, numbers) for number in telling.numbers)


def told(telegram: FakeTelegram, numbers: set[str]) -> list[Telling]:
    """Every message of the bot."""
    sent = telegram.on_loop(lambda state: [message for message in state.messages if message.from_bot])
    return [
        Telling(
            message.chat_id, frozenset(NUMBER.findall(message.text)) & numbers, any(words in message.text for words in NOTICES)
        )
        for message in sent
    ]
