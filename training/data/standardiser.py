"""Columns brought to mean 0 and standard deviation 1, and clipped: what a logistic regression learns from.

In place of scikit-learn's StandardScaler, whose fit makes a copy of the whole matrix in double precision: of 1,000,000
rows that is the largest thing in a training. Here nothing is copied but the result, and it is computed in float32, in
the order in which the graph does.
"""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

CLIP = 4.0
"""Standard deviations beyond which the logistic regression follows a number no further: money has long tails."""
CHUNK_ROWS = 50_000


class Standardiser(TransformerMixin, BaseEstimator):
    """Learns `mean_` and `scale_` (float32 [width]; 1 where a column is the same in all rows)."""

    def fit(self, prepared: np.ndarray, _=None) -> "Standardiser":
        """In double precision, then rounded as the graph has it."""
        mean, spread = (figure.astype(np.float32) for figure in mean_and_spread(prepared))
        self.mean_, self.scale_ = mean, np.where(spread > 0, spread, np.float32(1))
        return self

    def transform(self, prepared: np.ndarray) -> np.ndarray:
        """float32 [rows, width], between -CLIP and CLIP."""
        standard = np.empty(prepared.shape, np.float32)
        with np.errstate(over="ignore"):  # what is beyond float32 is clipped like all that is far
            np.subtract(prepared, self.mean_, out=standard)
            np.divide(standard, self.scale_, out=standard)
        np.clip(standard, -CLIP, CLIP, out=standard)
        return standard


def mean_and_spread(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each column, float64, in two passes over parts of the rows."""
    parts = [matrix[start : start + CHUNK_ROWS] for start in range(0, len(matrix), CHUNK_ROWS)]
    mean = sum(part.sum(axis=0, dtype=np.float64) for part in parts) / len(matrix)
    squares = sum(np.square(part - mean).sum(axis=0) for part in parts)
    return mean, np.sqrt(squares / len(matrix))
