"""SMOTE for a training fold: synthetic defaults between real ones (Chawla et al. 2002; SMOTENC for category columns).

Distances are taken in standardised space. Only synthetic rows are appended: the original rows stay as they are, bit for
bit, and no row from outside the given ones can be a neighbour.
"""

import warnings

import numpy as np
from imblearn.over_sampling import SMOTE, SMOTEN, SMOTENC
from scipy.sparse import issparse
from sklearn.neighbors import NearestNeighbors

from training.data.preparation import Preparation
from training.data.standardiser import mean_and_spread

NEIGHBOURS = 5
MAX_PARENTS = 10_000
"""Neighbours are searched among this many rows of the rarer class: the search is quadratic."""
CHUNK_ROWS = 25_000
"""Synthetic rows that are made at a time, each time of other parents where there are more than enough: imbalanced-learn
copies every neighbour of every synthetic row in double precision, 5 GB for half a million of them."""


def resample(preparation: Preparation, prepared: np.ndarray, defaulted: np.ndarray, seed: int):
    """Appends synthetic rows of the rarer class until both have as many: (float32 [more, width], int8 [more])."""
    numbers, rows = len(preparation.numbers), len(prepared)
    mean, spread = mean_and_spread(prepared[:, :numbers])
    spread = np.maximum(spread, 1e-6)
    rarer = int(np.bincount(defaulted, minlength=2).argmin())
    missing = abs(rows - 2 * np.count_nonzero(defaulted))
    more = np.empty((rows + missing, prepared.shape[1]), np.float32)
    more[:rows] = prepared
    for start in range(0, missing, CHUNK_ROWS):
        place = slice(rows + start, rows + min(start + CHUNK_ROWS, missing))
        parents = _parents(defaulted, rarer, seed + start)
        chosen = prepared[parents]
        points = np.column_stack([(chosen[:, :numbers] - mean) / spread, _codes(preparation, chosen)])
        synthetic = _synthesise(points, defaulted[parents], place.stop - place.start, numbers, seed + start)
        more[place, :numbers] = synthetic[:, :numbers] * spread + mean
        more[place, numbers:] = _one_hot(preparation, synthetic[:, numbers:])
    return more, np.concatenate([defaulted, np.full(missing, rarer, np.int8)])


def _parents(defaulted: np.ndarray, rarer: int, seed: int) -> np.ndarray:
    """Positions of the rows that synthetic ones are made of, with one row of the other class.

    Neighbours are of the rarer class alone; of the other, imbalanced-learn only wants to see that it is there.
    """
    parents = np.flatnonzero(defaulted == rarer)
    if len(parents) > MAX_PARENTS:
        parents = np.sort(np.random.default_rng(seed).choice(parents, MAX_PARENTS, replace=False))
    return np.append(parents, np.flatnonzero(defaulted != rarer)[:1])


class DenseNeighbours(NearestNeighbors):
    """The same neighbours from a dense matrix: SMOTENC hands over a sparse one, and products of sparse matrices take
    207 of the 248 seconds of a large resampling (measured), and a gigabyte."""

    def fit(self, points, _=None) -> "DenseNeighbours":
        """As NearestNeighbors does."""
        return super().fit(_dense(points))

    def kneighbors(self, points=None, n_neighbors=None, return_distance=True):
        """As NearestNeighbors does."""
        return super().kneighbors(_dense(points), n_neighbors, return_distance)


def _dense(points):
    return points.toarray() if issparse(points) else points


def _synthesise(points: np.ndarray, outcome: np.ndarray, count: int, numbers: int, seed: int) -> np.ndarray:
    """`count` synthetic points between `points`, of which the last is of the other class."""
    parents = len(points) - 1
    target = {int(outcome[0]): parents + count}
    nearest = min(NEIGHBOURS, parents - 1) + 1  # each row is its own nearest
    neighbours = DenseNeighbours(n_neighbors=nearest, algorithm="brute")
    settings = {"k_neighbors": neighbours, "random_state": seed, "sampling_strategy": target}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about neighbours that share every category
        resampled, _ = _sampler(numbers, points.shape[1], settings).fit_resample(points, outcome)
    return np.asarray(resampled, np.float64)[len(points) :]


def _sampler(numbers: int, width: int, settings: dict):
    if numbers == width:
        return SMOTE(**settings)
    if numbers == 0:
        return SMOTEN(**settings)
    return SMOTENC(list(range(numbers, width)), **settings)


def _codes(preparation: Preparation, prepared: np.ndarray) -> np.ndarray:
    """One column per indicator and per category feature: [rows, m + c]; a rare category (all zeros) is its own code."""
    start = len(preparation.numbers) + len(preparation.unknowns)
    columns = [prepared[:, len(preparation.numbers) : start]]
    for size in preparation.groups:
        group = prepared[:, start : start + size]
        if size:
            columns.append(np.where(group.any(axis=1), group.argmax(axis=1), size)[:, None])
        start += size
    return np.concatenate(columns, axis=1)


def _one_hot(preparation: Preparation, codes: np.ndarray) -> np.ndarray:
    """The way back from codes [rows, m + c] to indicator and one-hot columns."""
    unknowns = len(preparation.unknowns)
    columns = [codes[:, :unknowns]]
    sizes = [size for size in preparation.groups if size]
    for j, size in enumerate(sizes):
        columns.append(codes[:, [unknowns + j]] == np.arange(size))
    return np.concatenate(columns, axis=1, dtype=np.float32, casting="unsafe")
