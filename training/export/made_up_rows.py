"""Makes up rows that are no customer's and are distributed like the given ones."""

from dataclasses import replace

import numpy as np

from training.data.training_set import Inputs

SHUFFLED_ROWS = 20
"""Rows whose values are shuffled among each other, column by column. More would mix rows of unlike output, and so move
the mean of the output."""
AVERAGED_ROWS = 10
"""Rows whose neighbouring numbers are replaced by their mean."""


def make_up_background(ranked: Inputs, random: np.random.Generator) -> Inputs:
    """As many rows as are given, in the order of a model's output, in about the same order.

    Each number becomes the mean of ten neighbours in its column (microaggregation by individual ranking, Domingo-Ferrer
    & Mateo-Sanz 2002, https://doi.org/10.1109/69.979982), so a value that only few customers have does not remain. Then
    every column is shuffled on its own among rows of like output, so no row remains together.
    """
    num = np.column_stack([average_neighbours(column) for column in ranked.num.T]) if ranked.num.size else ranked.num
    return replace(ranked, num=_shuffle_columns(num, random), codes=_shuffle_columns(ranked.codes, random))


def average_neighbours(column: np.ndarray) -> np.ndarray:
    """The means of groups of ten in ascending order; an unknown number stays unknown."""
    averaged = column.copy()
    known = np.flatnonzero(~np.isnan(column))
    if not len(known):
        return averaged
    ordered = known[np.argsort(column[known], kind="stable")]
    sizes = [len(group) for group in _split_evenly(ordered, AVERAGED_ROWS)]
    starts = np.cumsum([0, *sizes[:-1]])
    averaged[ordered] = np.repeat(np.add.reduceat(column[ordered].astype(np.float64), starts) / sizes, sizes)
    return averaged


def _shuffle_columns(values: np.ndarray, random: np.random.Generator) -> np.ndarray:
    shuffled = values.copy()
    for group in _split_evenly(np.arange(len(values)), SHUFFLED_ROWS):
        shuffled[group] = random.permuted(values[group], axis=0)
    return shuffled


def _split_evenly(positions: np.ndarray, size: int) -> list[np.ndarray]:
    """Groups of at least so many positions; one group where there are fewer, none where there is none."""
    return np.array_split(positions, max(1, len(positions) // size)) if len(positions) else []
