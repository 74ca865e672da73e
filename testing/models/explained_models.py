"""Builds one small model of every kind as ONNX, with SHAP values from the shap library and from the definition.

Writes <kind>.onnx for each kind into the folder of the first argument, and prints `{kind: {prepared_from, scale,
base, background, rows, margins, shap, shares}}`: `shap` has a value for each prepared column, from the shap library;
`shares` one for each raw feature, from all coalitions. A row is `{num, cat}`, unknown numbers are null.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import shap
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from testing.models.made_up_lender import make_rows, write_channel
from training.data.preparation import Preparation, fit_preparation
from training.data.standardiser import Standardiser
from training.data.training_set import Inputs, TrainingSet, load_training_set
from training.export.model_folder import list_raw_rows
from training.export.onnx_model import build_onnx_model, serialise
from training.models.calibration import Calibrator, Sigmoid
from training.models.kinds import BLEND, KINDS
from training.models.kinds.kind import DataShape, Kind
from training.models.kinds.neural_additive import NEURAL_ADDITIVE
from training.models.margin import Margin, weigh_margins
from training.models.neural_additive_network import NeuralAdditiveNetwork, NeuralPart, fit_encoders
from training.models.trees import Tree

BACKGROUND_ROWS = 40
EXPLAINED_ROWS = 30


SETTINGS = {
    "scorecard": {"bins": 20, "min_share": 0.03, "penalty": 0.5},
    "random_forest": {"n_estimators": 20, "max_depth": 6},
    "extra_trees": {"n_estimators": 20, "max_depth": 8},
    "gradient_boosting": {"max_iter": 20, "max_leaf_nodes": 12},
    "xgboost": {"n_estimators": 30, "max_depth": 4},
    "lightgbm": {"n_estimators": 30, "num_leaves": 12},
    "catboost": {"n_estimators": 20, "max_depth": 4},
}
"""Settings of small models; any other kind takes its first start with `TREES` trees."""
TREES = 20
BLENDED = {"logistic_regression": 0.3, "random_forest": 1.5, "gradient_boosting": 0.4, "neural_additive": 0.2}
"""Weights of an example that has every part which a margin can have."""


@dataclass(frozen=True)
class Example:
    """A fitted model: what its own library predicts, the margin that its graph has, and its SHAP values by column."""

    preparation: Preparation
    margin: Margin
    predict: Callable[[np.ndarray], np.ndarray]
    explain: Callable[[np.ndarray, np.ndarray], np.ndarray]
    calibrator: Calibrator = Sigmoid(1.0, 0.0)

    def read_margin(self) -> Margin:
        """As FittedModel has it, of which an export needs this, the preparation and the calibrator."""
        return self.margin


def fit_examples(preparation: Preparation, data: TrainingSet) -> dict[str, Example]:
    """A small model of every kind that can serve, of a blend and of a forest with full trees."""
    prepared = preparation.transform(data.inputs)
    shape = DataShape(len(prepared), int(data.defaulted.sum()), prepared.shape[1])
    kinds = KINDS | {NEURAL_ADDITIVE.name: NEURAL_ADDITIVE}
    examples = {}
    for name, kind in kinds.items():
        if kind is NEURAL_ADDITIVE:
            estimator = draw_network(prepared, data.defaulted)
        else:
            estimator = kind.build(choose_settings(kind, shape), 1, preparation, False).fit(prepared, data.defaulted)
        examples[name] = describe_example(kind, estimator, preparation)
    forest = ExtraTreesClassifier(15, random_state=1).fit(prepared, data.defaulted)
    return examples | {
        "deep_forest": describe_example(KINDS["random_forest"], forest, preparation),
        BLEND: blend_examples([examples[name] for name in BLENDED], list(BLENDED.values()), 0.7),
    }


def choose_settings(kind: Kind, shape: DataShape) -> dict:
    """Settings that give a small model."""
    settings = kind.list_starts(shape)[0]
    trees = {kind.trees_setting: TREES} if kind.trees_setting else {}
    return settings | trees | SETTINGS.get(kind.name, {})


def draw_network(prepared: np.ndarray, defaulted: np.ndarray) -> NeuralAdditiveNetwork:
    """A network with drawn weights, each column with the direction that it has in a regression.

    Training one takes longer than all other examples together, and its reasons do not depend on how it was trained.
    """
    random = np.random.default_rng(1)
    regression = make_pipeline(Standardiser(), LogisticRegression()).fit(prepared, defaulted)
    slopes = regression[-1].coef_[0]
    numbers, steps = fit_encoders(prepared)
    many, segments, hidden = *numbers.lower.shape, 8
    network = NeuralAdditiveNetwork()
    network.part_ = NeuralPart(
        width=prepared.shape[1],
        numbers=numbers,
        hidden_weights=random.random((many, segments, hidden)) / segments,
        hidden_biases=-0.5 * random.random((many, 1, hidden)),
        output_weights=4 * slopes[numbers.columns][:, None, None] * random.random((many, hidden, 1)),
        steps=steps,
        step_weights=slopes[steps.columns][:, None, None],
    )
    network.bias_ = float(regression[-1].intercept_[0])
    network.classes_ = np.array([0, 1])
    return network


def describe_example(kind: Kind, estimator, preparation: Preparation) -> Example:
    """The fitted estimator of a kind."""
    if hasattr(estimator, "estimators_"):
        round_thresholds_down(estimator)
    margin = kind.read_margin(estimator)

    def predict(prepared: np.ndarray) -> np.ndarray:
        return kind.predict_margin(estimator, prepared)

    def explain(prepared: np.ndarray, background: np.ndarray) -> np.ndarray:
        return compute_shap_values(kind.name, estimator, margin, prepared, background)

    return Example(preparation, margin, predict, explain)


def blend_examples(members: list[Example], weights: list[float], base: float) -> Example:
    """The weighted sum: its SHAP values are the weighted sums of the members'."""

    def predict(prepared: np.ndarray) -> np.ndarray:
        return base + sum(weight * member.predict(prepared) for member, weight in zip(members, weights, strict=True))

    def explain(prepared: np.ndarray, background: np.ndarray) -> np.ndarray:
        values = (member.explain(prepared, background) for member in members)
        return sum(weight * value for weight, value in zip(weights, values, strict=True))

    margin = weigh_margins([member.margin for member in members], weights, base)
    return Example(members[0].preparation, margin, predict, explain)


