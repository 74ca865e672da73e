"""LightGBM: boosted trees that grow leaf by leaf, so few leaves can be deep where the data interact.

Its text form lists each tree's branches and leaves. LightGBM counts every number within ZERO as 0, before it compares
`x <= threshold` in float64; a threshold within that range is moved to the end of it, which decides the same.
https://lightgbm.readthedocs.io/en/stable/Parameters.html
"""

import numpy as np
from lightgbm import LGBMClassifier
from optuna import Trial

from training.data.preparation import Preparation
from training.models.kinds.bounds import most_leaf_rows, most_leaves, smallest_share
from training.models.kinds.kind import DataShape, Kind
from training.models.kinds.stages import observe_lightgbm
from training.models.margin import Margin
from training.models.size import MAX_DEPTH
from training.models.trees import Tree, round_down

ZERO = np.float32(1e-35)
TREES = 300


def _list_starts(shape: DataShape) -> list[dict]:
    """LightGBM's own defaults (the best of all libraries' where inputs interact), slower learning with small trees,
    shallow trees for noisy additive data, and deep ones."""
    few_rows = int(np.clip(shape.rows / 250, 5, 80))
    return [
        _complete(100, 31, 0.1, min_child_samples=20, subsample=1.0, colsample=1.0, reg_lambda=0.0),
        _complete(100, 15, 0.1, min_child_samples=few_rows, subsample=0.8, colsample=0.5, reg_lambda=5.0),
        _complete(200, 4, 0.1, min_child_samples=few_rows, subsample=0.7, colsample=0.4, reg_lambda=5.0),
        _complete(150, most_leaves(shape, 127), 0.1, min_child_samples=5, subsample=0.8, colsample=0.7, reg_lambda=1.0),
    ]


def _complete(
    trees: int,
    leaves: int,
    learning_rate: float,
    *,
    min_child_samples: int,
    subsample: float,
    colsample: float,
    reg_lambda: float,
) -> dict:
    return {
        "n_estimators": trees,
        "num_leaves": leaves,
        "learning_rate": learning_rate,
        "min_child_samples": min_child_samples,
        "subsample": subsample,
        "colsample_bytree": colsample,
        "reg_lambda": reg_lambda,
    }


def _propose_settings(trial: Trial, shape: DataShape) -> dict:
    return {
        "num_leaves": trial.suggest_int("num_leaves", 3, most_leaves(shape, 255), log=True),
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.2, log=True),
        "min_child_samples": trial.suggest_int("min_child_samples", 2, most_leaf_rows(shape, 1 / 40), log=True),
        "subsample": trial.suggest_float("subsample", 0.5, 1.0),
        "colsample_bytree": trial.suggest_float("colsample_bytree", smallest_share(shape), 1.0),
        "reg_lambda": trial.suggest_float("reg_lambda", 0.01, 50.0, log=True),
    }


def _build(params: dict, seed: int, preparation: Preparation, constrained: bool) -> LGBMClassifier:
    directions = preparation.directions.tolist() if constrained else None
    repeatable = {"deterministic": True, "force_row_wise": True, "n_jobs": 1, "random_state": seed, "verbosity": -1}
    settings = {"n_estimators": TREES, "subsample_freq": 1, "max_depth": MAX_DEPTH, **params}
    return LGBMClassifier(**settings, **repeatable, monotone_constraints=directions)


def _predict_margin(model: LGBMClassifier, prepared: np.ndarray) -> np.ndarray:
    return model.booster_.predict(prepared, raw_score=True, num_threads=1).astype(np.float64)


def _read_margin(model: LGBMClassifier) -> Margin:
    """The first tree holds the base log-odds."""
    _, *texts = model.booster_.model_to_string().split("end of trees")[0].split("\nTree=")
    return Margin(base=0.0, trees=[_read_tree(text) for text in texts])


def _read_tree(text: str) -> Tree:
    """Branches first, then leaves: a child −1 is the first leaf, −2 the second."""
    fields = dict(line.split("=", 1) for line in text.split("\n") if "=" in line)
    branches = int(fields["num_leaves"]) - 1

    def read(name: str, leaf_value: float) -> np.ndarray:
        values = np.array(fields[name].split(), np.float64) if branches else np.empty(0)
        return np.concatenate([values, np.full(branches + 1, leaf_value)])

    leaf = np.arange(2 * branches + 1) >= branches
    children = (read(name, 0).astype(np.int64) for name in ("left_child", "right_child"))
    left, right = (np.where(leaf, -1, np.where(child < 0, branches + ~child, child)) for child in children)
    value = np.concatenate([np.zeros(branches), np.array(fields["leaf_value"].split(), np.float64)])
    return Tree(left, right, read("split_feature", 0).astype(np.int64), _round(read("threshold", 0)), value, leaf)


def _round(thresholds: np.ndarray) -> np.ndarray:
    """Thresholds in float32 that decide the same for every float32."""
    below_zero = np.nextafter(-ZERO, np.float32(-np.inf))
    rounded = np.where((thresholds >= 0) & (thresholds <= ZERO), ZERO, round_down(thresholds))
    return np.where((thresholds < 0) & (thresholds >= -ZERO), below_zero, rounded)


LIGHTGBM = Kind(
    name="lightgbm",
    list_starts=_list_starts,
    propose_settings=_propose_settings,
    build=_build,
    predict_margin=_predict_margin,
    read_margin=_read_margin,
    can_be_constrained=True,
    trees_setting="n_estimators",
    fit_with_stopping=observe_lightgbm,
)
