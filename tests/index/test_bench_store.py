"""The bench of the store."""

from pathlib import Path

from bench.store import Corpus, measure


def test_the_bench_measures_every_figure_beside_a_baseline(tmp_path: Path) -> None:
    """It runs, and no figure stands alone."""
    figures = measure(300, batch=100, asked=3, folder=tmp_path)
    names = [figure.name for figure in figures]
    assert len(set(names)) == len(names)
    assert {"load", "candidates p95", "search a mark p95"} <= set(names)
    assert all(figure.value > 0 and figure.baseline and figure.ratio > 0 for figure in figures)


def test_the_bench_loads_the_same_filings_every_time() -> None:
    """Figures of two runs can be compared."""
    first, second = ([(row.digest, row.keys) for row in Corpus().rows(5)] for _ in range(2))
    assert first == second
