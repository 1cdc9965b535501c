"""Elasticsearch away for a while in the middle of a round, and what everybody says and does meanwhile."""

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desk.demo.office import DemoOffice
from index.query import Query
from index.schema import FILINGS
from tests.e2e.conftest import Lookout, chat_watchlist, install, wait_until
from tests.e2e.telling import day_told, raised
from tests.e2e.telling import told as told_by
from tests.fakes.telegram.server import FakeTelegram
from tests.servers.elastic import Cluster

LISTENING_AFTER = 10.0
"""Seconds after the store went away from which on the service is taken to know."""
SOME = 40
"""Filings in the store when it goes away: the load has only begun."""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What became of it all, and what was said while the store was away."""

    alerts: frozenset[tuple[str, str, str]]
    """Client, record, event."""
    untold: frozenset[str]
    """Numbers of alerts that no chat heard of."""
    unmarked: frozenset[str]
    """Numbers told more than once without saying so."""
    alive: str
    doctor: str
    log: str
    processor_share: float
    """Of one core, that the service used while it knew that the store was away."""


def go_away(
    folder: Path, nodes: Cluster, office: DemoOffice, *, leave: Callable[[], None], come_back: Callable[[], None], seconds: float
) -> Aftermath:
    """The service at work on the bundled day; the store leaves while records come in, and comes back so much later."""
    with FakeTelegram() as telegram:
        lookout = _installed(folder, nodes, office, telegram)
        process = lookout.start("run")
        try:
            wait_until(lambda: _filings(lookout) >= SOME, "records in the store")
            leave()
            time.sleep(LISTENING_AFTER)
            before, since = _processor_seconds(process.pid), time.monotonic()
            time.sleep(seconds - LISTENING_AFTER)
            share = (_processor_seconds(process.pid) - before) / (time.monotonic() - since)
            alive, doctor = lookout.run("alive"), lookout.run("doctor", "--offline", ok=False)
            come_back()
            nodes.wait()
            wait_until(lambda: day_told(lookout), "every alert sent", seconds=180)
        finally:
            process.terminate()
            output, _ = process.communicate(timeout=60)
        assert process.returncode == 0, output
        alerts = raised(lookout)
        tellings = told_by(telegram, set(alerts))
    times = Counter(number for telling in tellings for number in telling.numbers)
    marked = Counter(number for telling in tellings if telling.repeat for number in telling.numbers)
    return Aftermath(
        alerts=frozenset((alert.client_id, alert.record_id, alert.event) for alert in alerts.values()),
        untold=frozenset(set(alerts) - set(times)),
        unmarked=frozenset(number for number, count in times.items() if marked[number] < count - 1),
        alive=alive,
        doctor=doctor,
        log=(lookout.home / "logs" / "lookout.log").read_text(),
        processor_share=share,
    )


def _installed(folder: Path, nodes: Cluster, office: DemoOffice, telegram: FakeTelegram) -> Lookout:
    lookout = install(
        folder,
        office,
        telegram,
        LOOKOUT_STORE_URL=nodes.urls,
        LOOKOUT_STORE_PREFIX="outage",
        LOOKOUT_STORE_PATIENCE_SECONDS="4",
        LOOKOUT_ROUND_EVERY_SECONDS="5",
        LOOKOUT_ROUND_LEASE_SECONDS="10",
        LOOKOUT_ROUND_BATCH="20",
    )
    lookout.run("watch", "import", str(chat_watchlist(folder, telegram)))
    return lookout


def _filings(lookout: Lookout) -> int:
    with lookout.store() as store:
        store.settle(FILINGS)
        return store.search(FILINGS, Query(limit=0)).total


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
