"""How large a model may be, so that one row's PD and exact reasons stay within the time that serving has.

The time of reasons was measured for forests and boosting of 3,000 to 51,000 leaves and depth 3 to unlimited
(`npm run bench:reasons` repeats it for every kind): it grows with the leaves of all trees and with the square root of
the background rows, and hardly with the depth. Additive parts take no time worth counting.
"""

import numpy as np

from training.models.margin import Margin
from training.models.trees import Tree

MAX_REASON_MS = 3.4
"""Of the 5 ms that one row may take at its 99th percentile, which is about half as much again as the mean."""
BACKGROUND_ROWS = (256, 128, 64, 32, 16)
"""Numbers of background rows, the best first: reasons against more rows change less (docs/decisions.md)."""
LEAF_NANOSECONDS = 28.0
"""For a leaf and one background row."""
DEEP_LEAVES = 300
DEEP_SHARE = 0.7
"""Few background rows reach few leaves of trees with more leaves than that, so only this share of the time remains."""
MAX_PATH_FEATURES = 31
"""Features that one path may test: serving keeps them in the bits of a number (compiled-trees.ts)."""
MAX_BOOSTING_LEAVES = 30_000
"""Leaves of all trees of a boosting."""
MAX_TREES = 1_500
MAX_FOREST_LEAVES = 43_000
"""Leaves of all trees of a forest."""

MAX_DEPTH = 24
"""Of a tree: a path that tests more than MAX_PATH_FEATURES features has no exact reasons in serving."""

LEAF_SETTINGS = ("max_leaves", "num_leaves", "max_leaf_nodes")


def count_tree_leaves(params: dict) -> int:
    """The most leaves that a tree of these settings can have."""
    by_leaves = [params[name] for name in LEAF_SETTINGS if params.get(name, 0) > 0]
    by_depth = [2 ** params["max_depth"]] if params.get("max_depth", 0) > 0 else []
    return min([*by_leaves, *by_depth])


def limit_trees(params: dict) -> int:
    """The most trees that a boosting of these settings may have."""
    return max(1, min(MAX_TREES, MAX_BOOSTING_LEAVES // count_tree_leaves(params)))


def estimate_reason_ms(margin: Margin, background_rows: int) -> float:
    """Mean milliseconds of one row's reasons against so many background rows, on one core."""
    return sum(_estimate_tree_ns(tree, background_rows) for tree in margin.trees) / 1e6


def choose_background_rows(margin: Margin) -> int:
    """The most background rows with which reasons stay within their time."""
    return next(
        (rows for rows in BACKGROUND_ROWS if estimate_reason_ms(margin, rows) <= MAX_REASON_MS), BACKGROUND_ROWS[-1]
    )


def _estimate_tree_ns(tree: Tree, background_rows: int) -> float:
    leaves = int(np.count_nonzero(tree.leaf))
    is_sparse = leaves > DEEP_LEAVES and background_rows <= 32
    # rows that fail the same features of a path are one case, and a path of d features has 2^d
    cases = min(background_rows, 2 ** (measure_depth(tree) + 1))
    return LEAF_NANOSECONDS * leaves * cases**0.5 * (DEEP_SHARE if is_sparse else 1)


def measure_depth(tree: Tree) -> int:
    """The most conditions on a path of a tree."""
    is_branch = ~np.asarray(tree.leaf).astype(bool)
    level, depth = np.zeros(1, np.int64), 0
    while len(level := level[is_branch[level]]):
        level = np.concatenate([tree.left[level], tree.right[level]]).astype(np.int64)
        depth += 1
    return depth
