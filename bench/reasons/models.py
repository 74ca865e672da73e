"""Fits every algorithm with its default settings, exports it, and measures the time of shap's own reasons.

Arguments: a folder to write to, and optionally a training channel (features.json and data/); without one, a made-up
lender as large as the Taiwan sample. Writes <kind>.onnx, <kind>.json (inputs, features, prepared_from, background and
the milliseconds that shap takes for a row) and rows.json, the rows to explain.
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
from training.models.kinds import KINDS
from training.models.kinds.kind import measure_shape
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


def measure_shap(model: FittedModel, background: np.ndarray, prepared: np.ndarray) -> float | None:
    """Median milliseconds for a row of shap's TreeExplainer with the same background; None where it cannot read."""
    if model.kind in ("logistic_regression", "scorecard"):
        return None
    explainer = shap.TreeExplainer(model.estimator, background, feature_perturbation="interventional")
    milliseconds = []
    for row in prepared[:SHAP_ROWS]:
        started = time.perf_counter()
        explainer.shap_values(row[None], check_additivity=False)
        milliseconds.append(1000 * (time.perf_counter() - started))
    return float(np.median(milliseconds))


def main() -> None:
    """Writes the files of every algorithm."""
    folder, channel = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    data = load_rows(channel)
    rows = len(data.defaulted)
    training, explained = data.inputs.take(np.arange(EXPLAINED, rows)), data.inputs.take(np.arange(EXPLAINED))
    preparation = fit_preparation(training)
    prepared, defaulted = preparation.transform(training), data.defaulted[EXPLAINED:]
    (folder / "rows.json").write_text(json.dumps(list_raw_rows(explained)))
    for kind in KINDS:
        specification = ModelSpecification(kind, KINDS[kind].list_starts(measure_shape(training, defaulted))[0])
        estimator = specification.build(SEED, preparation).fit(prepared, defaulted)
        model = FittedModel(kind, preparation, estimator, Sigmoid(1.0, 0.0))
        (folder / f"{kind}.onnx").write_bytes(serialise(build_onnx_model(model)))
        background = choose_background(model, training, SEED)
        shap_background = preparation.transform(training.take(np.arange(len(background))))
        reason = {"high": "high", "low": "low", "missing": "unknown"}
        document = {
            "inputs": {"num": data.num_names, "cat": data.cat_names},
            "features": [{"reason": reason, **feature} for feature in data.document.features],
            "prepared_from": [feature for _, feature in preparation.name_columns(data.num_names, data.cat_names)],
            "background": background,
            "shap_ms": measure_shap(model, shap_background, preparation.transform(explained)),
        }
        (folder / f"{kind}.json").write_text(json.dumps(document))


if __name__ == "__main__":
    main()
