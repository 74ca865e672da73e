"""What splits and folds distribute: rows that depend on nothing, and groups of rows that stay together."""

import numpy as np

from training.errors import OneClass


class RowUnits:
    """Every group as one unit, in the order of its first row. Without groups each row is a unit of its own.

    defaulted: int8 [units], 1 where a row of the unit defaulted.
    """

    def __init__(self, defaulted: np.ndarray, groups: np.ndarray | None = None):
        self.defaulted, self._numbers = defaulted, None
        if groups is None:
            return
        _, firsts, numbers = np.unique(groups, return_index=True, return_inverse=True)
        if len(firsts) == len(defaulted):
            return
        position = np.empty(len(firsts), np.int64)
        position[np.argsort(firsts)] = np.arange(len(firsts))
        self._numbers = position[numbers]
        self.defaulted = (np.bincount(self._numbers, weights=defaulted) > 0).astype(np.int8)

    def list_rows(self, units: np.ndarray) -> np.ndarray:
        """The rows of these units, ascending."""
        if self._numbers is None:
            return np.sort(units)
        is_chosen = np.zeros(len(self.defaulted), bool)
        is_chosen[units] = True
        return np.flatnonzero(is_chosen[self._numbers])


def require_independent_outcomes(units: RowUnits, least: int, use: str) -> None:
    """Raises OneClass where fewer units than `least` have one of the outcomes; `use` says what they are for."""
    repaid, defaults = np.bincount(units.defaulted, minlength=2)
    if min(repaid, defaults) < least:
        raise OneClass(
            f"{defaults} independent defaults and {repaid} repaid; {use} needs {least} of each. Rows of one borrower "
            "and copies of a row count once: deliver outcomes of more borrowers"
        )
