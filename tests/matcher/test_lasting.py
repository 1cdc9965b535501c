"""The garbage collector beside what is kept for long and what is made at once."""

import gc

import pytest

from matcher.lasting import LASTING, YOUNG, collector_paused, keep_from_collector, keep_table


def test_the_collector_rests_meanwhile_and_works_afterwards() -> None:
    """Also where what was done failed."""

    @collector_paused()
    def fail() -> None:
        assert not gc.isenabled()
        raise ValueError("boom")

    assert gc.isenabled()
    with pytest.raises(ValueError, match="boom"):
        fail()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    """Protects whoever turned it off: a pause within a pause is none of the collector's business."""
    with collector_paused():
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_lasts_is_kept_from_the_collector() -> None:
    """Protects from rounds through all that was laid out, and from freezing after every small batch."""
    before = gc.get_threshold()
    try:
        gc.unfreeze()
        keep_from_collector(LASTING - 1)
        assert gc.get_freeze_count() == 0
        keep_from_collector(LASTING)
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] == YOUNG
        gc.unfreeze()
        keep_table()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
