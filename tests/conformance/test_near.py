"""candidates by sketches: the nearest first, the same for every back end, whatever happened to the rows before."""

from collections.abc import Sequence

from bench.corpus import Corpus
from index.query import Filter, KeyQuery, Range, equals
from index.rows import Row
from index.schema import FILINGS
from index.store import Store
from matcher.gallery import Gallery
from matcher.keys import query_keys
from tests.conformance.addresses import open_address
from tests.conformance.made import LATER, NOW, filing, row

MARKS = ("SUNVALE", "SUNVALLE", "SUMVALE", "MOONVALE", "KOLTEX", "COLTECS", "红星", "HONGXING", "WHITE RABBIT", "白兔", "LEDGER")


def marked(number: int, mark: str, *, office: str = "US", status_text: str | None = None) -> Row:
    """A filing of that mark with the keys of the matcher."""
    return row(filing(number, mark, office=office, status_text=status_text), *query_keys(mark))


def ids(store: Store, brand: str, *where: Filter, limit: int = 20) -> list[str]:
    """Candidates of a brand by nearness."""
    (found,) = store.candidates(FILINGS, [KeyQuery(query_keys(brand), where)], limit=limit)
    return [one.id for one in found if one.near is not None]


def as_held(rows: Sequence[Row], brand: str, *, all_of: bool = False) -> list[str]:
    """What a gallery of these rows says; ``all_of``: that looks at every one."""
    gallery = Gallery()
    gallery.put([(one.id, one.sketches) for one in rows])
    among = frozenset(one.id for one in rows) if all_of else None
    sketches = [key for key in query_keys(brand) if key.startswith("~")]
    return [row_id for row_id, _ in gallery.nearest(sketches, limit=50, among=among)]


def test_the_nearest_come_first(store: Store) -> None:
    """Across spelling, sound, script and meaning; each row that is near brings its gist."""
    rows = [marked(number, mark) for number, mark in enumerate(MARKS)]
    store.write(FILINGS, rows, now=NOW)
    first, *others = ids(store, "SUNVALE")[:3]
    assert (first, set(others)) == ("US:0", {"US:1", "US:2"})
    assert ids(store, "KOLTEX")[:2] == ["US:4", "US:5"]
    assert set(ids(store, "红星")[:2]) == {"US:6", "US:7"}
    assert ids(store, "WHITE RABBIT")[:2] == ["US:8", "US:9"]
    assert ids(store, "SUNVALE") == as_held(rows, "SUNVALE")
    assert ids(store, "SUNVALE", limit=2) == ids(store, "SUNVALE")[:2]
    (found,) = store.candidates(FILINGS, [KeyQuery(query_keys("SUNVALE"), near=1)], limit=9)
    assert [one.near is None for one in found][:2] == [False, True], "room is left for rows that share keys"


def test_candidates_are_those_of_the_rows_whatever_came_before(store: Store) -> None:
    """Rows that came in batches, changed, went and came again, asked for in between."""
    corpus = Corpus()
    texts = [corpus.mark(number) for number in range(600)]
    for start in range(0, 600, 150):
        store.write(FILINGS, [marked(at, texts[(at * 7) % 600]) for at in range(start, start + 150)], now=NOW)
        ids(store, "SUNVALE")
    store.write(FILINGS, [marked(at, texts[at], status_text="changed") for at in range(300)], now=LATER)
    store.delete(FILINGS, [f"US:{at}" for at in range(250, 350)])
    ids(store, "SUNVALE")
    store.write(FILINGS, [marked(at, texts[at], status_text="again") for at in range(250, 600)], now=LATER)
    rows = [marked(at, texts[at]) for at in range(600)]
    for brand in corpus.brands(12, among=600):
        assert ids(store, brand, limit=50) == as_held(rows, brand)


def test_filters_hold_before_the_limit(store: Store) -> None:
    """A filter that few rows pass: those that pass are ranked, though thousands of others are nearer."""
    near = [marked(number, f"SUNVALE {number}") for number in range(40)]
    far = [marked(100 + number, mark, office="EM") for number, mark in enumerate(("SUNWHALE", "MOONVALE", "LEDGER"))]
    store.write(FILINGS, [*near, *far], now=NOW)
    assert ids(store, "SUNVALE", equals("office", "EM"), limit=2) == ["EM:100", "EM:101"]
    assert len(ids(store, "SUNVALE", equals("office", "US"), limit=30)) == 30


def test_a_filter_by_office_is_no_loss(store: Store) -> None:
    """Protects a scan of some markets: what passes is found as if nothing else were held, alone and with other filters."""
    corpus, offices = Corpus(), ("US", "EM", "GB")
    rows = [marked(at, corpus.mark(at), office=offices[at % 3], status_text="odd" if at % 2 else None) for at in range(600)]
    store.write(FILINGS, rows, now=NOW)
    store.delete(FILINGS, [rows[at].id for at in range(0, 600, 50)])
    left = [one for at, one in enumerate(rows) if at % 50]
    for brand in corpus.brands(8, among=600):
        for wanted in (("EM",), ("us", "GB")):
            held = [one for one in left if one.id.split(":")[0].lower() in {office.lower() for office in wanted}]
            assert ids(store, brand, equals("office", *wanted), limit=50)[:20] == as_held(held, brand, all_of=True)[:20]
            some = [one for one in held if str(one.fields["application_number"][0]) >= "3"]
            above = Range("application_number", "3", None)
            assert ids(store, brand, equals("office", *wanted), above, limit=50)[:20] == as_held(some, brand, all_of=True)[:20]
    assert ids(store, "SUNVALE", equals("office", "FR")) == []


def test_what_others_write_is_found(store: Store, address: str) -> None:
    """Once the collection is settled; keys made anew, too."""
    assert ids(store, "SUNVALE") == []
    other = open_address(address)
    other.write(FILINGS, [row(filing(1, "SUNVALE"), "old"), marked(2, "SUNVALLE")], now=NOW)
    other.settle(FILINGS)
    store.settle(FILINGS)
    assert ids(store, "SUNVALE") == ["US:2"]
    assert other.rekey(FILINGS, [marked(1, "SUNVALE")]) == 1
    store.settle(FILINGS)
    assert ids(store, "SUNVALE") == ["US:1", "US:2"]
    other.delete(FILINGS, ["US:1"])
    store.settle(FILINGS)
    assert ids(store, "SUNVALE") == ["US:2"]
    other.close()
