"""SMOTE for a training fold: synthetic defaults between real ones (Chawla et al. 2002; SMOTENC for category columns).

Distances are taken in standardised space. Synthetic rows are only appended: the original rows keep their bits, and no
row from outside the given ones can be a neighbour.
"""

import warnings

import numpy as np
from imblearn.over_sampling import SMOTE, SMOTEN, SMOTENC
from scipy.sparse import issparse
from sklearn.neighbors import NearestNeighbors

from training.data.preparation import Preparation
from training.data.standardiser import compute_means_and_deviations

NEIGHBOURS = 5
MAX_PARENTS = 10_000
"""Neighbours are searched among this many rows of the rarer class, because the search is quadratic."""
CHUNK_ROWS = 25_000
"""Synthetic rows made at a time, each time from other parents where there are enough. imbalanced-learn copies every
neighbour of every synthetic row in double precision, which is 5 GB for half a million rows."""


def resample(
    preparation: Preparation, prepared: np.ndarray, defaulted: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Appends synthetic rows of the rarer class until both have as many: (float32 [rows, width], int8 [rows])."""
    numbers, rows = len(preparation.number_columns), len(prepared)
    mean, deviation = compute_means_and_deviations(prepared[:, :numbers])
    deviation = np.maximum(deviation, 1e-6)
    rarer = int(np.bincount(defaulted, minlength=2).argmin())
    missing = abs(rows - 2 * np.count_nonzero(defaulted))
    resampled = np.empty((rows + missing, prepared.shape[1]), np.float32)
    resampled[:rows] = prepared
    for start in range(0, missing, CHUNK_ROWS):
        chunk = slice(rows + start, rows + min(start + CHUNK_ROWS, missing))
        parents = _choose_parents(defaulted, rarer, seed + start)
        parent_rows = prepared[parents]
        standardised = (parent_rows[:, :numbers] - mean) / deviation
        points = np.column_stack([standardised, _encode_categories(preparation, parent_rows)])
        synthetic = _synthesise(points, defaulted[parents], chunk.stop - chunk.start, numbers, seed + start)
        resampled[chunk, :numbers] = synthetic[:, :numbers] * deviation + mean
        resampled[chunk, numbers:] = _decode_categories(preparation, synthetic[:, numbers:])
    return resampled, np.concatenate([defaulted, np.full(missing, rarer, np.int8)])


def _choose_parents(defaulted: np.ndarray, rarer: int, seed: int) -> np.ndarray:
    """Positions of the rows that synthetic rows are made from, with one row of the other class.

    All neighbours are of the rarer class; imbalanced-learn only requires that the other class exists.
    """
    parents = np.flatnonzero(defaulted == rarer)
    if len(parents) > MAX_PARENTS:
        parents = np.sort(np.random.default_rng(seed).choice(parents, MAX_PARENTS, replace=False))
    return np.append(parents, np.flatnonzero(defaulted != rarer)[:1])


class DenseNeighbours(NearestNeighbors):
    """Finds the same neighbours on a dense matrix. SMOTENC passes a sparse one, and products of sparse matrices take
    207 of the 248 seconds of a large resampling (measured), and a gigabyte."""

    def fit(self, points, _=None) -> "DenseNeighbours":
        """As NearestNeighbors does."""
        return super().fit(_to_dense(points))

    def kneighbors(self, points=None, n_neighbors=None, return_distance=True):
        """As NearestNeighbors does."""
        return super().kneighbors(_to_dense(points), n_neighbors, return_distance)


def _to_dense(points):
    return points.toarray() if issparse(points) else points


def _synthesise(points: np.ndarray, defaulted: np.ndarray, count: int, numbers: int, seed: int) -> np.ndarray:
    """`count` synthetic points between `points`, of which the last is of the other class."""
    parents = len(points) - 1
    target = {int(defaulted[0]): parents + count}
    nearest = min(NEIGHBOURS, parents - 1) + 1  # each row is its own nearest neighbour
    neighbours = DenseNeighbours(n_neighbors=nearest, algorithm="brute")
    settings = {"k_neighbors": neighbours, "random_state": seed, "sampling_strategy": target}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about neighbours that share every category
        resampled, _ = _build_sampler(numbers, points.shape[1], settings).fit_resample(points, defaulted)
    return np.asarray(resampled, np.float64)[len(points) :]


def _build_sampler(numbers: int, width: int, settings: dict) -> SMOTE | SMOTEN | SMOTENC:
    if numbers == width:
        return SMOTE(**settings)
    if numbers == 0:
        return SMOTEN(**settings)
    return SMOTENC(list(range(numbers, width)), **settings)


def _encode_categories(preparation: Preparation, prepared: np.ndarray) -> np.ndarray:
    """One column for each indicator and each category feature: [rows, m + c]; rare categories share one code."""
    start = preparation.one_hot_start
    columns = [prepared[:, len(preparation.number_columns) : start]]
    for width in preparation.one_hot_widths:
        one_hot = prepared[:, start : start + width]
        if width:
            columns.append(np.where(one_hot.any(axis=1), one_hot.argmax(axis=1), width)[:, None])
        start += width
    return np.concatenate(columns, axis=1)


def _decode_categories(preparation: Preparation, codes: np.ndarray) -> np.ndarray:
    """Indicator and one-hot columns from codes [rows, m + c]."""
    indicators = len(preparation.indicator_columns)
    columns = [codes[:, :indicators]]
    widths = [width for width in preparation.one_hot_widths if width]
    for j, width in enumerate(widths):
        columns.append(codes[:, [indicators + j]] == np.arange(width))
    return np.concatenate(columns, axis=1, dtype=np.float32, casting="unsafe")
