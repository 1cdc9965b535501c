"""Docket entries against watches: the parties of the caption, the plaintiff, the number, the product."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from matcher.captions import is_schedule_a, split_caption
from matcher.found import Found, Term
from matcher.goods import phrase, phrase_in, stems_of
from matcher.keys import ANY_SCHEDULE_A, name_keys
from matcher.numbers import same_docket
from matcher.party import LIKE_NAME, SAME_NAME, company, compare_names, shop
from records.codes import WatchKind
from records.docket import DocketEntry
from records.match import Evidence

PRODUCT_IN_CAPTION = 0.6
_LEAST = {
    WatchKind.MARK: SAME_NAME,
    WatchKind.SHOP: LIKE_NAME,
    WatchKind.COMPANY: LIKE_NAME,
    WatchKind.PLAINTIFF: LIKE_NAME,
}
"""How like a party's name must be: a brand is not a company, so it must be the same name."""


class EntryMatcher:
    """All terms that can meet a docket, indexed once."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._names: dict[str, list[Term]] = defaultdict(list)
        self._numbers = [term for term in terms if term.watch.kind is WatchKind.NUMBER]
        self._products = [(term, phrase(term.text)) for term in terms if term.watch.kind is WatchKind.PRODUCT]
        self._any: list[Term] = []
        for term in terms:
            if term.watch.kind is WatchKind.PLAINTIFF and term.text.strip() == ANY_SCHEDULE_A:
                self._any.append(term)
            elif term.watch.kind in _LEAST:
                for key in name_keys(term.text):
                    self._names[key].append(term)
        self._by_caption: dict[str, tuple[Found, ...]] = {}

    def found(self, entry: DocketEntry) -> Iterator[Found]:
        """Everything of the entry that a term asks for, in a court its watch follows."""
        name = entry.case_name or ""
        if name not in self._by_caption:
            self._by_caption[name] = tuple(self._in_caption(name))
        told = (*self._by_caption[name], *self._by_schedule(entry, name), *self._by_number(entry))
        for one in told:
            courts = one.term.watch.courts
            if not courts or entry.court in courts:
                yield one

    def _in_caption(self, name: str) -> Iterator[Found]:
        caption = split_caption(name)
        for written in caption.plaintiffs:
            yield from self._by_party(written, plaintiff=True)
        for written in caption.defendants:
            yield from self._by_party(written, plaintiff=False)
        stems = stems_of(name)
        for term, wanted in self._products:
            if phrase_in(wanted, stems):
                said = Evidence(feature="product_in_caption", score=1.0, weight=1.0, detail=f"{term.text}: {name}")
                yield Found(term, name, PRODUCT_IN_CAPTION, (said,))

    def _by_party(self, written: str, *, plaintiff: bool) -> Iterator[Found]:
        side = Evidence(feature="plaintiff" if plaintiff else "defendant", score=1.0, weight=0.0, detail=written)
        for term in {id(term): term for key in name_keys(written) for term in self._names.get(key, ())}.values():
            if term.watch.kind is WatchKind.PLAINTIFF and not plaintiff:
                continue
            read = shop if term.watch.kind is WatchKind.SHOP else company
            like = compare_names(read(written), term.name)
            if like.score >= _LEAST[term.watch.kind]:
                yield Found(term, written, like.score, (*like.evidence, side))

    def _by_schedule(self, entry: DocketEntry, name: str) -> Iterator[Found]:
        if not self._any:
            return
        told = entry.schedule_a if entry.schedule_a is not None else bool(name) and is_schedule_a(name)
        if told:
            said = Evidence(feature="schedule_a", score=1.0, weight=1.0, detail=name)
            yield from (Found(term, name, 1.0, (said,)) for term in self._any)

    def _by_number(self, entry: DocketEntry) -> Iterator[Found]:
        for term in self._numbers:
            if entry.docket_number and same_docket(entry.docket_number, term.text):
                said = Evidence(feature="same_number", score=1.0, weight=1.0, detail=f"{entry.docket_number} = {term.text}")
                yield Found(term, entry.docket_number, 1.0, (said,))
