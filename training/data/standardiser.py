"""Brings columns to mean 0 and standard deviation 1 and clips them: what a logistic regression learns from.

It replaces scikit-learn's StandardScaler, whose fit copies the whole matrix in double precision: for 1,000,000 rows
the largest object of a training. Here only the result is a copy, computed in float32 in the order of the graph.
"""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

CLIP_DEVIATIONS = 4.0
"""A number further from the mean counts as so many standard deviations, because amounts of money have long tails."""
CHUNK_ROWS = 50_000


class Standardiser(TransformerMixin, BaseEstimator):
    """Learns `mean_` and `scale_` (float32 [width]; 1 where a column is the same in all rows)."""

    def fit(self, prepared: np.ndarray, _=None) -> "Standardiser":
        """In double precision, then rounded as in the graph."""
        mean, deviation = (figure.astype(np.float32) for figure in compute_means_and_deviations(prepared))
        self.mean_, self.scale_ = mean, np.where(deviation > 0, deviation, np.float32(1))
        return self

    def transform(self, prepared: np.ndarray) -> np.ndarray:
        """float32 [rows, width], between -CLIP_DEVIATIONS and CLIP_DEVIATIONS."""
        standardised = np.empty(prepared.shape, np.float32)
        with np.errstate(over="ignore"):  # a result beyond float32 is clipped like every far value
            np.subtract(prepared, self.mean_, out=standardised)
            np.divide(standardised, self.scale_, out=standardised)
        np.clip(standardised, -CLIP_DEVIATIONS, CLIP_DEVIATIONS, out=standardised)
        return standardised


def compute_means_and_deviations(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each column, float64, in two passes over chunks of the rows."""
    chunks = [matrix[start : start + CHUNK_ROWS] for start in range(0, len(matrix), CHUNK_ROWS)]
    mean = sum(chunk.sum(axis=0, dtype=np.float64) for chunk in chunks) / len(matrix)
    squares = sum(np.square(chunk - mean).sum(axis=0) for chunk in chunks)
    return mean, np.sqrt(squares / len(matrix))
