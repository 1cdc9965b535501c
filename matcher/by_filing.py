"""What else of a filing is watched: its owners, its numbers, its goods."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from matcher.found import Found, Term, office_watched
from matcher.goods import GoodsRelation, phrase, phrase_in, stems_of
from matcher.keys import filing_numbers, name_keys
from matcher.model import THRESHOLDS, goods_evidence, with_goods
from matcher.numbers import same_register
from matcher.party import LIKE_NAME, company, compare_names, shop
from records.codes import WatchKind
from records.filing import Filing
from records.match import Evidence

PRODUCT_IN_MARK = 0.75
PRODUCT_IN_GOODS = 0.6
"""Scores of a product named in a mark, and in the goods of a filing."""
_SHOWN = 60


class FilingMatcher:
    """COMPANY, SHOP, NUMBER and PRODUCT terms, indexed once."""

    def __init__(self, terms: Sequence[Term], *, goods: GoodsRelation) -> None:
        self._goods = goods
        self._numbers = [term for term in terms if term.watch.kind is WatchKind.NUMBER]
        self._products: dict[str, list[tuple[Term, tuple[str, ...]]]] = defaultdict(list)
        self._phrases: list[tuple[Term, tuple[str, ...]]] = []
        self._owners: dict[str, list[Term]] = defaultdict(list)
        for term in terms:
            if term.watch.kind in {WatchKind.COMPANY, WatchKind.SHOP}:
                for key in name_keys(term.text):
                    self._owners[key].append(term)
            elif term.watch.kind is WatchKind.PRODUCT and (wanted := phrase(term.text)):
                (self._products[wanted[0]] if wanted[0].isascii() else self._phrases).append((term, wanted))

    def found(self, filing: Filing) -> Iterator[Found]:
        """Everything of the filing that a term asks for."""
        yield from self._by_owner(filing)
        yield from self._by_number(filing)
        mark = filing.mark.verbal_element_text
        if mark:
            yield from self._by_product(filing, mark, filing.nice_classes, PRODUCT_IN_MARK)
        for goods in filing.goods_services:
            classes = () if goods.class_number is None else (goods.class_number,)
            yield from self._by_product(filing, goods.description_text, classes, PRODUCT_IN_GOODS)

    def _by_owner(self, filing: Filing) -> Iterator[Found]:
        for party in filing.applicants if self._owners else ():
            for written in (party.name, *party.other_names):
                for term in {id(term): term for key in name_keys(written) for term in self._owners.get(key, ())}.values():
                    read = shop if term.watch.kind is WatchKind.SHOP else company
                    like = compare_names(read(written), term.name)
                    if like.score >= LIKE_NAME and office_watched(filing, term.watch):
                        yield Found(term, written, like.score, like.evidence)

    def _by_number(self, filing: Filing) -> Iterator[Found]:
        for term in self._numbers:
            for number in filing_numbers(filing):
                if same_register(number, term.text) and office_watched(filing, term.watch):
                    same = Evidence(feature="same_number", score=1.0, weight=1.0, detail=f"{number} = {term.text}")
                    yield Found(term, number, 1.0, (same,))

    def _by_product(self, filing: Filing, text: str, classes: Sequence[int], scored: float) -> Iterator[Found]:
        if not self._products and not self._phrases:
            return
        stems = stems_of(text)
        asked = [one for word in self._products.keys() & set(stems) for one in self._products[word]]
        for term, wanted in (*asked, *self._phrases):
            if not phrase_in(wanted, stems) or not office_watched(filing, term.watch):
                continue
            relation = self._goods.relation(classes, term.watch.classes)
            score = with_goods(scored, relation)
            if score >= THRESHOLDS.low:
                feature = "product_in_mark" if scored == PRODUCT_IN_MARK else "product_in_goods"
                shown = _around(wanted[0], text)
                said = Evidence(feature=feature, score=scored, weight=1.0, detail=f"{term.text}: {shown}")
                yield Found(term, shown, score, (said, goods_evidence(relation)), relation)


def _around(word: str, text: str) -> str:
    """The stretch of a long text in which a word stands."""
    if len(text) <= 2 * _SHOWN:
        return text
    at = max(0, text.lower().find(word) - _SHOWN // 2)
    cut = text[at : at + 2 * _SHOWN].strip()
    return f"{'…' if at else ''}{cut}{'…' if at + 2 * _SHOWN < len(text) else ''}"
