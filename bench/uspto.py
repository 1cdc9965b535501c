"""Speed and memory of reading the USPTO's daily file, against bare ``lxml.etree.iterparse`` over the same file in the same run.

``python -m bench.uspto [--cases N] [--file DAY.xml]``. Bare means: every ``case-file`` ends, is cleared, and nothing is read.
The exit code is 1 where a limit is missed.
"""

import argparse
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from bench.uspto_day import write_day
from crawler.parse.uspto import CaseCounts, parse_cases
from crawler.run import run_crawl
from records.source import CrawlJob, Source

PARSER_AT_LEAST = 0.25
CRAWL_AT_LEAST = 0.10
MEGABYTES_AT_MOST = 150.0
ROUNDS = 3


def bare(path: Path) -> int:
    """Cases of the file, counted by iterparse and nothing else."""
    cases = 0
    for _, case in etree.iterparse(str(path), tag="case-file"):
        cases += 1
        case.clear()
        while case.getprevious() is not None:
            del case.getparent()[0]
    return cases


def bare_all_events(path: Path) -> int:
    """The same with the end of every element given to Python."""
    cases = 0
    for _, element in etree.iterparse(str(path)):
        if element.tag == "case-file":
            cases += 1
            element.clear()
    return cases


def parse(path: Path) -> int:
    """Cases of the file, read into records."""
    counts = CaseCounts()
    with path.open("rb") as stream:
        for _ in parse_cases(stream, url=path.name, counts=counts):
            pass
    return counts.present


def crawl(path: Path) -> int:
    """Cases of the file through Scrapy, in a process of its own, to a durable spool."""
    with tempfile.TemporaryDirectory() as home:
        source = Source(
            id="uspto-daily",
            title="bench",
            spider="uspto_daily",
            max_bytes=4 * 1024**3,
            options={"days": "1"},
        )
        job = CrawlJob(
            source=source,
            home=home,
            contact="https://lookout.example/bench",
            started_at=datetime.now(UTC),
            inputs=(str(path),),
            out=str(Path(home) / "spool.jsonl"),
        )
        report = run_crawl(job)
    if not report.ok:
        sys.exit(f"the crawl failed: {'; '.join(report.errors)}")
    return report.present


def best(runs: dict[str, Callable[[Path], int]], path: Path) -> dict[str, float]:
    """Seconds of the quickest round of each; they take turns, so that other work of the machine falls on all of them."""
    seconds = dict.fromkeys(runs, math.inf)
    cases = bare(path)
    for _ in range(ROUNDS):
        for name, run in runs.items():
            started = time.perf_counter()
            found = run(path)
            seconds[name] = min(seconds[name], time.perf_counter() - started)
            if found != cases:
                sys.exit(f"{name} found {found} cases, {cases} expected")
    return seconds


def peak_of_parser(path: Path) -> float:
    """Peak resident megabytes of a fresh process that only parses."""
    command = [sys.executable, "-m", "bench.uspto", "--file", str(path), "--memory"]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--cases", type=int, default=10_000, help="cases of the synthetic day")
    options.add_argument("--file", type=Path, help="measure this unpacked daily file instead")
    options.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.memory:
        parse(chosen.file)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path: Path = chosen.file or Path(folder) / "day.xml"
        if chosen.file is None:
            write_day(path, cases=chosen.cases)
        return measure(path)


def measure(path: Path) -> int:
    """Print every figure; 1 where a limit is missed."""
    seconds = best({"bare iterparse": bare, "iterparse, all ends": bare_all_events, "parser": parse, "whole crawl": crawl}, path)
    crawl_peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    parser_peak = peak_of_parser(path)
    cases, size, base = bare(path), path.stat().st_size / 1e6, seconds["bare iterparse"]
    print(f"{cases} cases, {size:.0f} MB; the last column is bare iterparse over this")
    for name, taken in seconds.items():
        print(f"{name:20} {taken:7.2f} s {size / taken:7.1f} MB/s {cases / taken:8.0f} cases/s {base / taken:6.2f}")
    print(f"peak memory: parser {parser_peak:.0f} MB, crawl {crawl_peak:.0f} MB")
    good = (
        base / seconds["parser"] >= PARSER_AT_LEAST,
        base / seconds["whole crawl"] >= CRAWL_AT_LEAST,
        max(parser_peak, crawl_peak) < MEGABYTES_AT_MOST,
    )
    verdict = "met" if all(good) else "MISSED"
    print(f"limits: parser {PARSER_AT_LEAST}, crawl {CRAWL_AT_LEAST}, memory {MEGABYTES_AT_MOST:.0f} MB: {verdict}")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
