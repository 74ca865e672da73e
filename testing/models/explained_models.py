"""One small model of every kind as ONNX, with what shap and plain enumeration say of some of its scores.

Writes <kind>.onnx for each kind into the folder of the first argument, and prints `{kind: {prepared_from,
scale, base, background, rows, margins, shap, shares}}`: `shap` has a value a prepared column, as the shap library
gives it; `shares` one a raw feature, from all coalitions. A row is `{num, cat}`, unknown numbers null.
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


def estimators(prepare) -> dict:
    """Unfitted classifiers, small but of the very kinds that compete."""
    return {
        "logistic_regression": make_pipeline(Standardiser(), LogisticRegression()),
        "scorecard": Scorecard(prepare),
        "random_forest": RandomForestClassifier(20, max_depth=6, random_state=1),
        "gradient_boosting": HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=12, random_state=1),
        "xgboost": XGBClassifier(n_estimators=30, max_depth=4, n_jobs=1, random_state=1),
    }


def margin_of(kind: str, model, prepared: np.ndarray) -> np.ndarray:
    """The sum before any link, in the library's own arithmetic."""
    if kind == "random_forest":
        return model.predict_proba(prepared)[:, 1]
    if kind == "xgboost":
        return model.predict(prepared, output_margin=True).astype(np.float64)
    if kind == "gradient_boosting":
        prepared = prepared.astype(np.float64)
    return model.decision_function(prepared)


def shap_values(kind: str, model, prepared: np.ndarray, background: np.ndarray) -> np.ndarray:
    """shap's own interventional values, float64 [rows, columns]."""
    if kind == "logistic_regression":
        scaled, base = (model[:-1].transform(x) for x in (prepared, background))
        masker = shap.maskers.Independent(base, max_samples=len(base))
        return shap.LinearExplainer(model[-1], masker).shap_values(scaled)
    if kind == "scorecard":
        model = {"trees": [as_shap_reads(tree) for tree in model.trees()[0]]}
    values = shap.TreeExplainer(model, background, feature_perturbation="interventional").shap_values(prepared)
    return values[:, :, 1] if values.ndim == 3 else values


def as_shap_reads(tree) -> dict:
    """A tree of training/models/trees.py in shap's terms."""
    fields = {"children_left": tree.left, "children_right": tree.right, "children_default": tree.left}
    fields |= {"features": np.where(tree.leaf, -2, tree.column), "thresholds": tree.threshold.astype(np.float64)}
    values = tree.value.astype(np.float64)[:, None]
    return fields | {"values": values, "node_sample_weight": np.ones(len(values))}


def rounded_down(forest):
    """The forest with thresholds that float32 can hold, deciding the same for each float32.

    At a value between a threshold and its nearest float32 shap would otherwise decide another way than scikit-learn.
    """
    for estimator in forest.estimators_:
        thresholds = estimator.tree_.threshold
        nearest = thresholds.astype(np.float32)
        thresholds[:] = np.where(nearest > thresholds, np.nextafter(nearest, np.float32(-np.inf)), nearest)
    return forest


def shares(margin, prepared: np.ndarray, background: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Shapley values of groups of columns from their definition: every coalition, every background row."""
    players = int(groups.max()) + 1
    worth = {}
    for size in range(players + 1):
        for coalition in combinations(range(players), size):
            taken = np.isin(groups, coalition)
            mixed = np.where(taken, prepared[:, None, :], background[None, :, :])
            worth[coalition] = margin(mixed.reshape(-1, len(groups))).reshape(len(prepared), -1).mean(axis=1)
    values = np.zeros((len(prepared), players))
    for coalition in worth:
        for player in set(range(players)) - set(coalition):
            weight = factorial(len(coalition)) * factorial(players - len(coalition) - 1) / factorial(players)
            values[:, player] += weight * (worth[tuple(sorted((*coalition, player)))] - worth[coalition])
    return values


def examples(inputs, thresholds: dict[int, list[float]]):
    """Rows to explain: some as they are, some unknown, some with an unseen category, some right at a threshold."""
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


def thresholds_of(kind: str, model, columns: int) -> dict[int, list[float]]:
    """Some thresholds of the first number columns, so that equality is met."""
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


def described(kind: str, model, prepare, data, folder: Path) -> dict:
    """Writes the graph and gives what is known of its scores."""
    fitted = FittedModel(kind, prepare, model, Sigmoid(1.0, 0.0))
    (folder / f"{kind}.onnx").write_bytes(model_folder.onnx_bytes(to_onnx(fitted)))
    place = {int(number): column for column, number in enumerate(prepare.numbers)}
    prepared_thresholds = thresholds_of(kind, model, len(prepare.numbers))
    thresholds = {number: prepared_thresholds.get(column, []) for number, column in place.items()}
    num, cat = examples(data.inputs, thresholds)
    levels = tuple((*words, "never seen") for words in data.inputs.levels)
    codes = np.array([[words.index(word) for word in column] for words, column in zip(levels, cat.T, strict=True)])
    prepared = prepare.transform(Inputs(num, data.inputs.indicated, codes.T.astype(np.int32), levels))
    behind = data.inputs.take(np.arange(100, 100 + BACKGROUND))
    background = prepare.transform(behind)
    names = [feature for _, feature in prepare.columns(data.num_names, data.cat_names)]
    groups = np.array([list(dict.fromkeys(names)).index(name) for name in names])

    def margin(x: np.ndarray) -> np.ndarray:
        return margin_of(kind, model, x.astype(np.float32))

    def rows(numbers: np.ndarray, texts: np.ndarray) -> list[dict]:
        known = [[None if v != v else v for v in row] for row in numbers.tolist()]
        return [{"num": n, "cat": c} for n, c in zip(known, texts.tolist(), strict=True)]

    return {
        "prepared_from": names,
        "scale": "probability" if kind == "random_forest" else "log_odds",
        "base": float(margin(background).mean()),
        "background": rows(behind.num, behind.cat()),
        "rows": rows(num, cat),
        "margins": margin(prepared).tolist(),
        "shap": np.asarray(shap_values(kind, model, prepared, background), np.float64).tolist(),
        "shares": shares(margin, prepared, background, groups).tolist(),
    }


def main() -> None:
    """Writes every kind and prints the document."""
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as channel:
        data = load(write_channel(Path(channel) / "train", make_rows(600)))
    prepare = preparation.fit(data.inputs)
    prepared = prepare.transform(data.inputs)
    document = {}
    for kind, estimator in estimators(prepare).items():
        model = estimator.fit(prepared, data.defaulted)
        model = rounded_down(model) if kind == "random_forest" else model
        document[kind] = described(kind, model, prepare, data, folder)
    print(json.dumps(document))


if __name__ == "__main__":
    main()