def compute_shap_values(kind: str, model, margin: Margin, prepared: np.ndarray, background: np.ndarray) -> np.ndarray:
    """Interventional SHAP values, float64 [rows, columns], of the shap library where it has them.

    It reads forests, boosting and linear models of scikit-learn and XGBoost itself. Of the scorecard it reads a table,
    of CatBoost too, and of LightGBM, whose thresholds it rounds up, over values that are equal to them.
    It knows no neural additive network, whose values follow from the definition.
    """
    if kind == "logistic_regression":
        scaled, base = (model[:-1].transform(matrix) for matrix in (prepared, background))
        masker = shap.maskers.Independent(base, max_samples=len(base))
        return shap.LinearExplainer(model[-1], masker).shap_values(scaled)
    if margin.additive:
        return sum(part.compute(prepared) - part.compute(background).mean(axis=0) for part in margin.additive)
    if kind not in ("random_forest", "extra_trees", "gradient_boosting", "xgboost"):
        model = {"trees": [convert_tree(tree) for tree in margin.trees]}
    explainer = shap.TreeExplainer(model, background, feature_perturbation="interventional")
    values = explainer.shap_values(prepared, check_additivity=False)
    return values[:, :, 1] if values.ndim == 3 else values


def convert_tree(tree: Tree) -> dict:
    """A tree of training/models/trees.py in shap's form."""
    fields = {"children_left": tree.left, "children_right": tree.right, "children_default": tree.left}
    threshold = np.nextafter(tree.threshold, np.float32(-np.inf)) if tree.strict else tree.threshold
    fields |= {"features": np.where(tree.leaf, -2, tree.column), "thresholds": threshold.astype(np.float64)}
    values = tree.value.astype(np.float64)[:, None]
    return fields | {"values": values, "node_sample_weight": np.ones(len(values))}


def round_thresholds_down(forest: RandomForestClassifier | ExtraTreesClassifier) -> None:
    """Rounds a forest's thresholds to float32, with the same decision for each float32.

    Otherwise shap would decide otherwise than scikit-learn at a value between a threshold and its nearest float32.
    """
    for estimator in forest.estimators_:
        thresholds = estimator.tree_.threshold
        nearest = thresholds.astype(np.float32)
        thresholds[:] = np.where(nearest > thresholds, np.nextafter(nearest, np.float32(-np.inf)), nearest)


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


def read_thresholds(margin: Margin, column: int) -> list[float]:
    """Thresholds of a prepared column, so that rows can be equal to them."""
    tests = [np.asarray(tree.threshold)[(tree.column == column) & ~tree.leaf.astype(bool)] for tree in margin.trees]
    return np.concatenate([*tests, np.empty(0)]).tolist()


def describe_model(kind: str, example: Example, data: TrainingSet, folder: Path) -> dict:
    """Writes the graph and returns what the libraries say about some of its margins."""
    preparation, margin = example.preparation, example.margin
    (folder / f"{kind}.onnx").write_bytes(serialise(build_onnx_model(example)))
    sources = enumerate(preparation.number_columns.tolist())
    rows = choose_rows(data.inputs, {source: read_thresholds(margin, column) for column, source in sources})
    background_rows = data.inputs.take(np.arange(100, 100 + BACKGROUND_ROWS))
    prepared, background = preparation.transform(rows), preparation.transform(background_rows)
    names = [feature for _, feature in preparation.name_columns(data.num_names, data.cat_names)]
    groups = np.array([list(dict.fromkeys(names)).index(name) for name in names])

    def predict(matrix: np.ndarray) -> np.ndarray:
        return example.predict(matrix.astype(np.float32))

    return {
        "inputs": {"num": data.num_names, "cat": data.cat_names},
        "prepared_from": names,
        "scale": margin.scale,
        "base": float(predict(background).mean()),
        "background": list_raw_rows(background_rows),
        "rows": list_raw_rows(rows),
        "margins": predict(prepared).tolist(),
        "shap": np.asarray(example.explain(prepared, background), np.float64).tolist(),
        "shares": enumerate_shares(predict, prepared, background, groups).tolist(),
    }


def main() -> None:
    """Writes the graph of every example and prints the document."""
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as channel:
        data = load_training_set(write_channel(Path(channel) / "train", make_rows(600)))
    examples = fit_examples(fit_preparation(data.inputs), data)
    print(json.dumps({kind: describe_model(kind, example, data, folder) for kind, example in examples.items()}))


if __name__ == "__main__":
    main()
