"""Builds one small model of every kind as ONNX, with SHAP values from the shap library and from the definition.

Writes <kind>.onnx for each algorithm into the folder of the first argument, and prints `{kind: {prepared_from, scale,
base, background, rows, margins, shap, shares}}`: `shap` has a value for each prepared column, from the shap library;
`shares` one for each raw feature, from all coalitions. A row is `{num, cat}`, unknown numbers are null.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from itertools import combinations
from math import factorial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import shap
from lightgbm import LGBMClassifier
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from xgboost import XGBClassifier

from testing.models.made_up_lender import make_rows, write_channel
from training.data.preparation import Preparation, fit_preparation
from training.data.standardiser import Standardiser
from training.data.training_set import Inputs, TrainingSet, load_training_set
from training.export.model_folder import list_raw_rows
from training.export.onnx_model import build_onnx_model, serialise
from training.models.calibration import Sigmoid
from training.models.fitted_model import FittedModel
from training.models.kinds import KINDS
from training.models.scorecard import Scorecard
from training.models.trees import Tree

FORESTS = ("random_forest", "extra_trees")
BACKGROUND_ROWS = 40
EXPLAINED_ROWS = 30


def build_estimators(preparation: Preparation) -> dict:
    """Unfitted classifiers by kind: small ones of every algorithm that a training compares."""
    return {
        "logistic_regression": make_pipeline(Standardiser(), LogisticRegression()),
        "scorecard": Scorecard(preparation, bins=20, min_share=0.03, penalty=0.5),
        "random_forest": RandomForestClassifier(20, max_depth=6, random_state=1),
        "extra_trees": ExtraTreesClassifier(20, max_depth=8, random_state=1),
        "gradient_boosting": HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=12, random_state=1),
        "xgboost": XGBClassifier(n_estimators=30, max_depth=4, n_jobs=1, random_state=1),
        "lightgbm": LGBMClassifier(n_estimators=30, num_leaves=12, n_jobs=1, random_state=1, verbosity=-1),
    }


def predict_margin(kind: str, model, prepared: np.ndarray) -> np.ndarray:
    """The sum before any link, in the library's own arithmetic."""
    if kind in FORESTS:
        return model.predict_proba(prepared)[:, 1]
    if kind == "lightgbm":
        return model.booster_.predict(prepared, raw_score=True)
    if kind == "xgboost":
        return model.predict(prepared, output_margin=True).astype(np.float64)
    if kind == "gradient_boosting":
        prepared = prepared.astype(np.float64)
    return model.decision_function(prepared)


def compute_shap_values(kind: str, model, prepared: np.ndarray, background: np.ndarray) -> np.ndarray:
    """Interventional SHAP values of the shap library, float64 [rows, columns]."""
    if kind == "logistic_regression":
        scaled, base = (model[:-1].transform(matrix) for matrix in (prepared, background))
        masker = shap.maskers.Independent(base, max_samples=len(base))
        return shap.LinearExplainer(model[-1], masker).shap_values(scaled)
    if kind in ("scorecard", "lightgbm"):  # shap rounds LightGBM's thresholds up, over values that are equal to them
        model = {"trees": [convert_tree(tree) for tree in KINDS[kind].read_margin(model).trees]}
    explainer = shap.TreeExplainer(model, background, feature_perturbation="interventional")
    values = explainer.shap_values(prepared, check_additivity=False)
    return values[:, :, 1] if values.ndim == 3 else values


def convert_tree(tree: Tree) -> dict:
    """A tree of training/models/trees.py in shap's form."""
    fields = {"children_left": tree.left, "children_right": tree.right, "children_default": tree.left}
    fields |= {"features": np.where(tree.leaf, -2, tree.column), "thresholds": tree.threshold.astype(np.float64)}
    values = tree.value.astype(np.float64)[:, None]
    return fields | {"values": values, "node_sample_weight": np.ones(len(values))}


def round_thresholds_down(forest: RandomForestClassifier | ExtraTreesClassifier):
    """Rounds the forest's thresholds to float32, with the same decision for each float32.

    Otherwise shap would decide otherwise than scikit-learn at a value between a threshold and its nearest float32.
    """
    for estimator in forest.estimators_:
        thresholds = estimator.tree_.threshold
        nearest = thresholds.astype(np.float32)
        thresholds[:] = np.where(nearest > thresholds, np.nextafter(nearest, np.float32(-np.inf)), nearest)
    return forest


