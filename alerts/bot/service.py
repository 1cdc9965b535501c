"""What the bot can do for a chat, without a word of Telegram: three small services on one store."""

from alerts.bot.client_alerts import ClientAlerts
from alerts.bot.clients import Clients
from alerts.bot.watches import MAX_WATCHES, Watches
from index.store import Store


class BotService:
    """Subscriptions and alerts of the people in chat.

    Its methods are synchronous and may wait for the store; handlers call them in a thread. All may raise StoreUnavailableError.
    """

    def __init__(self, store: Store, *, language: str = "zh", max_watches: int = MAX_WATCHES) -> None:
        self.language = language
        """Spoken where neither the client nor the app has said one."""
        self.clients = Clients(store)
        self.watches = Watches(store, limit=max_watches)
        self.alerts = ClientAlerts(store)
