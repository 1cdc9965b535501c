"""What a spider hands to the pipeline: a batch of records, not single ones.

Scrapy spends about 300 µs on every item that passes its pipeline; a day of USPTO cases is 38,000 of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from records.crawl import Quarantined, SourceRef
from records.docket import Docket, DocketEntry
from records.errors import SourceError
from records.filing import Filing

BATCH_SIZE = 100
"""Records in one batch: enough to hide Scrapy's cost, few enough to keep memory flat (a case is up to 11 MB of XML)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Items of one response in their order, each as its record or as its rejection."""

    records: tuple[Filing | DocketEntry | Quarantined, ...] = ()
    dockets: Mapping[str, Docket] = field(default_factory=dict)
    """Cases of the entries, by docket key; written once a crawl, with the first entry of theirs that is kept."""
    failures: tuple[Quarantined, ...] = ()
    """Failures of whole responses: they go to quarantine too but are no items, so they are not counted among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One response (or input file) ready to be read: in memory, or on disk where it may be large."""

    name: str
    """Key of the address in the source's block, or the input's place in ``--from``."""
    source: SourceRef
    size: int
    body: bytes = b""
    path: Path | None = None

    @property
    def url(self) -> str:
        """Address that is shown and kept with the records."""
        return self.source.url


def batches(records: Iterable[Filing | DocketEntry | Quarantined]) -> Iterator[Batch]:
    """Cut a stream of records into batches; a SourceError of the stream is raised after the records that came before it."""
    source = iter(records)
    pending: list[Filing | DocketEntry | Quarantined] = []
    problem: SourceError | None = None
    while problem is None:
        try:
            record = next(source, None)
        except SourceError as error:
            problem = error
            continue
        if record is None:
            break
        pending.append(record)
        if len(pending) == BATCH_SIZE:
            yield Batch(records=tuple(pending))
            pending.clear()
    if pending:
        yield Batch(records=tuple(pending))
    if problem is not None:
        raise problem
