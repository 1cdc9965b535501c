"""A deterministic source of choices: the same seed gives the same day on every machine and every Python."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Choices from a hash counter; unlike ``random`` its picks and shuffles are the same in every Python version."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def below(self, bound: int) -> int:
        """An integer from 0 up to, not including, ``bound``."""
        self._count += 1
        return int.from_bytes(sha256(f"{self._seed}/{self._count}".encode()).digest()[:8]) % bound

    def between(self, low: int, high: int) -> int:
        """An integer from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """True in about ``percent`` of a hundred calls."""
        return self.below(100) < percent

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.below(len(choices))]

    def several(self, choices: Sequence[T], count: int) -> tuple[T, ...]:
        """``count`` different choices, in drawn order."""
        left = list(choices)
        return tuple(left.pop(self.below(len(left))) for _ in range(min(count, len(left))))

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All items in drawn order."""
        return list(self.several(items, len(items)))
