"""SMOTE for a training fold: synthetic defaults between real ones (Chawla et al. 2002; SMOTENC for category columns).

Distances are taken in standardised space. Only synthetic rows are appended: the original rows stay as they are, bit for
bit, and no row from outside the given ones can be a neighbour.
"""

import warnings

import numpy as np
from imblearn.over_sampling import SMOTE, SMOTEN, SMOTENC

from training.preparation import Preparation

NEIGHBOURS = 5
MAX_PARENTS = 20_000
"""Neighbours are searched among this many rows of the rarer class: the search is quadratic."""


def resample(preparation: Preparation, prepared: np.ndarray, defaulted: np.ndarray, seed: int):
    """Appends synthetic rows of the rarer class until both have as many: (float32 [more, width], int8 [more])."""
    numbers = len(preparation.numbers)
    mean = prepared[:, :numbers].mean(axis=0, dtype=np.float64)
    spread = np.maximum(prepared[:, :numbers].std(axis=0, dtype=np.float64), 1e-6)
    points = np.column_stack([(prepared[:, :numbers] - mean) / spread, _codes(preparation, prepared)])
    synthetic, rarer = _synthesise(points, defaulted, numbers, seed)
    rows = np.column_stack([synthetic[:, :numbers] * spread + mean, _one_hot(preparation, synthetic[:, numbers:])])
    outcome = np.concatenate([defaulted, np.full(len(rows), rarer, np.int8)])
    return np.concatenate([prepared, rows.astype(np.float32)]), outcome


def _synthesise(points: np.ndarray, defaulted: np.ndarray, numbers: int, seed: int) -> tuple[np.ndarray, int]:
    """Synthetic points of the rarer class, as many as it lacks, and that class."""
    counts = np.bincount(defaulted, minlength=2)
    rarer = int(counts.argmin())
    parents = np.flatnonzero(defaulted == rarer)
    if len(parents) > MAX_PARENTS:
        parents = np.sort(np.random.default_rng(seed).choice(parents, MAX_PARENTS, replace=False))
    # Neighbours are of the rarer class alone; of the other, imbalanced-learn only wants to see that it is there.
    rows = np.append(parents, np.flatnonzero(defaulted != rarer)[:1])
    target = {rarer: int(len(parents) + counts.max() - counts.min())}
    settings = {"k_neighbors": min(NEIGHBOURS, len(parents) - 1), "random_state": seed, "sampling_strategy": target}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about neighbours that share every category
        resampled, _ = _sampler(numbers, points.shape[1], settings).fit_resample(points[rows], defaulted[rows])
    return np.asarray(resampled, np.float64)[len(rows) :], rarer


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
