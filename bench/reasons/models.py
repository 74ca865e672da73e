"""Fits every kind of model and the largest of some kinds, exports them, and measures the time of shap's own reasons.

Arguments: a folder to write to, and optionally a training channel (features.json and data/); without one, a made-up
lender as large as the Taiwan sample. Writes models.json (the models' names), <name>.onnx, <name>.json (inputs,
features, prepared_from, background, the estimated milliseconds of reasons, and those that shap takes for a row) and
rows.json, the rows to explain.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import shap

from testing.models.made_up_lender import write_channel
from training.data.preparation import fit_preparation
from training.data.training_set import TrainingSet, load_training_set
from training.export.model_folder import choose_background, list_raw_rows
from training.export.onnx_model import build_onnx_model, serialise
from training.models.calibration import Sigmoid
from training.models.fitted_model import FittedModel
from training.models.kinds import BLEND, KINDS
from training.models.kinds.kind import DataShape, measure_shape
from training.models.size import MAX_DEPTH, estimate_reason_ms, limit_trees
from training.models.specification import ModelSpecification

ROWS = 24_000
NUMBERS = 56
EXPLAINED = 2_000
SHAP_ROWS = 20
SEED = 7


def make_up_rows() -> pd.DataFrame:
    """Money with long tails, counts, shares and categories; a fifth of the columns matter, some values are unknown."""
    random = np.random.default_rng(SEED)
    columns = {"application_id": np.arange(ROWS).astype(str), "as_of": "2024-01-01 00:00:00"}
    risk = random.normal(0, 1.5, ROWS)
    for j in range(NUMBERS):
        values = (random.lognormal(9, 1, ROWS), random.poisson(0.6, ROWS).astype(float), random.random(ROWS))[j % 3]
        if j % 5 == 0:
            risk += 0.8 * (values - values.mean()) / values.std()
        columns[f"number_{j}"] = np.where(random.random(ROWS) < 0.05 * (j % 4), np.nan, values)
    for j in range(5):
        columns[f"word_{j}"] = random.choice(list("abcdefgh"), ROWS)
        risk += 0.5 * (columns[f"word_{j}"] == "a")
    columns["sex"] = random.choice(["f", "m"], ROWS)
    columns["defaulted"] = (risk > np.quantile(risk, 0.78)).astype(int)
    return pd.DataFrame(columns)


def load_rows(channel: str | None) -> TrainingSet:
    """The given channel's rows, or the made-up lender's."""
    if channel:
        return load_training_set(Path(channel))
    frame = make_up_rows()
    words = tuple(name for name in frame if name.startswith("word_"))
    numbers = tuple(name for name in frame if name.startswith("number_"))
    with tempfile.TemporaryDirectory() as folder:
        return load_training_set(write_channel(Path(folder) / "train", frame, numbers, words))


def list_models(shape: DataShape) -> dict[str, ModelSpecification]:
    """Every kind with its first settings, a blend of four, and kinds at the bounds of their search."""
    firsts = {name: kind.list_starts(shape)[0] for name, kind in KINDS.items()}
    xgboost = {**firsts["xgboost"], "max_depth": 8, "max_leaves": 96, "min_child_weight": 1.0}
    lightgbm = {**firsts["lightgbm"], "num_leaves": 127}
    forest = {"max_depth": MAX_DEPTH, "min_samples_leaf": 1}
    trees = {"xgboost": limit_trees(xgboost), "lightgbm": limit_trees(lightgbm)}
    largest = {
        "random_forest": {**firsts["random_forest"], **forest, "max_samples": 1.0},
        "extra_trees": {**firsts["extra_trees"], **forest},
        "xgboost": {**xgboost, "n_estimators": trees["xgboost"]},
        "lightgbm": {**lightgbm, "n_estimators": trees["lightgbm"]},
    }
    return {
        **{kind: ModelSpecification(kind, params) for kind, params in firsts.items()},
        BLEND: blend({kind: firsts[kind] for kind in ("logistic_regression", "gradient_boosting", "xgboost")}),
        **{f"{kind}, largest": ModelSpecification(kind, params) for kind, params in largest.items()},
        f"{BLEND}, largest": blend(
            {"logistic_regression": firsts["logistic_regression"]}
            | {kind: {**largest[kind], "n_estimators": trees[kind] // 2} for kind in trees}
        ),
    }


def blend(members: dict[str, dict]) -> ModelSpecification:
    """A blend of kinds with these settings and equal weights."""
    shared = {"weight": 1 / len(members), "constrained": False, "smote": False}
    described = [{"kind": kind, "params": params, **shared} for kind, params in members.items()]
    return ModelSpecification(BLEND, {"members": described, "base": 0.0})


def measure_shap(model: FittedModel, background: np.ndarray, prepared: np.ndarray) -> float | None:
    """Median milliseconds for a row of shap's TreeExplainer with the same background; None where it cannot read."""
    if model.kind not in ("random_forest", "extra_trees", "gradient_boosting", "xgboost", "lightgbm"):
        return None
    explainer = shap.TreeExplainer(model.estimator, background, feature_perturbation="interventional")
    milliseconds = []
    for row in prepared[:SHAP_ROWS]:
        started = time.perf_counter()
        explainer.shap_values(row[None], check_additivity=False)
        milliseconds.append(1000 * (time.perf_counter() - started))
    return float(np.median(milliseconds))


def main() -> None:
    """Writes the files of every model."""
    folder, channel = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    data = load_rows(channel)
    rows = len(data.defaulted)
    training, explained = data.inputs.take(np.arange(EXPLAINED, rows)), data.inputs.take(np.arange(EXPLAINED))
    preparation = fit_preparation(training)
    prepared, defaulted = preparation.transform(training), data.defaulted[EXPLAINED:]
    (folder / "rows.json").write_text(json.dumps(list_raw_rows(explained)))
    specifications = list_models(measure_shape(training, defaulted))
    (folder / "models.json").write_text(json.dumps(list(specifications)))
    for name, specification in specifications.items():
        estimator = specification.build(SEED, preparation).fit(prepared, defaulted)
        model = FittedModel(specification.kind, preparation, estimator, Sigmoid(1.0, 0.0))
        (folder / f"{name}.onnx").write_bytes(serialise(build_onnx_model(model)))
        background = choose_background(model, training, SEED)
        shap_background = preparation.transform(training.take(np.arange(len(background))))
        reason = {"high": "high", "low": "low", "missing": "unknown"}
        document = {
            "inputs": {"num": data.num_names, "cat": data.cat_names},
            "features": [{"reason": reason, **feature} for feature in data.document.features],
            "prepared_from": [feature for _, feature in preparation.name_columns(data.num_names, data.cat_names)],
            "background": background,
            "leaves": model.read_margin().leaves,
            "estimated_ms": estimate_reason_ms(model.read_margin(), len(background)),
            "shap_ms": measure_shap(model, shap_background, preparation.transform(explained)),
        }
        (folder / f"{name}.json").write_text(json.dumps(document))


if __name__ == "__main__":
    main()
