"""SMOTE for a training fold: synthetic defaults between real ones (Chawla et al. 2002; SMOTENC for category columns).

Distances are taken in standardised space. Only synthetic rows are appended: the original rows stay as they are, bit for
bit, and no row from outside the given ones can be a neighbour.
"""

import warnings

import numpy as np
from imblearn.over_sampling import SMOTE, SMOTEN, SMOTENC

from training.preparation import Preparation

NEIGHBOURS = 5


def resample(preparation: Preparation, prepared: np.ndarray, defaulted: np.ndarray, seed: int):
    """Appends synthetic rows of the rarer class until both have as many: (float32 [more, width], int8 [more])."""
    numbers = len(preparation.numbers)
    mean = prepared[:, :numbers].mean(axis=0, dtype=np.float64)
    spread = np.maximum(prepared[:, :numbers].std(axis=0, dtype=np.float64), 1e-6)
    points = np.column_stack([(prepared[:, :numbers] - mean) / spread, _codes(preparation, prepared)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about neighbours that share every category
        sampler = _sampler(numbers, points.shape[1], int(np.bincount(defaulted).min()), seed)
        resampled, outcome = sampler.fit_resample(points, defaulted)
    synthetic = np.asarray(resampled, np.float64)[len(points) :]
    rows = np.column_stack([synthetic[:, :numbers] * spread + mean, _one_hot(preparation, synthetic[:, numbers:])])
    return np.concatenate([prepared, rows.astype(np.float32)]), np.asarray(outcome, np.int8)


def _sampler(numbers: int, width: int, rarer_rows: int, seed: int):
    neighbours = max(1, min(NEIGHBOURS, rarer_rows - 1))
    if numbers == width:
        return SMOTE(k_neighbors=neighbours, random_state=seed)
    if numbers == 0:
        return SMOTEN(k_neighbors=neighbours, random_state=seed)
    return SMOTENC(list(range(numbers, width)), k_neighbors=neighbours, random_state=seed)


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
