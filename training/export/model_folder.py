"""The model folder: model.onnx and manifest.json, which is all that serving ever reads of a training."""

import hashlib
import json
import platform
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version as installed
from pathlib import Path
from types import MappingProxyType

import numpy as np
import onnx

from training.data.training_set import Inputs, TrainingSet
from training.export.onnx_model import FittedModel
from training.models import device
from training.models.algorithms import raw_score
from training.onnx_graph import OPSET, OPSET_ML

LIBRARIES = ("numpy", "scikit-learn", "imbalanced-learn", "onnx", "onnxruntime", "optuna", "mlflow")
BACKGROUND_ROWS = 256
FOREST_BACKGROUND_ROWS = {6_000: 128, 16_000: 32}
"""Most leaves of a forest: background rows. Where few features lie on a path, as in all other kinds, reasons cost
hardly more against 256 rows than against 32; a forest's paths are long, and reasons have 5 ms (docs/decisions.md)."""
FOREST_BACKGROUND_LEAST = 16
RANKED_ROWS = 20_000
"""Rows that the background is chosen from: enough to lie evenly, few enough to score in a second."""


def model_version(started_at: datetime, onnx_sha256: str) -> str:
    """`YYYYMMDDTHHMMSSZ-<8 hex>`: when the job started (UTC) and what the graph is."""
    return f"{started_at:%Y%m%dT%H%M%SZ}-{onnx_sha256[:8]}"


def library_versions() -> dict[str, str]:
    """What a model was made with: other versions may make another one."""
    return {"python": platform.python_version()} | {name: installed(name) for name in (*LIBRARIES, device.package())}


def onnx_bytes(model: onnx.ModelProto) -> bytes:
    """The graph's bytes; the same graph gives the same bytes."""
    return model.SerializeToString(deterministic=True)


def describe_model(data: TrainingSet, model: FittedModel, graph: bytes, started_at: datetime) -> dict:
    """The manifest's part that follows from the data and the model alone; figures are added by the pipeline."""
    digest = hashlib.sha256(graph).hexdigest()
    columns = model.preparation.columns(data.num_names, data.cat_names)
    return {
        "version": model_version(started_at, digest),
        "kind": model.kind,
        "created_at": f"{started_at:%Y-%m-%dT%H:%M:%SZ}",
        "opset": {"ai.onnx": OPSET, "ai.onnx.ml": OPSET_ML},
        "onnx": {"file": "model.onnx", "sha256": digest, "size_bytes": len(graph)},
        "inputs": {"num": data.num_names, "cat": data.cat_names},
        "features": data.document.features,
        "prepared": [name for name, _ in columns],
        "prepared_from": [feature for _, feature in columns],
        "calibration": model.calibrator.describe(),
        "libraries": library_versions(),
    }


def describe_training(data: TrainingSet) -> dict:
    """What the model was learned from."""
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


def background(model: FittedModel, inputs: Inputs, seed: int) -> list[dict]:
    """Raw training rows that reasons compare an applicant with: `{num: [number | null], cat: [text]}` each.

    They lie evenly over the model's scores, so that their mean score is near that of all rows.
    """
    drawn = np.random.default_rng(seed).permutation(len(inputs))[:RANKED_ROWS]
    scores = raw_score(model.estimator, model.preparation.transform(inputs.take(drawn)))
    ranked = drawn[np.argsort(scores, kind="stable")]
    count = min(_background_rows(model), len(ranked))
    middles = (np.arange(count) + 0.5) * len(ranked) / count
    chosen = inputs.take(np.sort(ranked[middles.astype(np.int64)]))
    words = chosen.cat().tolist() if inputs.levels else [[] for _ in range(count)]
    # tolist() gives the float32's value as a double, so a reader that rounds to float32 gets the very same number
    numbers = [[None if value != value else value for value in row] for row in chosen.num.tolist()]
    return [{"num": num, "cat": cat} for num, cat in zip(numbers, words, strict=True)]


def _background_rows(model: FittedModel) -> int:
    if model.kind != "random_forest":
        return BACKGROUND_ROWS
    leaves = sum(tree.get_n_leaves() for tree in model.estimator.estimators_)
    return next((rows for most, rows in FOREST_BACKGROUND_ROWS.items() if leaves <= most), FOREST_BACKGROUND_LEAST)


def list_files(files: Mapping[str, bytes]) -> list[dict]:
    """The manifest's list of the folder's other files."""
    return [
        {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}
        for name, content in sorted(files.items())
    ]


def write(model_dir: Path, graph: bytes, manifest: dict, files: Mapping[str, bytes] = MappingProxyType({})) -> None:
    """Writes all files; the manifest last, because it says that the folder is complete."""
    model_dir.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (model_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (model_dir / name).write_bytes(content)
    (model_dir / "model.onnx").write_bytes(graph)
    text = json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False)
    (model_dir / "manifest.json").write_text(text + "\n", encoding="utf-8")
