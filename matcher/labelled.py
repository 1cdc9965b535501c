"""Pairs of marks of which it is known whether they conflict."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two marks and whether they conflict; ``hard`` marks a constructed negative that should stay silent."""

    new: str
    """The later mark, what a filing would show."""
    watched: str
    """The earlier mark, what a client would watch."""
    conflict: bool
    ground: str
    """The main axis argued, or the language of a brand in two scripts."""
    hard: bool = False
