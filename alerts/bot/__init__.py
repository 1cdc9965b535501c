"""The Telegram bot: subscribe, look, decide and pause, in chat."""
