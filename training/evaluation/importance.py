"""What a model's PDs rest on: permutation importance and SHAP values, each told per raw feature.

A prepared column (an indicator, a one-hot word) belongs to the raw feature that it was made from: the columns of one
feature are shuffled together, and their SHAP values are added, which keeps the sum exact.
"""

from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from scipy.stats import rankdata
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.pipeline import Pipeline
from xgboost import XGBClassifier

from training.data.training_set import Inputs
from training.export.onnx_model import FittedModel
from training.models import trees
from training.models.algorithms import raw_score

REPEATS = 5
PERMUTED_ROWS = 3_000
EXPLAINED_ROWS = 500
BACKGROUND_ROWS = 50


@dataclass(frozen=True)
class Attribution:
    """SHAP values of some rows: their sum over the features and `base` is the model's score on `scale`.

    values: float64 [rows, features]; names: the features that the model uses; raw: their values, float32, NaN = unknown
    or a category. scale: 'log-odds' or 'probability', before calibration, which keeps the order of rows.
    """

    names: list[str]
    values: np.ndarray
    raw: np.ndarray
    base: float
    scale: str

    def means(self) -> dict[str, float]:
        """Mean absolute SHAP value by feature, largest first."""
        means = np.abs(self.values).mean(axis=0)
        return {self.names[i]: float(means[i]) for i in np.argsort(-means, kind="stable")}


def sampled(rows: int, limit: int, seed: int) -> np.ndarray:
    """Positions of at most `limit` rows, ascending."""
    return np.sort(np.random.default_rng(seed).permutation(rows)[:limit])


def groups_of(model: FittedModel, num_names: list[str], cat_names: list[str]) -> dict[str, list[int]]:
    """Prepared columns by the raw feature they come from, in the order of the columns."""
    groups: dict[str, list[int]] = {}
    for column, (_, feature) in enumerate(model.preparation.columns(num_names, cat_names)):
        groups.setdefault(feature, []).append(column)
    return groups


def permutation(
    model: FittedModel, inputs: Inputs, defaulted: np.ndarray, groups: dict[str, list[int]], seed: int, workers: int
) -> dict[str, dict[str, float]]:
    """By feature, largest first: how much AUC is lost when its values are shuffled among the rows (Breiman 2001; mean
    and standard deviation of five shuffles). A feature that others can stand in for loses little."""
    rows = sampled(len(inputs), PERMUTED_ROWS, seed)
    prepared, outcome = model.preparation.transform(inputs.take(rows)), defaulted[rows]
    whole = auc(outcome, raw_score(model.estimator, prepared))
    shuffles = np.stack([np.random.default_rng([seed, repeat]).permutation(len(rows)) for repeat in range(REPEATS)])
    drops = Parallel(n_jobs=workers)(
        delayed(_drops)(model.estimator, prepared, outcome, columns, shuffles, whole) for columns in groups.values()
    )
    found = {name: {"auc_drop": float(d.mean()), "std": float(d.std())} for name, d in zip(groups, drops, strict=True)}
    return dict(sorted(found.items(), key=lambda item: -item[1]["auc_drop"]))


def _drops(estimator, prepared, outcome, columns: list[int], shuffles: np.ndarray, whole: float) -> np.ndarray:
    shuffled = np.tile(prepared, (len(shuffles), 1))
    shuffled[:, columns] = prepared[:, columns][shuffles.ravel()]
    scores = raw_score(estimator, shuffled).reshape(len(shuffles), -1)
    return np.array([whole - auc(outcome, score) for score in scores])


def auc(defaulted: np.ndarray, score: np.ndarray) -> float:
    """Area under the ROC curve by ranks (Mann–Whitney); ties count half."""
    bad = int(defaulted.sum())
    ranks = rankdata(score)[defaulted == 1].sum()
    return float((ranks - bad * (bad + 1) / 2) / (bad * (len(defaulted) - bad)))


def attribute(model: FittedModel, rows: Inputs, background: Inputs, groups: dict[str, list[int]], raw: np.ndarray):
    """Exact interventional SHAP values of `rows` against `background` (Lundberg & Lee 2017; Janzing et al. 2020): trees
    by shap's TreeExplainer over the very tables that the ONNX graph holds, a linear model by its closed form."""
    values, base, scale = _values(
        model.estimator, model.preparation.transform(rows), model.preparation.transform(background)
    )
    summed = np.column_stack([values[:, columns].sum(axis=1) for columns in groups.values()])
    return Attribution(list(groups), summed, raw, base, scale)


def raw_values(inputs: Inputs, num_names: list[str], groups: dict[str, list[int]]) -> np.ndarray:
    """Raw numbers of the given features, float32 [rows, features]; NaN for a category or an unknown number."""
    place = {name: column for column, name in enumerate(num_names)}
    blank = np.full(len(inputs), np.nan, np.float32)
    return np.column_stack([inputs.num[:, place[name]] if name in place else blank for name in groups])


def _values(estimator, prepared: np.ndarray, background: np.ndarray) -> tuple[np.ndarray, float, str]:
    if isinstance(estimator, Pipeline):
        *steps, regression = (step for _, step in estimator.steps)
        for step in steps:
            prepared, background = step.transform(prepared), step.transform(background)
        mean, weights = background.mean(axis=0, dtype=np.float64), regression.coef_[0].astype(np.float64)
        return (prepared - mean) * weights, float(mean @ weights + regression.intercept_[0]), "log-odds"
    from shap import TreeExplainer  # two seconds to import, and only here needed

    tables, base, strict, scale = _tables(estimator)
    model = {"trees": [_node_table(table, strict) for table in tables], "base_offset": base, "tree_output": "raw_value"}
    explainer = TreeExplainer(model, background.astype(np.float64), feature_perturbation="interventional")
    values = explainer.shap_values(prepared.astype(np.float64), check_additivity=False)
    return np.asarray(values).reshape(len(prepared), -1), float(np.ravel(explainer.expected_value)[0]), scale


def _tables(estimator) -> tuple[list[trees.Tree], float, bool, str]:
    """Trees, base score, whether a row goes left only strictly below a threshold, and the scale of their sum."""
    if isinstance(estimator, RandomForestClassifier):
        return trees.forest_trees(estimator), 0.0, False, "probability"
    if isinstance(estimator, HistGradientBoostingClassifier):
        return *trees.boosting_trees(estimator), False, "log-odds"
    if isinstance(estimator, XGBClassifier):
        return *trees.xgboost_trees(estimator), True, "log-odds"
    return *estimator.trees(), False, "log-odds"


def _node_table(tree: trees.Tree, strict: bool) -> dict:
    """As shap takes a tree: a row goes left where its value is at most the threshold."""
    threshold = tree.threshold.astype(np.float32)
    below = np.nextafter(threshold, np.float32(-np.inf)) if strict else threshold
    left, right = (np.where(tree.leaf, -1, side) for side in (tree.left, tree.right))
    return {
        "children_left": left,
        "children_right": right,
        "children_default": left,
        "features": np.where(tree.leaf, -2, tree.column),
        "thresholds": below.astype(np.float64),
        "values": np.where(tree.leaf, tree.value, 0.0).astype(np.float64)[:, None],
        "node_sample_weight": np.ones(len(left)),
    }
