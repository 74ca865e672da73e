"""Boosting of symmetric trees: every level of a tree tests one column at one value, the same for all of its nodes.

A split is chosen for all nodes at once, so a column that matters only together with another one is found, where an
ordinary tree sees no gain in its first split. Such trees (Prokhorenkova et al., CatBoost, 2018,
https://arxiv.org/abs/1706.09516) have few settings and little to memorise. Gradients and Newton steps are those of
Friedman 2001 and Chen & Guestrin 2016; why not CatBoost itself: docs/adr/0026-take-kinds-that-win-somewhere.md.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin

from training.models.trees import Tree

BINS = 64
"""Values of a column at which it may be split, at most one less."""
ROWS_OF_A_TREE = 40_000
"""A tree's splits are chosen on at most so many rows."""
CELLS_AT_A_TIME = 2_000_000
"""Rows times columns of one histogram, which bounds the memory."""


class SymmetricBoosting(ClassifierMixin, BaseEstimator):
    """A classifier by `n_estimators` symmetric trees of `max_depth` levels.

    learning_rate: shrinks each tree. reg_lambda: added to the curvature of each leaf. subsample, colsample: shares of
    the rows and of the columns that a tree's splits are chosen from.
    """

    def __init__(
        self,
        *,
        n_estimators: int,
        max_depth: int,
        learning_rate: float,
        reg_lambda: float,
        subsample: float,
        colsample: float,
        random_state: int,
    ):
        self.n_estimators = n_estimators
        self.max_depth = max_depth
        self.learning_rate = learning_rate
        self.reg_lambda = reg_lambda
        self.subsample = subsample
        self.colsample = colsample
        self.random_state = random_state

    def fit(
        self, prepared: np.ndarray, defaulted: np.ndarray, after_tree: Callable[[int], bool] = lambda trees: False
    ) -> "SymmetricBoosting":
        """Adds trees until all are there, or `after_tree` (which gets their number) says that they are enough."""
        self.classes_ = np.array([0, 1])
        random = np.random.default_rng(self.random_state)
        edges = [_find_edges(column) for column in prepared.T]
        pairs = zip(edges, prepared.T, strict=True)
        codes = np.stack([np.searchsorted(e, column, side="left").astype(np.uint8) for e, column in pairs])
        usable = np.flatnonzero([len(column_edges) > 0 for column_edges in edges])
        share = np.clip(defaulted.mean(), 1e-6, 1 - 1e-6)
        self.base_ = float(np.log(share / (1 - share)))
        self.columns_, self.thresholds_, self.values_ = [], [], []
        margin = np.full(len(prepared), self.base_)
        for _ in range(self.n_estimators if len(usable) else 0):
            share = expit(margin)
            gradient, curvature = share - defaulted, share * (1 - share)
            splits = self._choose_splits(codes, edges, usable, gradient, curvature, random)
            leaves = np.zeros(len(prepared), np.int64)
            for column, position in splits:
                leaves = 2 * leaves + (codes[column] > position)
            count = 2 ** len(splits)
            step = np.bincount(leaves, gradient, count) / (np.bincount(leaves, curvature, count) + self.reg_lambda)
            values = (-self.learning_rate * step).astype(np.float32)
            self.columns_.append(np.array([column for column, _ in splits]))
            self.thresholds_.append(np.array([edges[column][position] for column, position in splits], np.float32))
            self.values_.append(values)
            margin += values[leaves]
            if after_tree(len(self.values_)):
                break
        return self

    def decision_function(self, prepared: np.ndarray, first_tree: int = 0) -> np.ndarray:
        """Log-odds, float64 [rows]; without base and earlier trees where a first tree is given."""
        total = np.full(len(prepared), 0.0 if first_tree else self.base_)
        for tree in range(first_tree, len(self.values_)):
            leaves = np.zeros(len(prepared), np.int64)
            for column, threshold in zip(self.columns_[tree], self.thresholds_[tree], strict=True):
                leaves = 2 * leaves + (prepared[:, column] > threshold)
            total += self.values_[tree][leaves]
        return total

    def predict_proba(self, prepared: np.ndarray) -> np.ndarray:
        """float64 [rows, 2]: probability of no default and of default."""
        share = expit(self.decision_function(prepared))
        return np.column_stack([1 - share, share])

    def build_trees(self) -> list[Tree]:
        """Each tree with a node for every prefix of its tests; a leaf of 0 where no column varies."""
        if not self.values_:
            return [_build_tree(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(1, np.float32))]
        return [_build_tree(*parts) for parts in zip(self.columns_, self.thresholds_, self.values_, strict=True)]

    def _choose_splits(self, codes, edges, usable, gradient, curvature, random) -> list[tuple[int, int]]:
        """(column, position of its edge) of each level: the split that gains most over all nodes together."""
        rows = len(gradient)
        wanted = min(ROWS_OF_A_TREE, max(1, round(rows * self.subsample)))
        sample = slice(None) if wanted >= rows else random.permutation(rows)[:wanted]
        columns = np.sort(random.permutation(usable)[: max(1, round(len(usable) * self.colsample))])
        sampled, slope, curve = codes[columns][:, sample].astype(np.int64), gradient[sample], curvature[sample]
        is_edge = np.arange(BINS) < np.array([len(edges[column]) for column in columns])[:, None]
        nodes, splits = np.zeros(len(slope), np.int64), []
        for level in range(self.max_depth):
            gains = np.where(is_edge, self._measure_gains(sampled, nodes, 2**level, slope, curve), -np.inf)
            index, position = np.unravel_index(np.argmax(gains), gains.shape)
            splits.append((int(columns[index]), int(position)))
            nodes = 2 * nodes + (sampled[index] > position)
        return splits

    def _measure_gains(self, codes, nodes, count: int, slope, curve) -> np.ndarray:
        """The sum over the nodes of what a split at each edge gives, float64 [columns, BINS]."""
        gains = np.empty((len(codes), BINS))
        chunk = max(1, CELLS_AT_A_TIME // len(nodes))
        for first in range(0, len(codes), chunk):
            part = codes[first : first + chunk]
            cells = (part + (nodes * BINS) + (np.arange(len(part)) * count * BINS)[:, None]).ravel()
            shape = (len(part), count, BINS)
            sums = [
                np.bincount(cells, np.tile(weights, len(part)), minlength=np.prod(shape)).reshape(shape).cumsum(axis=2)
                for weights in (slope, curve)
            ]
            below, above = sums, [total[..., -1:] - total for total in sums]
            gain = sum(g * g / (h + self.reg_lambda) for g, h in (below, above))
            gains[first : first + chunk] = gain.sum(axis=1)
        return gains


def _find_edges(column: np.ndarray) -> np.ndarray:
    """Values of the column that cut it into about equal parts, ascending; all but the largest where they are few."""
    values = np.unique(column)
    if len(values) > BINS:
        values = np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:], method="lower"))
    return values[:-1].astype(np.float32)


def _build_tree(columns: np.ndarray, thresholds: np.ndarray, values: np.ndarray) -> Tree:
    """Nodes level by level: node i of a level has the nodes 2 i and 2 i + 1 of the next."""
    depth = len(columns)
    branches = 2**depth - 1
    node = np.arange(branches + len(values))
    level = np.minimum(np.floor(np.log2(node + 1)).astype(np.int64), depth - 1)
    leaf = node >= branches
    left, right = (np.where(leaf, -1, 2 * node + side) for side in (1, 2))
    value = np.concatenate([np.zeros(branches, np.float32), values])
    if not depth:
        return Tree(left, right, node, value, value, leaf)
    return Tree(left, right, columns[level], thresholds[level], value, leaf)
