"""Fits every kind of model with its sound settings, exports it, and times shap's own reasons beside.

Arguments: a folder to write to, and optionally a training channel (features.json and data/); without one a made-up
lender as large as the Taiwan sample. Writes <kind>.onnx, <kind>.json (inputs, features, prepared_from, background and
the milliseconds that shap takes a row) and rows.json, the rows to explain.
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

from training.data import preparation
from training.data.training_set import TrainingSet, load
from training.export import model_folder
from training.export.onnx_model import FittedModel, to_onnx
from training.models.algorithms import CANDIDATES, Recipe
from training.models.calibration import Sigmoid
from training.tests.conftest import write_channel

ROWS = 24_000
NUMBERS = 56
EXPLAINED = 2_000
SHAP_ROWS = 20
SEED = 7


def made_up() -> pd.DataFrame:
    """Money with long tails, counts, shares and categories; a fifth of the columns matter, some values are unknown."""
    random = np.random.default_rng(SEED)
    columns = {"application_id": np.arange(ROWS).astype(str), "as_of": "2024-01-01 00:00:00"}
    risk = random.normal(0, 1.5, ROWS)
    for j in range(NUMBERS):
        kind = (random.lognormal(9, 1, ROWS), random.poisson(0.6, ROWS).astype(float), random.random(ROWS))[j % 3]
        if j % 5 == 0:
            risk += 0.8 * (kind - kind.mean()) / kind.std()
        columns[f"number_{j}"] = np.where(random.random(ROWS) < 0.05 * (j % 4), np.nan, kind)
    for j in range(5):
        columns[f"word_{j}"] = random.choice(list("abcdefgh"), ROWS)
        risk += 0.5 * (columns[f"word_{j}"] == "a")
    columns["sex"] = random.choice(["f", "m"], ROWS)
    columns["defaulted"] = (risk > np.quantile(risk, 0.78)).astype(int)
    return pd.DataFrame(columns)


def training_set(channel: str | None) -> TrainingSet:
    """The given channel's rows, or the made-up lender's."""
    if channel:
        return load(Path(channel))
    frame = made_up()
    words = tuple(name for name in frame if name.startswith("word_"))
    numbers = tuple(name for name in frame if name.startswith("number_"))
    with tempfile.TemporaryDirectory() as folder:
        return load(write_channel(Path(folder) / "train", frame, numbers, words))


def shap_milliseconds(model: FittedModel, background: np.ndarray, prepared: np.ndarray) -> float | None:
    """Median milliseconds a row of shap's TreeExplainer with the same background; None for what it does not read."""
    if model.kind in ("logistic_regression", "scorecard"):
        return None
    explainer = shap.TreeExplainer(model.estimator, background, feature_perturbation="interventional")
    times = []
    for row in prepared[:SHAP_ROWS]:
        started = time.perf_counter()
        explainer.shap_values(row[None], check_additivity=False)
        times.append(1000 * (time.perf_counter() - started))
    return float(np.median(times))


def raw_rows(inputs) -> list[dict]:
    """Rows as a manifest has them."""
    numbers = [[None if value != value else value for value in row] for row in inputs.num.tolist()]
    words = inputs.cat().tolist() if inputs.levels else [[] for _ in numbers]
    return [{"num": num, "cat": cat} for num, cat in zip(numbers, words, strict=True)]


def main() -> None:
    """Writes every kind."""
    folder, channel = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    data = training_set(channel)
    size = len(data.defaulted)
    learned, explained = data.inputs.take(np.arange(EXPLAINED, size)), data.inputs.take(np.arange(EXPLAINED))
    prepare = preparation.fit(learned)
    prepared, defaulted = prepare.transform(learned), data.defaulted[EXPLAINED:]
    (folder / "rows.json").write_text(json.dumps(raw_rows(explained)))
    for kind, candidate in CANDIDATES.items():
        recipe = Recipe(kind, candidate.defaults(len(learned)))
        estimator = recipe.build(SEED, prepare).fit(prepared, defaulted)
        model = FittedModel(kind, prepare, estimator, Sigmoid(1.0, 0.0))
        graph = model_folder.onnx_bytes(to_onnx(model))
        (folder / f"{kind}.onnx").write_bytes(graph)
        background = model_folder.background(model, learned, SEED)
        behind = prepare.transform(learned.take(np.arange(len(background))))
        words = {"high": "high", "low": "low", "missing": "unknown"}
        document = {
            "inputs": {"num": data.num_names, "cat": data.cat_names},
            "features": [{"reason": words, **feature} for feature in data.document.features],
            "prepared_from": [feature for _, feature in prepare.columns(data.num_names, data.cat_names)],
            "background": background,
            "shap_ms": shap_milliseconds(model, behind, prepare.transform(explained)),
        }
        (folder / f"{kind}.json").write_text(json.dumps(document))


if __name__ == "__main__":
    main()
