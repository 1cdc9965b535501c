"""What the bot can do for a chat, without a word of Telegram: small services on one store."""

from collections.abc import Iterable

from alerts.bot.client_alerts import ClientAlerts
from alerts.bot.clients import Clients
from alerts.bot.feedback import Answers
from alerts.bot.watches import MAX_WATCHES, Watches
from alerts.learning import Scale, learn
from index.store import Store
from records.feedback import Learned
from records.watch import Watch


class BotService:
    """Subscriptions and alerts of the people in chat.

    Its methods are synchronous and may wait for the store; handlers call them in a thread. All may raise StoreUnavailableError.
    """

    def __init__(self, store: Store, *, language: str = "zh", max_watches: int = MAX_WATCHES, scale: Scale | None = None) -> None:
        """``scale``: the model's scores; without them nothing is said of the lines that watches learned."""
        self.language = language
        """Spoken where neither the client nor the app has said one."""
        self.clients = Clients(store)
        self.watches = Watches(store, limit=max_watches)
        self.alerts = ClientAlerts(store)
        self.answers = Answers(store)
        self._scale = scale

    def learned(self, watches: Iterable[Watch]) -> dict[str, Learned]:
        """What each watch that was answered has learned, by watch id."""
        asked = {watch.id: watch for watch in watches}
        if self._scale is None:
            return {}
        found = {key: learn(feedback.answers, asked[key], self._scale) for key, feedback in self.answers.of(list(asked)).items()}
        return {key: learned for key, learned in found.items() if learned.relevant or learned.not_relevant}
