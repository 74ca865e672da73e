"""Bounds of settings that several kinds share. They follow the rows and columns to learn from, never the lender."""

import numpy as np

from training.models.kinds.kind import DataShape


def deepest(shape: DataShape, limit: int) -> int:
    """A depth at which a balanced tree's leaves have about twenty rows, between 3 and the limit."""
    return int(np.clip(np.log2(max(shape.rows, 1) / 20), 3, limit))


def most_leaves(shape: DataShape, limit: int) -> int:
    """Leaves of one boosted tree: thirty rows for each, between 8 and the limit."""
    return int(np.clip(shape.rows / 30, 8, limit))


def most_leaf_rows(shape: DataShape, share: float) -> int:
    """Rows that a leaf has at least, at most: a share of the rows, between 8 and 1,000."""
    return int(np.clip(shape.rows * share, 8, 1_000))


def smallest_share(shape: DataShape) -> float:
    """Share of the columns for one tree or split: two columns, or a twentieth of them."""
    return float(np.clip(2 / max(shape.columns, 1), 0.05, 0.5))
