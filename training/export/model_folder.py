"""Writes the model folder: model.onnx, manifest.json and the reports. Serving reads nothing else of a training."""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from types import MappingProxyType

import numpy as np

from training.data.training_set import Inputs, TrainingSet
from training.export.made_up_rows import make_up_background
from training.models.device import xgboost_package
from training.models.fitted_model import FittedModel
from training.models.size import choose_background_rows
from training.models.specification import predict_raw_output
from training.onnx_graph import OPSET, OPSET_ML

LIBRARIES = (
    *("numpy", "scipy", "scikit-learn", "imbalanced-learn", "lightgbm", "catboost", "jax", "flax", "optax"),
    *("onnx", "onnxruntime", "optuna", "mlflow"),
)
RANKED_ROWS = 20_000
"""The background is chosen from this many rows: enough to lie evenly, few enough to predict in a second."""


def name_version(started_at: datetime, onnx_sha256: str) -> str:
    """`YYYYMMDDTHHMMSSZ-<8 hex>`: the start of the job (UTC) and the hash of the graph."""
    return f"{started_at:%Y%m%dT%H%M%SZ}-{onnx_sha256[:8]}"


def list_library_versions() -> dict[str, str]:
    """Versions of the libraries that make a model: other versions may make another one."""
    libraries = {name: installed_version(name) for name in (*LIBRARIES, xgboost_package())}
    return {"python": platform.python_version()} | libraries


def describe_model(data: TrainingSet, model: FittedModel, graph: bytes, started_at: datetime) -> dict:
    """The part of the manifest that follows from the data and the model alone; the pipeline adds the figures."""
    digest = hashlib.sha256(graph).hexdigest()
    columns = model.preparation.name_columns(data.num_names, data.cat_names)
    return {
        "version": name_version(started_at, digest),
        "kind": model.kind,
        "created_at": f"{started_at:%Y-%m-%dT%H:%M:%SZ}",
        "opset": {"ai.onnx": OPSET, "ai.onnx.ml": OPSET_ML},
        "onnx": {"file": "model.onnx", "sha256": digest, "size_bytes": len(graph)},
        "inputs": {"num": data.num_names, "cat": data.cat_names},
        "features": data.document.features,
        "prepared": [name for name, _ in columns],
        "prepared_from": [feature for _, feature in columns],
        "calibration": model.calibrator.describe(),
        "score_scale": asdict(data.document.score),
        "libraries": list_library_versions(),
    }


def describe_training(data: TrainingSet) -> dict:
    """The manifest's description of the training set."""
    return {
        "rows": len(data.defaulted),
        "positives": int(data.defaulted.sum()),
        "data_sha256": data.sha256,
        "run_id": data.document.run_id,
        "as_of_max": data.document.as_of_max,
        "seed": data.document.seed,
        "target": data.document.target,
        "cut_off": data.document.cut_off,
    }


def choose_background(model: FittedModel, inputs: Inputs, seed: int) -> list[dict]:
    """Made-up rows that reasons compare an applicant with: `{num: [number | null], cat: [text]}` each.

    They lie evenly over the model's raw outputs, so that their mean is near that of all rows. None is a customer's
    (`make_up_background`).
    """
    random = np.random.default_rng(seed)
    rows = inputs.take(random.permutation(len(inputs))[:RANKED_ROWS])
    raw = predict_raw_output(model.estimator, model.preparation.transform(rows))
    made_up = make_up_background(rows.take(np.argsort(raw, kind="stable")), random)
    count = min(choose_background_rows(model.read_margin()), len(made_up))
    middles = (np.arange(count) + 0.5) * len(made_up) / count
    return list_raw_rows(made_up.take(middles.astype(np.int64)))


def list_raw_rows(inputs: Inputs) -> list[dict]:
    """Rows as the manifest has them: null for an unknown number."""
    categories = inputs.categories().tolist() if inputs.levels else [[] for _ in range(len(inputs))]
    # tolist() gives the float32's value as a double, so a reader that rounds to float32 gets the very same number
    numbers = [[None if value != value else value for value in row] for row in inputs.num.tolist()]
    return [{"num": num, "cat": cat} for num, cat in zip(numbers, categories, strict=True)]


def list_files(files: Mapping[str, bytes]) -> list[dict]:
    """The manifest's list of the folder's other files."""
    return [
        {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}
        for name, content in sorted(files.items())
    ]


def write_model_folder(
    model_dir: Path, graph: bytes, manifest: dict, files: Mapping[str, bytes] = MappingProxyType({})
) -> None:
    """Writes all files; the manifest last, because it says that the folder is complete."""
    model_dir.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (model_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (model_dir / name).write_bytes(content)
    (model_dir / "model.onnx").write_bytes(graph)
    text = json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False)
    (model_dir / "manifest.json").write_text(text + "\n", encoding="utf-8")
