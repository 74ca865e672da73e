"""Fits one small model of every kind, writes it as ONNX and explains some scores with shap and by enumeration.

Writes <kind>.onnx for each kind into the folder of the first argument, and prints `{kind: {prepared_from,
scale, base, background, rows, margins, shap, shares}}`: `shap` has one value per prepared column, from the shap
library; `shares` has one per raw feature, from all coalitions. A row is `{num, cat}`, unknown numbers null.
"""

import json
import sys
import tempfile
from itertools import combinations
from math import factorial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import shap
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from xgboost import XGBClassifier

from training.data import preparation
from training.data.standardiser import Standardiser
from training.data.training_set import Inputs, load
from training.export import model_folder
from training.export.onnx_model import FittedModel, to_onnx
from training.models.calibration import Sigmoid
from training.models.scorecard import Scorecard
from training.tests.conftest import make_rows, write_channel

BACKGROUND = 40
ROWS = 30


def create_estimators(prepare) -> dict:
    """Creates unfitted small classifiers of the kinds that training compares."""
    return {
        "logistic_regression": make_pipeline(Standardiser(), LogisticRegression()),
        "scorecard": Scorecard(prepare),
        "random_forest": RandomForestClassifier(20, max_depth=6, random_state=1),
        "gradient_boosting": HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=12, random_state=1),
        "xgboost": XGBClassifier(n_estimators=30, max_depth=4, n_jobs=1, random_state=1),
    }


def compute_margin(kind: str, model, prepared: np.ndarray) -> np.ndarray:
    """Computes the sum before any link function, with the library's own arithmetic."""
    if kind == "random_forest":
        return model.predict_proba(prepared)[:, 1]
    if kind == "xgboost":
        return model.predict(prepared, output_margin=True).astype(np.float64)
    if kind == "gradient_boosting":
        prepared = prepared.astype(np.float64)
    return model.decision_function(prepared)


def compute_shap_values(kind: str, model, prepared: np.ndarray, background: np.ndarray) -> np.ndarray:
    """Computes interventional values with shap, float64 [rows, columns]."""
    if kind == "logistic_regression":
        scaled, base = (model[:-1].transform(x) for x in (prepared, background))
        masker = shap.maskers.Independent(base, max_samples=len(base))
        return shap.LinearExplainer(model[-1], masker).shap_values(scaled)
    if kind == "scorecard":
        model = {"trees": [to_shap_tree(tree) for tree in model.trees()[0]]}
    values = shap.TreeExplainer(model, background, feature_perturbation="interventional").shap_values(prepared)
    return values[:, :, 1] if values.ndim == 3 else values


def to_shap_tree(tree) -> dict:
    """Converts a tree of training/models/trees.py to the form that shap reads."""
    fields = {"children_left": tree.left, "children_right": tree.right, "children_default": tree.left}
    fields |= {"features": np.where(tree.leaf, -2, tree.column), "thresholds": tree.threshold.astype(np.float64)}
    values = tree.value.astype(np.float64)[:, None]
    return fields | {"values": values, "node_sample_weight": np.ones(len(values))}


def round_thresholds_down(forest):
    """Rounds the forest's thresholds down to float32, with the same result for each float32 value.

    Otherwise shap and scikit-learn differ for a value between a threshold and its nearest float32.
    """
    for estimator in forest.estimators_:
        thresholds = estimator.tree_.threshold
        nearest = thresholds.astype(np.float32)
        thresholds[:] = np.where(nearest > thresholds, np.nextafter(nearest, np.float32(-np.inf)), nearest)
    return forest


