"""scikit-learn's two forests, tree by tree the same, without its checks of the rows and settings of every tree.

The checks take 1 ms a tree, two fifths of the fit of a thousand rows. Here is only what a binary outcome and a float32
matrix need: training/tests/models/test_quick_forests.py holds every tree equal to scikit-learn's.
"""

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier, ExtraTreeClassifier
from sklearn.tree._criterion import Entropy, Gini
from sklearn.tree._splitter import BestSplitter, RandomSplitter
from sklearn.tree._tree import BestFirstTreeBuilder, Tree

CRITERIA = {"gini": Gini, "entropy": Entropy}
LARGEST_SEED = np.iinfo(np.int32).max


class QuickRandomForest(RandomForestClassifier):
    """A random forest of two classes and a limited number of leaves."""

    def fit(self, prepared: np.ndarray, outcomes: np.ndarray) -> "QuickRandomForest":
        """Each tree learns from rows that are drawn with replacement."""
        rows = len(prepared)
        drawn_rows = rows if self.max_samples is None else max(round(rows * self.max_samples), 1)

        def draw_weights(seed: int) -> np.ndarray:
            drawn = np.random.RandomState(seed).randint(0, rows, drawn_rows)
            return np.bincount(drawn, minlength=rows).astype(np.float64)

        return _grow_trees(self, DecisionTreeClassifier, BestSplitter, draw_weights, prepared, outcomes)

    def predict_proba(self, prepared: np.ndarray) -> np.ndarray:
        """Shares of both outcomes, float64 [rows, 2]."""
        return _average_trees(self, prepared)


class QuickExtraTrees(ExtraTreesClassifier):
    """Extremely randomised trees of two classes and a limited number of leaves."""

    def fit(self, prepared: np.ndarray, outcomes: np.ndarray) -> "QuickExtraTrees":
        """Each tree learns from all rows."""
        return _grow_trees(self, ExtraTreeClassifier, RandomSplitter, lambda seed: None, prepared, outcomes)

    def predict_proba(self, prepared: np.ndarray) -> np.ndarray:
        """Shares of both outcomes, float64 [rows, 2]."""
        return _average_trees(self, prepared)


def _grow_trees(forest, tree_class, splitter_class, draw_weights, prepared: np.ndarray, outcomes: np.ndarray):
    rows = np.ascontiguousarray(prepared, np.float32)
    classes, codes = np.unique(outcomes, return_inverse=True)
    targets = codes.reshape(-1, 1).astype(np.float64)
    forest.classes_, forest.n_classes_, forest.n_outputs_ = classes, len(classes), 1
    forest.n_features_in_ = rows.shape[1]
    columns = max(1, int(forest.max_features * rows.shape[1]))
    random = np.random.RandomState(forest.random_state)
    seeds = [random.randint(LARGEST_SEED) for _ in range(forest.n_estimators)]
    forest.estimators_ = []
    for seed in seeds:
        criterion = CRITERIA[forest.criterion](1, np.array([len(classes)], np.intp))
        state = np.random.RandomState(seed)
        splitter = splitter_class(criterion, columns, forest.min_samples_leaf, 0.0, state, None)
        smallest_split = max(2, 2 * forest.min_samples_leaf)
        bounds = smallest_split, forest.min_samples_leaf, 0.0, forest.max_depth, forest.max_leaf_nodes, 0.0
        nodes = Tree(rows.shape[1], np.array([len(classes)], np.intp), 1)
        BestFirstTreeBuilder(splitter, *bounds).build(nodes, rows, targets, draw_weights(seed), None)
        tree = tree_class(random_state=seed)
        tree.tree_, tree.classes_, tree.n_classes_ = nodes, classes, len(classes)
        tree.n_outputs_, tree.n_features_in_ = 1, rows.shape[1]
        forest.estimators_.append(tree)
    return forest


def _average_trees(forest, prepared: np.ndarray) -> np.ndarray:
    rows = np.ascontiguousarray(prepared, np.float32)
    total = np.zeros((len(rows), forest.n_classes_))
    for tree in forest.estimators_:
        total += tree.tree_.predict(rows)
    return total / len(forest.estimators_)
