"""CatBoost: every level of a tree tests one column at one value, the same for all nodes (a symmetric tree).

A split is chosen for all nodes at once, so columns that matter only together are found, where an ordinary tree sees no
gain in its first split. Prokhorenkova et al., 2018, https://arxiv.org/abs/1706.09516. It runs on the CPU alone, so that
every machine fits the same trees. A border is a float32, which a row passes when `x > border`.
https://catboost.ai/docs/en/concepts/json-model-analysis
"""

import json
import tempfile
from pathlib import Path

import numpy as np
from catboost import CatBoostClassifier
from optuna import Trial

from training.data.preparation import Preparation
from training.models.kinds.bounds import deepest, smallest_share
from training.models.kinds.kind import DataShape, Kind
from training.models.kinds.stages import observe_catboost
from training.models.margin import Margin
from training.models.trees import Tree

TREES = 200
MAX_DEPTH = 7


def _list_starts(shape: DataShape) -> list[dict]:
    """CatBoost's own depth and columns with fewer, larger steps; smaller trees of random columns; shallow ones."""
    return [
        _complete(deepest(shape, 6), subsample=0.8, rsm=1.0, l2_leaf_reg=3.0),
        _complete(4, subsample=0.8, rsm=0.5, l2_leaf_reg=3.0),
        _complete(2, subsample=0.8, rsm=0.5, l2_leaf_reg=10.0),
    ]


def _complete(depth: int, *, subsample: float, rsm: float, l2_leaf_reg: float) -> dict:
    return {
        "n_estimators": TREES,
        "max_depth": depth,
        "learning_rate": 0.1,
        "subsample": subsample,
        "rsm": rsm,
        "l2_leaf_reg": l2_leaf_reg,
    }


def _propose_settings(trial: Trial, shape: DataShape) -> dict:
    return {
        "max_depth": trial.suggest_int("max_depth", 2, deepest(shape, MAX_DEPTH)),
        "learning_rate": trial.suggest_float("learning_rate", 0.03, 0.2, log=True),
        "subsample": trial.suggest_float("subsample", 0.5, 1.0),
        "rsm": trial.suggest_float("rsm", smallest_share(shape), 1.0),
        "l2_leaf_reg": trial.suggest_float("l2_leaf_reg", 0.3, 50.0, log=True),
    }


def _build(params: dict, seed: int, preparation: Preparation, constrained: bool) -> CatBoostClassifier:
    directions = {"monotone_constraints": preparation.directions.tolist()} if constrained else {}
    repeatable = {"task_type": "CPU", "thread_count": 1, "random_state": seed}
    quiet = {"logging_level": "Silent", "allow_writing_files": False}
    settings = {"n_estimators": TREES, "bootstrap_type": "MVS", "grow_policy": "SymmetricTree", **params}
    return CatBoostClassifier(**settings, **repeatable, **quiet, **directions)


def _predict_margin(model: CatBoostClassifier, prepared: np.ndarray) -> np.ndarray:
    return model.predict(prepared, prediction_type="RawFormulaVal", thread_count=1)


def _read_margin(model: CatBoostClassifier) -> Margin:
    """CatBoost writes its JSON form to a file only."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        document = json.loads(path.read_text())
    scale, (bias,) = document["scale_and_bias"]
    return Margin(base=float(bias), trees=[_read_tree(tree, scale) for tree in document["oblivious_trees"]])


def _read_tree(tree: dict, scale: float) -> Tree:
    """Nodes level by level: node i of a level has the nodes 2 i and 2 i + 1 of the next.

    The first split is the lowest bit of a leaf's number, so it is the last level here. A tree may have no split.
    """
    splits = list(reversed(tree["splits"] or []))
    values = scale * np.array(tree["leaf_values"], np.float64)
    branches = len(values) - 1
    node = np.arange(branches + len(values))
    leaf = node >= branches
    left, right = (np.where(leaf, -1, 2 * node + side) for side in (1, 2))

    def spread(name: str, kind: type) -> np.ndarray:
        tests = np.array([split[name] for split in splits], kind)
        return np.concatenate([np.repeat(tests, 2 ** np.arange(len(splits))), np.zeros(len(values), kind)])

    value = np.concatenate([np.zeros(branches), values])
    return Tree(left, right, spread("float_feature_index", np.int64), spread("border", np.float32), value, leaf)


CATBOOST = Kind(
    name="catboost",
    list_starts=_list_starts,
    propose_settings=_propose_settings,
    build=_build,
    predict_margin=_predict_margin,
    read_margin=_read_margin,
    can_be_constrained=True,
    trees_setting="n_estimators",
    fit_with_stopping=observe_catboost,
)
