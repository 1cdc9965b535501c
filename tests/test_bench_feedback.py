"""The bench of answers: it runs on the real matcher, and more caution never spares more."""

from dataclasses import replace

from bench.feedback import cases, halves, worth
from desk.wiring import model_scale

LETTERS = "AEIOULNRSTDKPMB"
NAMES = [f"HETO{a}{b}{c}" for a in LETTERS for b in LETTERS for c in "AEO"]


def test_answers_are_worth_something_and_caution_has_its_price() -> None:
    """Half of the false alerts is answered; what is spared of the rest falls as the prior grows."""
    found = cases([("HETTOOVA", "HETOOVA"), ("HETTUVA", "HETUVA")], NAMES)
    assert {case.watch.id for case in found} == {"HETOOVA", "HETUVA"}
    assert all(match.watch_id == case.watch.id for case in found for match in (*case.false, *case.conflicts))
    assert sum(map(len, halves(found))) == len(found)
    spared = [worth(found, replace(model_scale(), prior=prior)).spared for prior in (1.0, 8.0, 1000.0)]
    assert spared == sorted(spared, reverse=True)
    assert spared[0] > 0
    assert spared[-1] == 0
