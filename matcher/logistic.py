"""Weighted logistic regression with held signs and an L2 penalty, by Newton steps with an active set."""

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Signs = npt.NDArray[np.int8]

_STEPS = 200
_LEAST_STEP = 1e-4
_SHORTEST = 1e-6
_ZERO = 1e-9


class Regression:
    """Finds the coefficients that make the outcomes likeliest, none with the wrong sign."""

    def __init__(self, features: Vector, outcome: Flags, weight: Vector, *, signs: Signs, penalty: float) -> None:
        """``features``: examples × features; ``signs``: 1 where a coefficient may not be negative, -1 where not positive.

        The intercept, the last coefficient, is free and not penalised.
        """
        self._table = np.concatenate((features, np.ones((len(features), 1))), axis=1)
        self._outcome, self._weight = outcome, weight
        self._bound = np.append(signs, 0)
        self._penalty = np.append(np.full(len(signs), penalty), 0.0)

    def fit(self) -> Vector:
        """Coefficients, the intercept last."""
        found = np.zeros(len(self._bound))
        for _ in range(_STEPS):
            before, found = found, self._stepped(found)
            if float(np.abs(found - before).max()) < _LEAST_STEP:
                break
        return found

    def _stepped(self, at: Vector) -> Vector:
        """One Newton step, as far as the first coefficient meets its bound, halved until it helps; where none does, no step."""
        loss, chance = self._loss(at)
        step = self._newton(at, chance)
        length = self._reach(at, step)
        while length > _SHORTEST:
            tried = at - length * step
            tried[(self._bound != 0) & (tried * self._bound < _ZERO)] = 0.0
            if self._loss(tried)[0] <= loss:
                return tried
            length /= 2
        return at

    def _newton(self, at: Vector, chance: Vector) -> Vector:
        """Newton's step over the coefficients that may move: not those at zero that it would push over their bound."""
        slope = self._table.T @ (self._weight * (chance - self._outcome)) + self._penalty * at
        spread = (self._weight * chance * (1 - chance))[:, None]
        free = ~((at == 0) & (self._bound != 0) & (self._bound * slope > 0))
        while True:
            inner = self._table[:, free]
            curve = (inner * spread).T @ inner + np.diag(self._penalty[free] + _ZERO)
            step = np.zeros(len(at))
            step[free] = np.linalg.solve(curve, slope[free])
            over = free & (at == 0) & (self._bound * step > 0)
            if not over.any():
                return step
            free &= ~over

    def _reach(self, at: Vector, step: Vector) -> float:
        """How far along the step the first coefficient meets its bound, at most 1."""
        towards = (self._bound != 0) & (at != 0) & (np.sign(step) == np.sign(at))
        return float((at[towards] / step[towards]).min(initial=1.0))

    def _loss(self, at: Vector) -> tuple[float, Vector]:
        told = self._table @ at
        against = np.where(self._outcome, -told, told)
        loss = float((self._weight * np.logaddexp(0.0, against)).sum() + 0.5 * (self._penalty * at**2).sum())
        return loss, 1.0 / (1.0 + np.exp(-told))