def enumerate_shares(
    predict: Callable[[np.ndarray], np.ndarray], prepared: np.ndarray, background: np.ndarray, groups: np.ndarray
) -> np.ndarray:
    """Shapley values of groups of columns from their definition: every coalition, every background row."""
    players = int(groups.max()) + 1
    worth = {}
    for size in range(players + 1):
        for coalition in combinations(range(players), size):
            is_member = np.isin(groups, coalition)
            mixed = np.where(is_member, prepared[:, None, :], background[None, :, :])
            worth[coalition] = predict(mixed.reshape(-1, len(groups))).reshape(len(prepared), -1).mean(axis=1)
    values = np.zeros((len(prepared), players))
    for coalition in worth:
        for player in set(range(players)) - set(coalition):
            weight = factorial(len(coalition)) * factorial(players - len(coalition) - 1) / factorial(players)
            values[:, player] += weight * (worth[tuple(sorted((*coalition, player)))] - worth[coalition])
    return values


def choose_rows(inputs: Inputs, thresholds: dict[int, list[float]]) -> Inputs:
    """Rows to explain: some unchanged, some unknown, some with an unseen category, some exactly at a threshold."""
    rows = inputs.take(np.arange(EXPLAINED_ROWS))
    num, codes = rows.num.copy(), rows.codes.copy()
    num[3:6] = np.nan
    for column, values in thresholds.items():
        for i, value in enumerate(values[:4]):
            exact = np.float32(value)
            below, above = (np.nextafter(exact, np.float32(end)) for end in (-np.inf, np.inf))
            num[8 + 3 * i : 11 + 3 * i, column] = exact, below, above
    codes[6:8, 0] = len(inputs.levels[0])
    return Inputs(num, rows.has_indicator, codes, tuple((*levels, "never seen") for levels in inputs.levels))


def read_thresholds(kind: str, model, columns: int) -> dict[int, list[float]]:
    """Some thresholds of the first number columns, so that rows can be equal to them."""
    if kind == "xgboost":
        table = model.get_booster().trees_to_dataframe()
        return {c: table.Split[table.Feature == f"f{c}"].tolist() for c in range(columns)}
    if kind == "lightgbm":
        table = model.booster_.trees_to_dataframe()
        return {c: table.threshold[table.split_feature == f"Column_{c}"].tolist() for c in range(columns)}
    if kind in FORESTS:
        trees = [estimator.tree_ for estimator in model.estimators_]
        return {c: [float(t) for tree in trees for t in tree.threshold[tree.feature == c]] for c in range(columns)}
    if kind == "gradient_boosting":
        tables = [predictor[0].nodes for predictor in model._predictors]
        return {
            c: [t for table in tables for t in table["num_threshold"][_is_branch_on(table, c)].tolist()]
            for c in range(columns)
        }
    return {}


def _is_branch_on(table: np.ndarray, column: int) -> np.ndarray:
    return (table["feature_idx"] == column) & (table["is_leaf"] == 0)


def describe_model(kind: str, model, preparation: Preparation, data: TrainingSet, folder: Path) -> dict:
    """Writes the graph and returns what the libraries say about some of its margins."""
    fitted = FittedModel(kind, preparation, model, Sigmoid(1.0, 0.0))
    (folder / f"{kind}.onnx").write_bytes(serialise(build_onnx_model(fitted)))
    thresholds = read_thresholds(kind, model, len(preparation.number_columns))
    sources = enumerate(preparation.number_columns.tolist())
    rows = choose_rows(data.inputs, {source: thresholds.get(column, []) for column, source in sources})
    background_rows = data.inputs.take(np.arange(100, 100 + BACKGROUND_ROWS))
    prepared, background = preparation.transform(rows), preparation.transform(background_rows)
    names = [feature for _, feature in preparation.name_columns(data.num_names, data.cat_names)]
    groups = np.array([list(dict.fromkeys(names)).index(name) for name in names])

    def predict(matrix: np.ndarray) -> np.ndarray:
        return predict_margin(kind, model, matrix.astype(np.float32))

    return {
        "inputs": {"num": data.num_names, "cat": data.cat_names},
        "prepared_from": names,
        "scale": "probability" if kind in FORESTS else "log_odds",
        "base": float(predict(background).mean()),
        "background": list_raw_rows(background_rows),
        "rows": list_raw_rows(rows),
        "margins": predict(prepared).tolist(),
        "shap": np.asarray(compute_shap_values(kind, model, prepared, background), np.float64).tolist(),
        "shares": enumerate_shares(predict, prepared, background, groups).tolist(),
    }


def main() -> None:
    """Writes the graph of every algorithm and prints the document."""
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as channel:
        data = load_training_set(write_channel(Path(channel) / "train", make_rows(600)))
    preparation = fit_preparation(data.inputs)
    prepared = preparation.transform(data.inputs)
    document = {}
    for kind, estimator in build_estimators(preparation).items():
        model = estimator.fit(prepared, data.defaulted)
        model = round_thresholds_down(model) if kind in FORESTS else model
        document[kind] = describe_model(kind, model, preparation, data, folder)
    print(json.dumps(document))


if __name__ == "__main__":
    main()
