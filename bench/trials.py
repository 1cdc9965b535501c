"""Long trials on real nodes, the same that the tests make in short.

- ``python -m bench.trials chaos --records 20000 --blows 6``: three nodes, replicas 1, four workers, continuous load; each blow
  kills a data node and two workers.
- ``python -m bench.trials outage --minutes 10``: the store leaves in the middle of a round.
"""

import argparse
import logging
import tempfile
import time
from pathlib import Path

from bench.corpus import Corpus
from desk.demo.office import DemoOffice
from tests.e2e.chaos import Outcome, run_chaos, run_quiet, write_clients, write_spool
from tests.e2e.outage import go_away
from tests.servers.elastic import cluster


def chaos(folder: Path, *, records: int, watches: int, blows: int) -> bool:
    """Whether the cluster came to what one quiet machine came to."""
    corpus = Corpus()
    spool = write_spool(folder / "spool", corpus, records=records, files=max(20, records // 250))
    clients = folder / "clients.jsonl"
    write_clients(clients, corpus, watches=watches, records=records)
    quiet = run_quiet(folder, spool, clients)
    started = time.monotonic()
    with cluster(3, heap="512m") as nodes:
        chaotic = run_chaos(folder, nodes, spool, clients, workers=4, blows=blows)
    for name, outcome in (("quiet machine", quiet), ("cluster", chaotic)):
        print(f"{name:14} {_words(outcome)}")
    print(f"{blows} blows in {time.monotonic() - started:.0f} s: {'the same' if quiet == chaotic else 'NOT the same'}")
    return quiet == chaotic


def outage(folder: Path, *, minutes: float) -> bool:
    """Whether every alert of the day was told, and what was said meanwhile."""
    with cluster() as nodes, DemoOffice() as office:
        (node,) = nodes.nodes
        after = go_away(folder, nodes, office, leave=node.kill, come_back=node.start, seconds=minutes * 60)
    print(f"{len(after.alerts)} alerts, {len(after.untold)} untold, {len(after.unmarked)} told twice without saying so")
    print(f"the service used {after.processor_share:.2%} of one core while the store was away, and said:")
    print("\n".join(f"  {line}" for line in after.log.splitlines() if "store" in line))
    print(f"lookout alive:\n  {after.alive.strip()}\nlookout doctor:\n{after.doctor}")
    return not after.untold and not after.unmarked


def _words(outcome: Outcome) -> str:
    parts = (("matches", outcome.matches), ("alerts", outcome.alerts), ("silences", outcome.silences))
    told = ", ".join(f"{sum(counted.values()):,} {name} ({len(counted):,} different)" for name, counted in parts)
    return f"{outcome.records:,} records, {told}"


def main() -> None:
    """Run one trial."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    trials = parser.add_subparsers(dest="trial", required=True)
    one = trials.add_parser("chaos")
    one.add_argument("--records", type=int, default=20_000)
    one.add_argument("--watches", type=int, default=300)
    one.add_argument("--blows", type=int, default=6)
    other = trials.add_parser("outage")
    other.add_argument("--minutes", type=float, default=10.0)
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        if chosen.trial == "chaos":
            well = chaos(Path(folder), records=chosen.records, watches=chosen.watches, blows=chosen.blows)
        else:
            well = outage(Path(folder), minutes=chosen.minutes)
    raise SystemExit(0 if well else 1)


if __name__ == "__main__":
    main()
