"""Fits XGBoost with its default settings on a made-up lender that has every feature of the catalogue.

Argument: a folder to write to. Writes model/ (a model folder as training writes it), peer.joblib (the same model as
plain Python, for the peers) and rows.json (raw features of applications by name, as the database has them).
"""

import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import joblib
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from testing.models.made_up_lender import write_channel
from training.data.preparation import fit_preparation
from training.data.training_set import load_training_set
from training.export import model_folder
from training.export.onnx_model import build_onnx_model, serialise
from training.models.calibration import Sigmoid
from training.models.fitted_model import FittedModel
from training.models.kinds import KINDS
from training.models.kinds.kind import measure_shape
from training.models.specification import ModelSpecification

ROOT = Path(__file__).resolve().parents[2]
ROWS = 12_000
SEED = 7
FIGURES = ("auc", "gini", "ks", "brier", "ece", "log_loss", "accuracy", "precision", "recall", "f1")
HOLDOUT = dict.fromkeys(FIGURES, 0.5) | {"confusion": {"tn": 1, "fp": 1, "fn": 1, "tp": 1}}
"""No figure of this model is read, but a manifest must have them."""


def make_up_rows(features: list[dict], ranges: dict[str, list[float]]) -> pd.DataFrame:
    """Values within the catalogue's ranges, one in ten unknown; a third of the features matter."""
    random = np.random.default_rng(SEED)
    columns = {"application_id": [f"bench-{i}" for i in range(ROWS)], "as_of": "2024-01-01 00:00:00"}
    risk = random.normal(0, 1, ROWS)
    for j, feature in enumerate(features):
        name, feature_type = feature["name"], feature["type"]
        if feature_type == "category":
            columns[name] = random.choice(list("abcdefgh"), ROWS)
            risk += 0.5 * (columns[name] == "a")
            continue
        bounds = feature["range"]
        low, high = ranges[bounds] if isinstance(bounds, str) else bounds
        low = max(low, -10_000)
        share = random.beta(2, 5, ROWS)
        values = low + share * (min(high, low + 10_000) - low)
        values = np.floor(values) if feature_type == "integer" else values.round(4)
        if j % 3 == 0:
            risk += 2 * share
        unknown_share = 0.0 if name in ("amount", "age_years") else 0.1
        columns[name] = np.where(random.random(ROWS) < unknown_share, np.nan, values)
    columns["age_years"] = random.integers(20, 70, ROWS).astype(float)
    columns["amount"] = random.integers(1_000, 50_000, ROWS).astype(float)
    columns["months_past_due_1"] = random.integers(0, 3, ROWS).astype(float)
    columns["debt_to_income"] = random.random(ROWS).round(4) * 0.5
    columns["sex"] = random.choice(["f", "m"], ROWS)
    columns["defaulted"] = (risk > np.quantile(risk, 0.78)).astype(int)
    return pd.DataFrame(columns)


def main() -> None:
    """Writes the model folder, peer.joblib and rows.json."""
    folder = Path(sys.argv[1])
    catalogue = json.loads((ROOT / "sql/features/catalogue.json").read_text())
    inputs = [feature for feature in catalogue["features"] if feature["model"]]
    frame = make_up_rows(catalogue["features"], catalogue["ranges"])
    numbers = [feature["name"] for feature in inputs if feature["type"] != "category"]
    categories = [feature["name"] for feature in inputs if feature["type"] == "category"]
    with tempfile.TemporaryDirectory() as channel:
        data = load_training_set(write_channel(Path(channel) / "train", frame, numbers, categories))
    described = {feature["name"]: feature for feature in inputs}
    for feature in data.document.features:
        feature["label"] = described[feature["name"]]["label"]
        feature["reason"] = described[feature["name"]]["reason"]
    preparation = fit_preparation(data.inputs)
    specification = ModelSpecification(
        "xgboost", KINDS["xgboost"].list_starts(measure_shape(data.inputs, data.defaulted))[0]
    )
    estimator = specification.build(SEED, preparation).fit(preparation.transform(data.inputs), data.defaulted)
    model = FittedModel("xgboost", preparation, estimator, Sigmoid(1.0, 0.0))
    graph = serialise(build_onnx_model(model))
    cv = {"auc_mean": 0.5, "auc_std": 0.1}
    manifest = model_folder.describe_model(data, model, graph, datetime(2024, 1, 1, tzinfo=UTC))
    manifest |= {
        "training": model_folder.describe_training(data),
        "metrics": {"holdout": HOLDOUT, "cv": cv},
        "candidates": [{"kind": "xgboost", "cv": cv, "holdout": HOLDOUT}],
        "parity": {"rows": 0, "max_abs_difference": 0, "decision_flips": 0},
        "background": model_folder.choose_background(model, data.inputs, SEED),
    }
    model_folder.write_model_folder(folder / "model", graph, manifest)
    fields = ("number_columns", "medians", "indicator_columns", "levels")
    plain = {name: getattr(preparation, name) for name in fields}
    joblib.dump({"estimator": estimator, "preparation": plain}, folder / "peer.joblib")
    rows = frame.drop(columns=["application_id", "as_of", "sex", "defaulted"]).head(2_000)
    (folder / "rows.json").write_text(rows.to_json(orient="records"))


if __name__ == "__main__":
    main()
