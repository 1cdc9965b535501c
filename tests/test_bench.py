"""The benches of the stores: they run on both, measure beside a baseline, and mean the same from run to run."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import mean

import numpy as np
import pytest

from bench import fits
from bench import glance as glancing
from bench import load as loading
from bench import recall as recalling
from bench import scan as scanning
from bench import sieve as sifting
from bench.corpus import Corpus
from bench.fits import full_model, leave
from bench.names import Names
from index.elastic import ElasticStore
from index.query import Query
from index.schema import FILINGS
from index.store import Store
from matcher import glance
from matcher.model import THRESHOLDS
from matcher.packaged import rows
from matcher.pairs import REGIMES
from matcher.sifted import MEASURES

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
    share = recalling.recall(recalling.from_store(loaded), found, line=0.9)
    assert share.brands == 3
    assert share.mean == share.pooled == (1.0, 1.0, 1.0)
    assert share == recalling.recall(recalling.from_memory(Corpus(), ROWS), found, line=0.9)
    assert recalling.recall(lambda brand, limit: (), found, line=0.9).mean == (0.0, 0.0, 0.0)


def test_the_sieve_is_fitted_to_the_full_model(capsys: pytest.CaptureFixture[str]) -> None:
    """A fit on some brands puts first what the model flags for others, and tells how much of it."""
    brands = list(Corpus().brands(24, among=ROWS))
    found = [recalling.Found(brand, one) for brand, one in zip(brands, recalling.brute_force(brands, range(ROWS)), strict=True)]
    told = sifting.seen(found, ROWS, ())
    assert {one.group for one in told} <= {one.group for one in found}
    assert all(one.measured.shape == (len(one.regime), len(MEASURES)) for one in told)
    assert all(0 < int(one.flagged.sum()) <= one.of for one in told)
    weights = sifting.fitted(told[::2])
    assert weights.shape == (len(REGIMES), len(MEASURES) + 1)
    assert mean(one.kept(weights, 20, 20) for one in told[1::2]) > 0.9
    sifting.report(told, 0.005)
    assert f"{len(told)} brands, mean rows met" in capsys.readouterr().out


def test_the_glance_is_fitted_to_the_full_model() -> None:
    """A fit on some filings tells pairs that the model flags from others, of other filings, too."""
    seen, scores, filings = glancing.pairs(200, 1_000, ())
    assert seen.shape == (len(scores), len(glance.MEASURES))
    assert filings.max() < 200
    flagged, held = scores >= THRESHOLDS.low, filings % 2 == 1
    weights = glancing.fitted(seen[~held], flagged[~held])
    assert weights.shape == (len(glance.MEASURES) + 1,)
    near = seen[held] @ weights[:-1] + weights[-1]
    assert flagged[held].sum() > 50
    cut = np.quantile(near[flagged[held]], 0.05)
    assert (near >= cut).sum() < 0.01 * 100 * 1_000


@pytest.mark.parametrize("table", ["glance", "sieve"])
def test_the_fitted_tables_are_those_of_the_model_in_force(table: str) -> None:
    """Protects what is kept and found from a model that was trained anew, or given a new name for another view or feature."""
    fitted_to = {row["table"]: row["fitted_to"] for row in rows("fitted")}
    assert fitted_to[table] == full_model(), f"fit it again: python -m bench.{table} --names DIR --write"


def test_a_fit_leaves_its_table_and_says_of_which_model_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ``--write`` writes: weights of two places, and for the other table what was there before."""
    monkeypatch.setattr(fits, "TABLES", tmp_path)
    for name in fits.MODEL:
        (tmp_path / f"{name}.csv").write_text(name, encoding="utf-8")
    leave("glance", ("measure", "weight"), [("start", [1.234]), ("end", [-2.0])], write=True)
    assert (tmp_path / "glance.csv").read_text() == "measure,weight\nstart,1.23\nend,-2.00\n"
    told = (tmp_path / "fitted.csv").read_text().splitlines()
    assert told[1] == f"glance,{full_model()}"
    assert told[2].startswith("sieve,")
    (tmp_path / "model.csv").write_text("trained anew", encoding="utf-8")
    assert told[1] != f"glance,{full_model()}"


def test_marks_are_made_of_real_names_where_lists_are_given(tmp_path: Path) -> None:
    """Text lists and tables, Chinese names by themselves; the same seed and names give the same marks."""
    (tmp_path / "a.txt").write_text("Sunvale Coffee\nKoltex\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("brand,brand_zh\nMoonvale,月谷\nLedger,账本茶\n", encoding="utf-8")
    marks = [Corpus(names=Names.read([tmp_path])).mark(number) for number in range(300)]
    assert {"Koltex", "Ledger", "月谷"} <= set(marks)
    assert len(set(marks)) > 60
    assert marks == [Corpus(names=Names.read([tmp_path])).mark(number) for number in range(300)]


def test_the_corpus_is_the_same_every_time() -> None:
    """Whoever makes a filing, in whatever order, so that processes share the work and runs can be compared."""
    forwards = [(row.id, row.digest, row.keys) for row in Corpus().rows(range(60, 70))]
    backwards = [(row.id, row.digest, row.keys) for row in Corpus().rows(range(69, 59, -1))]
    assert forwards == backwards[::-1]
    assert [*Corpus().brands(6, among=50)] == [*Corpus().brands(6, among=50)]
    assert Corpus(1).mark(3) != Corpus(2).mark(3)
