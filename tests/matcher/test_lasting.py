"""The garbage collector beside what is kept for long and what is made at once."""

import gc

import pytest

from matcher.lasting import collector_paused


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
