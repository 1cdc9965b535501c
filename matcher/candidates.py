"""All watches in memory against batches of new records: the forward direction."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from matcher.by_filing import FilingMatcher
from matcher.by_mark import MarkMatcher
from matcher.entries import EntryMatcher
from matcher.found import Found, Term
from matcher.goods import GoodsRelation
from matcher.lasting import collector_paused, keep_from_collector
from matcher.model import FEATURE_SET
from matcher.rarity import Rarity
from records.docket import DocketEntry
from records.filing import Filing
from records.match import Match
from records.watch import Watch

FILINGS = "filings"
DOCKET_ENTRIES = "docket_entries"


class WatchIndex:
    """Watches, made ready once; ``match`` then takes any number of batches. Inactive watches are passed over."""

    def __init__(self, watches: Sequence[Watch], *, goods: GoodsRelation, rarity: Rarity | None = None) -> None:
        """``goods``: relation of classes, which multiplies a mark's score; ``rarity``: what words tell (default: packaged)."""
        terms = [Term(watch, term) for watch in watches if watch.active for term in watch.terms if term.strip()]
        self._marks = MarkMatcher(terms, goods=goods, rarity=rarity)
        self._filings = FilingMatcher(terms, goods=goods)
        self._entries = EntryMatcher(terms)
        keep_from_collector(len(terms))

    def match(self, records: Sequence[Filing | DocketEntry], *, now: datetime) -> list[Match]:
        """Every (watch, record) at least ``THRESHOLDS.low`` close, in the order of the records, closest watch first.

        One match for a watch and a record: that of the term that came closest.
        """
        best: dict[tuple[int, str], Found] = {}
        with collector_paused():
            for at, one in self._found(records):
                key = at, one.term.watch.id
                if key not in best or one.score > best[key].score:
                    best[key] = one
            in_order = sorted(best.items(), key=lambda item: (item[0][0], -item[1].score, item[0][1]))
            return [_as_match(records[at], one, now) for (at, _), one in in_order]

    def _found(self, records: Sequence[Filing | DocketEntry]) -> Iterator[tuple[int, Found]]:
        places = [at for at, record in enumerate(records) if isinstance(record, Filing)]
        filings = [record for record in records if isinstance(record, Filing)]
        for place, one in self._marks.found(filings):
            yield places[place], one
        for at, record in enumerate(records):
            several = self._filings.found(record) if isinstance(record, Filing) else self._entries.found(record)
            for one in several:
                yield at, one


def _as_match(record: Filing | DocketEntry, one: Found, now: datetime) -> Match:
    filing = isinstance(record, Filing)
    stage = record.status if isinstance(record, Filing) else record.event
    return Match(
        watch_id=one.term.watch.id,
        client_id=one.term.watch.client_id,
        collection=FILINGS if filing else DOCKET_ENTRIES,
        record_id=record.key,
        term=one.term.text,
        record_text=one.text,
        score=one.score,
        evidence=one.evidence,
        feature_set=FEATURE_SET,
        class_overlap=one.relation,
        stage=stage.value if stage else "",
        created_at=now,
    )
