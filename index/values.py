"""Times and lists as every back end keeps them: a time is whole microseconds since 1970 UTC."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(time: datetime) -> int:
    """Microseconds since 1970 UTC; raises ValueError for a time without a zone."""
    if time.tzinfo is None:
        raise ValueError(f"time {time} has no zone: times are aware UTC")
    return (time - EPOCH) // _MICROSECOND


def optional_micros(time: datetime | None) -> int | None:
    """As ``micros``, None for None."""
    return None if time is None else micros(time)


def moment(value: int | None) -> datetime | None:
    """The time that ``micros`` took apart."""
    return None if value is None else EPOCH + value * _MICROSECOND


def runs(values: Sequence[T], length: int) -> Iterable[Sequence[T]]:
    """The values in runs of at most ``length``."""
    return (values[start : start + length] for start in range(0, len(values), length))
