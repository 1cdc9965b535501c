"""The benches of the stores: they run on both, measure beside a baseline, and mean the same from run to run."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bench import load as loading
from bench import recall as recalling
from bench import scan as scanning
from bench.corpus import Corpus
from index.elastic import ElasticStore
from index.query import Query
from index.schema import FILINGS
from index.store import Store
from matcher.keys import query_keys

ROWS = 400


@pytest.fixture(params=["sqlite", "elastic"])
def loaded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store after a small load."""
    url = f"sqlite:///{tmp_path / 's.db'}" if request.param == "sqlite" else request.getfixturevalue("elastic")
    corpus = Corpus()
    with closing(loading.open_bench_store(url)) as store:
        batches = (corpus.rows(range(start, start + 100)) for start in range(0, ROWS, 100))
        rate, bare = loading.load(url, store, batches, every=2, folder=tmp_path)
        assert rate > 0
        assert bare > 0
        yield store
        if isinstance(store, ElasticStore):
            store.drop()


def test_a_loaded_store_is_measured(loaded: Store) -> None:
    """Every figure has its time, none stands alone, and recall by brute force is that of the candidates."""
    assert loaded.search(FILINGS, Query(limit=0)).total == ROWS
    figures = scanning.measure(loaded, Corpus(), rows=ROWS, asked=4)
    assert {"scan of five brands", "facets: class of a word", "search of a word"} <= {figure.name for figure in figures}
    assert all(0 < figure.p50 <= figure.p95 for figure in figures)
    assert scanning.bare(Corpus(), rows=ROWS, asked=2).p50 > 0
    brands = [Corpus().mark(number) for number in (60, 70, 80)]
    found = [recalling.Found(brand, one) for brand, one in zip(brands, recalling.brute_force(brands, range(ROWS)), strict=True)]
    assert all(one.over(0.9) for one in found), "a mark is found by itself"
    shares = recalling.recall(loaded, found, line=0.9, keys_of=query_keys)
    assert shares == sorted(shares)
    assert shares[-1] > 0.9
    assert recalling.recall(loaded, found, line=0.9, keys_of=lambda _: ())[-1] == 0.0


def test_the_corpus_is_the_same_every_time() -> None:
    """Whoever makes a filing, in whatever order, so that processes share the work and runs can be compared."""
    forwards = [(row.id, row.digest, row.keys) for row in Corpus().rows(range(60, 70))]
    backwards = [(row.id, row.digest, row.keys) for row in Corpus().rows(range(69, 59, -1))]
    assert forwards == backwards[::-1]
    assert [*Corpus().brands(6, among=50)] == [*Corpus().brands(6, among=50)]
    assert Corpus(1).mark(3) != Corpus(2).mark(3)
