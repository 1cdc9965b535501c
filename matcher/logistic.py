"""Weighted logistic regression with held signs and an L2 penalty, by projected Newton steps."""

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Signs = npt.NDArray[np.int8]

_STEPS = 60
_LEAST_STEP = 1e-4


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
        """One Newton step over the coefficients that are free, halved until it helps; where none does, no step."""
        loss, chance = self._loss(at)
        slope = self._table.T @ (self._weight * (chance - self._outcome)) + self._penalty * at
        free = ~((at == 0) & (self._bound != 0) & (self._bound * slope > 0))
        inner = self._table[:, free]
        curve = (inner * (self._weight * chance * (1 - chance))[:, None]).T @ inner + np.diag(self._penalty[free] + 1e-9)
        step = np.zeros(len(at))
        step[free] = np.linalg.solve(curve, slope[free])
        length = 1.0
        while length > _LEAST_STEP:
            tried = at - length * step
            tried[(self._bound != 0) & (tried * self._bound < 0)] = 0.0
            if self._loss(tried)[0] <= loss:
                return tried
            length /= 2
        return at

    def _loss(self, at: Vector) -> tuple[float, Vector]:
        told = self._table @ at
        against = np.where(self._outcome, -told, told)
        loss = float((self._weight * np.logaddexp(0.0, against)).sum() + 0.5 * (self._penalty * at**2).sum())
        return loss, 1.0 / (1.0 + np.exp(-told))
