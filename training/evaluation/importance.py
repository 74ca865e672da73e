"""How much each raw feature contributes to a model's PDs: permutation importance and SHAP values.

A prepared column (an indicator, a one-hot column) belongs to the raw feature that it was made from: the columns of one
feature are shuffled together, and their SHAP values are added, which keeps the sum exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.data.training_set import Inputs
from training.evaluation.metrics import compute_auc
from training.models.fitted_model import FittedModel
from training.models.margin import Margin
from training.models.specification import predict_raw_output
from training.models.trees import Tree
from training.processes import run_in_order

REPEATS = 5
PERMUTED_ROWS = 3_000
EXPLAINED_ROWS = 500
BACKGROUND_ROWS = 50


@dataclass(frozen=True)
class Attribution:
    """SHAP values of some rows: their sum over the features, plus `base`, is the model's margin on `scale`.

    feature_names: the features that the model uses. values: float64 [rows, features]. raw: the features' values,
    float32 [rows, features], NaN = unknown or a category. scale: 'log_odds' or 'probability', before calibration.
    """

    feature_names: list[str]
    values: np.ndarray
    raw: np.ndarray
    base: float
    scale: str

    def mean_absolute(self) -> dict[str, float]:
        """Mean absolute SHAP value by feature, largest first."""
        means = np.abs(self.values).mean(axis=0)
        return {self.feature_names[i]: float(means[i]) for i in np.argsort(-means, kind="stable")}


def draw_rows(rows: int, limit: int, seed: int) -> np.ndarray:
    """Positions of at most `limit` rows, ascending."""
    return np.sort(np.random.default_rng(seed).permutation(rows)[:limit])


def permute_features(
    model: FittedModel,
    inputs: Inputs,
    defaulted: np.ndarray,
    columns_by_feature: dict[str, list[int]],
    *,
    seed: int,
    workers: int,
) -> dict[str, dict[str, float]]:
    """By feature, largest first: the AUC that is lost when its values are shuffled among the rows (Breiman 2001; mean
    and standard deviation of five shuffles). A feature that others can replace loses little."""
    rows = draw_rows(len(inputs), PERMUTED_ROWS, seed)
    prepared, outcomes = model.preparation.transform(inputs.take(rows)), defaulted[rows]
    auc = compute_auc(outcomes, predict_raw_output(model.estimator, prepared))
    shuffles = np.stack([np.random.default_rng([seed, repeat]).permutation(len(rows)) for repeat in range(REPEATS)])
    shared = model.estimator, prepared, outcomes, shuffles, auc
    tasks = [(columns,) for columns in columns_by_feature.values()]
    drops = run_in_order(_measure_auc_drops, shared, tasks, workers=workers)
    importance = {
        name: {"auc_drop": float(drop.mean()), "std": float(drop.std())}
        for name, drop in zip(columns_by_feature, drops, strict=True)
    }
    return dict(sorted(importance.items(), key=lambda item: -item[1]["auc_drop"]))


def _measure_auc_drops(
    estimator, prepared: np.ndarray, outcomes: np.ndarray, shuffles: np.ndarray, auc: float, columns: list[int]
) -> np.ndarray:
    shuffled = np.tile(prepared, (len(shuffles), 1))
    shuffled[:, columns] = prepared[:, columns][shuffles.ravel()]
    raw = predict_raw_output(estimator, shuffled).reshape(len(shuffles), -1)
    return np.array([auc - compute_auc(outcomes, shuffle_raw) for shuffle_raw in raw])


def attribute_to_features(
    model: FittedModel, rows: Inputs, background: Inputs, columns_by_feature: dict[str, list[int]], raw: np.ndarray
) -> Attribution:
    """Exact interventional SHAP values of `rows` against `background` (Lundberg & Lee 2017; Janzing et al. 2020): trees
    by shap's TreeExplainer over the tables that the ONNX graph holds, additive parts by their closed form."""
    margin, prepare = model.read_margin(), model.preparation.transform
    values, base = _compute_shap_values(margin, prepare(rows), prepare(background))
    summed = np.column_stack([values[:, columns].sum(axis=1) for columns in columns_by_feature.values()])
    return Attribution(list(columns_by_feature), summed, raw, base, margin.scale)


def select_raw_values(inputs: Inputs, num_names: list[str], feature_names: list[str]) -> np.ndarray:
    """Raw numbers of the given features, float32 [rows, features]; NaN for a category or an unknown number."""
    column_of = {name: column for column, name in enumerate(num_names)}
    unknown = np.full(len(inputs), np.nan, np.float32)
    return np.column_stack([inputs.num[:, column_of[name]] if name in column_of else unknown for name in feature_names])


def _compute_shap_values(margin: Margin, prepared: np.ndarray, background: np.ndarray) -> tuple[np.ndarray, float]:
    """SHAP values [rows, prepared columns] of a margin, and their base."""
    values, base = np.zeros(prepared.shape), margin.base
    for part in margin.additive:
        mean = part.compute(background).mean(axis=0)
        values, base = values + part.compute(prepared) - mean, base + mean.sum()
    if margin.trees:
        tree_values, base = _compute_tree_values(margin.trees, base, prepared, background)
        values += tree_values
    return values, float(base)


def _compute_tree_values(
    trees: Sequence[Tree], base: float, prepared: np.ndarray, background: np.ndarray
) -> tuple[np.ndarray, float]:
    from shap import TreeExplainer  # the import takes two seconds, and only this function needs it

    model = {"trees": [_convert_tree(tree) for tree in trees], "base_offset": base, "tree_output": "raw_value"}
    explainer = TreeExplainer(model, background.astype(np.float64), feature_perturbation="interventional")
    values = explainer.shap_values(prepared.astype(np.float64), check_additivity=False)
    return np.asarray(values).reshape(len(prepared), -1), float(np.ravel(explainer.expected_value)[0])


def _convert_tree(tree: Tree) -> dict:
    """The tree in shap's form: a row goes left where its value is at most the threshold."""
    threshold = tree.threshold.astype(np.float32)
    at_most = np.nextafter(threshold, np.float32(-np.inf)) if tree.strict else threshold
    left, right = (np.where(tree.leaf, -1, children) for children in (tree.left, tree.right))
    return {
        "children_left": left,
        "children_right": right,
        "children_default": left,
        "features": np.where(tree.leaf, -2, tree.column),
        "thresholds": at_most.astype(np.float64),
        "values": np.where(tree.leaf, tree.value, 0.0).astype(np.float64)[:, None],
        "node_sample_weight": np.ones(len(left)),
    }
