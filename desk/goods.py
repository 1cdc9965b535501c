"""Which Nice classes are filed together: counted in the store, kept there, and used by whoever compares goods.

Counted by facets, one for each class of each office, so that the cost grows with the store as that of a search does and no
record is read. Chance is taken office by office: else two classes would seem related because one office is fond of both.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from config.tables import class_relations, verified_relations
from index.query import Filter, Query, equals
from index.schema import CO_FILINGS, FILINGS
from index.store import Store
from matcher.goods import CLASSES, NUMBERS, GoodsRelation
from records import CoFiled, CoFiling

NICE = "nice"
"""Key of the one row that is kept."""
MAX_OFFICES = 200


@dataclass(frozen=True, slots=True)
class Learned:
    """A new count, and whether it changed the relation of any two classes."""

    count: CoFiling
    changed: bool


def build_goods() -> GoodsRelation:
    """Which Nice classes are related, from the table alone."""
    return GoodsRelation(class_relations(), verified=verified_relations())


def goods_in_force(store: Store) -> GoodsRelation:
    """Which Nice classes are related, from the table and the count that the store keeps."""
    return build_goods().learn(last_count(store))


def last_count(store: Store) -> CoFiling | None:
    """The count that the store keeps, ``None`` before the first one."""
    row = store.get(CO_FILINGS, [NICE]).get(NICE)
    return row.record if row and isinstance(row.record, CoFiling) else None


def learn_goods(store: Store, *, now: datetime) -> Learned:
    """Count co-filings anew and keep the count."""
    before = goods_in_force(store)
    count = count_co_filings(store, now=now)
    store.write(CO_FILINGS, [CO_FILINGS.row(count)], now=now)
    return Learned(count, changed=before.learn(count).snapshot != before.snapshot)


def count_co_filings(store: Store, *, now: datetime) -> CoFiling:
    """Count, over all filings, how often each class is filed, and each pair together."""
    store.settle(FILINGS)
    filings = 0
    classes: Counter[int] = Counter()
    together: Counter[tuple[int, int]] = Counter()
    expected: dict[tuple[int, int], float] = defaultdict(float)
    for office in _offices(store):
        whole, held, both = _count_office(store, office)
        filings += whole
        classes += held
        together += both
        for (a, b), chance in _by_chance(whole, held):
            expected[a, b] += chance
    pairs = tuple(
        CoFiled(a=a, b=b, together=count, expected=round(expected[a, b], 3)) for (a, b), count in sorted(together.items())
    )
    return CoFiling(id=NICE, counted_at=now, filings=filings, classes=tuple(sorted(classes.items())), pairs=pairs)


def _offices(store: Store) -> list[str]:
    return [str(facet.value) for facet in store.facets(FILINGS, Query(), "office", limit=MAX_OFFICES)]


def _count_office(store: Store, office: str) -> tuple[int, Counter[int], Counter[tuple[int, int]]]:
    """Filings of an office with a class, filings by class, and by pair of classes, ``a`` < ``b``."""
    mine = equals("office", office)
    whole = store.search(FILINGS, Query(where=(mine, equals("class", *NUMBERS)), limit=0)).total
    held = _by_class(store, mine)
    both: Counter[tuple[int, int]] = Counter()
    for a in held:
        both.update({(a, b): count for b, count in _by_class(store, mine, equals("class", a)).items() if b > a})
    return whole, held, both


def _by_class(store: Store, *where: Filter) -> Counter[int]:
    facets = store.facets(FILINGS, Query(where=where), "class", limit=CLASSES)
    return Counter({facet.value: facet.count for facet in facets if isinstance(facet.value, int) and facet.value in NUMBERS})


def _by_chance(whole: int, held: Counter[int]) -> Iterator[tuple[tuple[int, int], float]]:
    """How many filings would hold both of two classes if these were independent."""
    numbers = sorted(held)
    for at, a in enumerate(numbers):
        for b in numbers[at + 1 :]:
            yield (a, b), held[a] * held[b] / whole
