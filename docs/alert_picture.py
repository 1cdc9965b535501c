"""Makes docs/alert.html, the page behind docs/alert.png: alerts of the bundled day just as the bot sends them.

lookout demo && python -m docs.alert_picture .demo kesuo yanfei > docs/alert.html
chromium --headless --no-sandbox --hide-scrollbars --window-size=1160,900 --screenshot=docs/alert.png docs/alert.html
"""

import sys
from html import escape
from pathlib import Path

from alerts.channels.telegram import keyboard
from alerts.channels.telegram_html import formatted
from alerts.digest import compose
from desk.demo.office import DEMO_NOW
from index.query import Query, equals
from index.schema import ALERTS, CLIENTS
from index.sqlite import open_store
from records import Alert, Client

STYLE = """
body { background: #cfdbe5; font: 14px/1.45 "Noto Sans", "Noto Sans CJK SC", sans-serif; margin: 0; padding: 20px;
       width: 1120px; }
main { columns: 2; column-gap: 20px; }
article { break-inside: avoid; margin-bottom: 20px; }
.bubble { background: #fff; border-radius: 14px 14px 14px 4px; box-shadow: 0 1px 2px #0003; padding: 10px 14px;
          white-space: pre-wrap; overflow-wrap: anywhere; }
.row { display: flex; gap: 4px; margin-top: 4px; }
.row span { background: #6f8ea8; border-radius: 8px; color: #fff; flex: 1; padding: 6px; text-align: center; }
"""


def page(home: Path, client_ids: list[str]) -> str:
    """One bubble a client, with its first alert."""
    store = open_store(home / "lookout.db")
    try:
        bubbles = "".join(
            _bubble(store.search(ALERTS, _of(name)).rows, store.get(CLIENTS, [name])[name].record) for name in client_ids
        )
    finally:
        store.close()
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><main>{bubbles}</main>'


def _of(client_id: str) -> Query:
    return Query(where=(equals("client_id", client_id), equals("collection", "filings")), limit=1)


def _bubble(rows: tuple[object, ...], client: object) -> str:
    alerts = [row.record for row in rows if isinstance(getattr(row, "record", None), Alert)]
    if not (alerts and isinstance(client, Client)):
        raise SystemExit("no such alert: run `lookout demo` first")
    message = compose(alerts, client.language, now=DEMO_NOW)
    buttons = keyboard(message)
    rows = "".join(
        f'<div class="row">{"".join(f"<span>{escape(button.text)}</span>" for button in row)}</div>'
        for row in (buttons.inline_keyboard if buttons else ())
    )
    return f'<article><div class="bubble">{formatted(message)}</div>{rows}</article>'


if __name__ == "__main__":
    sys.stdout.write(page(Path(sys.argv[1]), sys.argv[2:]))
