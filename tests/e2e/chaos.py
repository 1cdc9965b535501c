"""Load and matching on a cluster while its nodes and workers are killed, and the same on one quiet machine to compare with."""

import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.corpus import Corpus, perturbed
from config.settings import Settings, StoreSettings
from desk.wiring import opened_store, utc_now
from index.fields import Collection
from index.schema import ALERTS, FILINGS, MATCHES, SILENCES, WATCHES
from index.store import Store
from records import Address, Alert, Client, Match, Silence, Watch, WatchKind
from records.wire import Record, to_line
from tests.servers.elastic import Cluster, Node

log = logging.getLogger(__name__)

PREFIX = "chaos"
QUEUES = (FILINGS, WATCHES, MATCHES)
"""What must be empty of due rows when all work is done (alerts wait for who delivers)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What matching came to, as sets of what identifies each thing, and how many rows say it."""

    records: int
    matches: Counter[tuple[str, str, float]]
    alerts: Counter[tuple[str, str, str]]
    silences: Counter[tuple[str, str, str]]


@dataclass(slots=True)
class Site:
    """One installation: where its store is, a folder for its processes' homes, and these processes."""

    folder: Path
    store_settings: dict[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    started: int = 0

    def environment(self, home: str) -> dict[str, str]:
        """Of a process with a home of its own."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOOKOUT_")}
        return inherited | self.store_settings | {"LOOKOUT_HOME": str(self.folder / home), "LOOKOUT_ROUND_LEASE_SECONDS": "10"}

    def run(self, home: str, *words: str) -> subprocess.CompletedProcess[str]:
        """A command to its end."""
        command = [sys.executable, "-m", "desk.cli", *words]
        return subprocess.run(command, env=self.environment(home), capture_output=True, text=True, check=False, timeout=300)

    def start_worker(self) -> None:
        """One more worker, as on a machine of its own."""
        home = f"worker-{self.started}"
        self.started += 1
        command = [sys.executable, "-m", "desk.cli", "worker"]
        environment = self.environment(home) | {"LOOKOUT_ROUND_BATCH": "50", "LOOKOUT_WORKER_IDLE_SECONDS": "0.5"}
        with (self.folder / f"{home}.log").open("wb") as log:
            self.workers.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))

    def kill_worker(self) -> None:
        """``kill -9`` of the one that has worked longest."""
        worker = self.workers.pop(0)
        worker.kill()
        worker.wait()

    def stop_workers(self) -> list[int]:
        """SIGTERM for all; their exit codes."""
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        codes = [worker.wait(timeout=90) for worker in self.workers]
        self.workers.clear()
        return codes

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store, opened beside the processes."""
        told = {name.removeprefix("LOOKOUT_STORE_").lower(): value for name, value in self.store_settings.items()}
        settings = Settings.model_construct(home=self.folder / "home", store=StoreSettings.model_validate(told))
        with opened_store(settings) as store:
            yield store

    def load(self, spool: Path) -> int:
        """Load a spool file, again and again until it is in; returns how often it took."""
        for tries in range(1, 30):
            done = self.run("loader", "load", str(spool))
            if done.returncode == 0:
                return tries
            assert "Traceback" not in done.stderr, done.stderr
            time.sleep(1)
        raise AssertionError(f"{spool.name} was never taken: {done.stderr}")

    def await_quiet(self, *, seconds: float) -> None:
        """Until nothing is due and nothing leased, twice: one look at several queues may miss what moves from one to the next."""
        give_up = time.monotonic() + seconds
        quiet = 0
        with self.store() as store:
            while time.monotonic() < give_up:
                health = store.health(now=utc_now())
                left = [health.collections[queue.name] for queue in QUEUES] if health.ok else []
                quiet = quiet + 1 if left and not any(one.due or one.leased for one in left) else 0
                if quiet == 2:
                    return
                time.sleep(1)
        raise AssertionError(f"still at work after {seconds:g} s: {health}")

    def outcome(self) -> Outcome:
        """What there is in the store now."""
        with self.store() as store:
            store.settle(FILINGS, MATCHES, ALERTS, SILENCES)
            return Outcome(
                records=sum(1 for _ in _all(store, FILINGS)),
                matches=Counter((m.watch_id, m.record_id, m.score) for m in _all(store, MATCHES) if isinstance(m, Match)),
                alerts=Counter((a.watch_id, a.record_id, a.event) for a in _all(store, ALERTS) if isinstance(a, Alert)),
                silences=Counter((s.watch_id, s.record_id, s.reason) for s in _all(store, SILENCES) if isinstance(s, Silence)),
            )


@dataclass(slots=True)
class Killer:
    """Kills one data node and two workers at a time, and lets the cluster heal before the next blow."""

    cluster: Cluster
    site: Site
    blows: int = 0

    def strike(self) -> None:
        """One blow; the node comes back, the workers are replaced."""
        node = self.cluster.nodes[self.blows % len(self.cluster.nodes)]
        self.blows += 1
        started = time.monotonic()
        _kill_both(node, self.site)
        for _ in range(2):
            self.site.start_worker()
        time.sleep(3)
        node.start()
        self.cluster.wait(nodes=len(self.cluster.nodes), status="green", seconds=180)
        log.info("blow %d: green again after %.0f s", self.blows, time.monotonic() - started)


def _kill_both(node: Node, site: Site) -> None:
    site.kill_worker()
    node.kill()
    site.kill_worker()


def write_spool(folder: Path, corpus: Corpus, *, records: int, files: int) -> list[Path]:
    """The corpus' first filings in spool files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(files):
        path = folder / f"{number:04d}.jsonl"
        path.write_bytes(b"\n".join(to_line(corpus.filing(at)) for at in range(number, records, files)) + b"\n")
        paths.append(path)
    return paths


def write_clients(path: Path, corpus: Corpus, *, watches: int, records: int) -> None:
    """Clients whose marks are near some of the filings, as lines of a spool file."""
    draw = random.Random("watches")
    lines: list[Record] = []
    for number in range(watches):
        client = Client(
            id=f"c{number % 10}", names=(f"Client {number % 10}",), markets=("US",), language="en",
            addresses=(Address(channel="console", address="1"),),
        )  # fmt: skip
        lines += [client] if number < 10 else []
        term = perturbed(corpus.mark(draw.randrange(records)), draw)
        lines.append(Watch(id=f"w{number}", client_id=client.id, kind=WatchKind.MARK, terms=(term,)))
    path.write_bytes(b"\n".join(map(to_line, lines)) + b"\n")


def run_quiet(folder: Path, spool: Sequence[Path], clients: Path) -> Outcome:
    """All of it on one machine, one step after the other, on a store of its own."""
    site = Site(folder, {"LOOKOUT_STORE_URL": f"sqlite:///{folder / 'quiet.db'}"})
    for words in (("load", str(clients)), ("round", "--no-crawl"), ("load", *map(str, spool)), ("round", "--no-crawl")):
        done = site.run("home", *words)
        assert done.returncode == 0, done.stdout + done.stderr
    return site.outcome()


def run_chaos(folder: Path, cluster: Cluster, spool: Sequence[Path], clients: Path, *, workers: int, blows: int) -> Outcome:
    """The same on the cluster: continuous load, several workers, and blows until the load is in and all blows are struck."""
    site = Site(
        folder,
        {
            "LOOKOUT_STORE_URL": cluster.urls,
            "LOOKOUT_STORE_PREFIX": PREFIX,
            "LOOKOUT_STORE_REPLICAS": "1",
            "LOOKOUT_STORE_SHARDS": "2",
        },
    )
    site.load(clients)
    try:
        for _ in range(workers):
            site.start_worker()
        with ThreadPoolExecutor(1) as loader:
            loading = loader.submit(lambda: [site.load(path) for path in spool])
            killer = Killer(cluster, site)
            for _ in range(blows):
                time.sleep(4)
                killer.strike()
            loading.result()
        log.info("all is loaded")
        site.await_quiet(seconds=120)
        log.info("nothing is due")
        codes = site.stop_workers()
    finally:
        while site.workers:  # a trial that fails leaves nobody at work
            site.kill_worker()
    assert codes == [0] * workers, [log.read_text()[-2000:] for log in folder.glob("worker-*.log")]
    return site.outcome()


def _all(store: Store, collection: Collection) -> Iterator[Record]:
    for batch in store.scan(collection):
        for row in batch:
            yield row.record