def compute_shares(margin, prepared: np.ndarray, background: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Computes Shapley values of groups of columns by definition: every coalition, every background row."""
    players = int(groups.max()) + 1
    coalition_values = {}
    for size in range(players + 1):
        for coalition in combinations(range(players), size):
            taken = np.isin(groups, coalition)
            mixed = np.where(taken, prepared[:, None, :], background[None, :, :])
            coalition_values[coalition] = margin(mixed.reshape(-1, len(groups))).reshape(len(prepared), -1).mean(axis=1)
    values = np.zeros((len(prepared), players))
    for coalition in coalition_values:
        for player in set(range(players)) - set(coalition):
            weight = factorial(len(coalition)) * factorial(players - len(coalition) - 1) / factorial(players)
            gain = coalition_values[tuple(sorted((*coalition, player)))] - coalition_values[coalition]
            values[:, player] += weight * gain
    return values


def choose_examples(inputs, thresholds: dict[int, list[float]]):
    """Chooses rows to explain: unchanged, with unknown values, with unseen categories, and exactly at thresholds."""
    chosen = inputs.take(np.arange(ROWS))
    num = chosen.num.copy()
    num[3:6] = np.nan
    for column, values in thresholds.items():
        for i, value in enumerate(values[:4]):
            at = np.float32(value)
            for j, exact in enumerate(
                (at, np.nextafter(at, np.float32(-np.inf)), np.nextafter(at, np.float32(np.inf)))
            ):
                num[8 + 3 * i + j, column] = exact
    cat = chosen.cat()
    cat[6:8, 0] = "never seen"
    return num, cat


def list_thresholds(kind: str, model, columns: int) -> dict[int, list[float]]:
    """Lists thresholds of the first number columns, so that rows can equal them."""
    if kind == "xgboost":
        table = model.get_booster().trees_to_dataframe()
        return {c: table.Split[table.Feature == f"f{c}"].tolist() for c in range(columns)}
    if kind == "random_forest":
        trees = [estimator.tree_ for estimator in model.estimators_]
        return {c: [float(t) for tree in trees for t in tree.threshold[tree.feature == c]] for c in range(columns)}
    if kind == "gradient_boosting":
        nodes = [predictor[0].nodes for predictor in model._predictors]
        picked = [(n["feature_idx"] == c) & (n["is_leaf"] == 0) for c in range(columns) for n in nodes]
        found = [n["num_threshold"][p].tolist() for n, p in zip(nodes * columns, picked, strict=True)]
        return {c: sum(found[c * len(nodes) : (c + 1) * len(nodes)], []) for c in range(columns)}
    return {}


def describe_model(kind: str, model, prepare, data, folder: Path) -> dict:
    """Writes the graph and returns its scores and their explanations."""
    fitted = FittedModel(kind, prepare, model, Sigmoid(1.0, 0.0))
    (folder / f"{kind}.onnx").write_bytes(model_folder.onnx_bytes(to_onnx(fitted)))
    column_of_number = {int(number): column for column, number in enumerate(prepare.numbers)}
    prepared_thresholds = list_thresholds(kind, model, len(prepare.numbers))
    thresholds = {number: prepared_thresholds.get(column, []) for number, column in column_of_number.items()}
    num, cat = choose_examples(data.inputs, thresholds)
    levels = tuple((*words, "never seen") for words in data.inputs.levels)
    codes = np.array([[words.index(word) for word in column] for words, column in zip(levels, cat.T, strict=True)])
    prepared = prepare.transform(Inputs(num, data.inputs.indicated, codes.T.astype(np.int32), levels))
    background_inputs = data.inputs.take(np.arange(100, 100 + BACKGROUND))
    background = prepare.transform(background_inputs)
    names = [feature for _, feature in prepare.columns(data.num_names, data.cat_names)]
    groups = np.array([list(dict.fromkeys(names)).index(name) for name in names])

    def margin(x: np.ndarray) -> np.ndarray:
        return compute_margin(kind, model, x.astype(np.float32))

    def rows(numbers: np.ndarray, texts: np.ndarray) -> list[dict]:
        known = [[None if v != v else v for v in row] for row in numbers.tolist()]
        return [{"num": n, "cat": c} for n, c in zip(known, texts.tolist(), strict=True)]

    return {
        "prepared_from": names,
        "scale": "probability" if kind == "random_forest" else "log_odds",
        "base": float(margin(background).mean()),
        "background": rows(background_inputs.num, background_inputs.cat()),
        "rows": rows(num, cat),
        "margins": margin(prepared).tolist(),
        "shap": np.asarray(compute_shap_values(kind, model, prepared, background), np.float64).tolist(),
        "shares": compute_shares(margin, prepared, background, groups).tolist(),
    }


def main() -> None:
    """Writes every kind of model and prints the document."""
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as channel:
        data = load(write_channel(Path(channel) / "train", make_rows(600)))
    prepare = preparation.fit(data.inputs)
    prepared = prepare.transform(data.inputs)
    document = {}
    for kind, estimator in create_estimators(prepare).items():
        model = estimator.fit(prepared, data.defaulted)
        model = round_thresholds_down(model) if kind == "random_forest" else model
        document[kind] = describe_model(kind, model, prepare, data, folder)
    print(json.dumps(document))


if __name__ == "__main__":
    main()
