"""Writes a real model folder for tests: a logistic regression with given weights, small enough to check by hand.

Reads a JSON description on stdin, `{ "version_time", "num": {name: {"median", "weight"}},
"cat": {name: {word: weight}}, "intercept" }`, writes model.onnx and manifest.json into the folder of the first
argument, and prints the manifest.
The graph has the shape that training exports; its `pd` is sigmoid(intercept + weights x inputs), unknown = median.
Its background is one applicant with the medians and no known category.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from training.onnx_graph import OPSET, Graph

METRICS = [
    "auc",
    "gini",
    "ks",
    "brier",
    "ece",
    "log_loss",
    "accuracy",
    "precision",
    "recall",
    "f1",
]
# Required by the model manifest; no test reads them.
HOLDOUT = dict.fromkeys(METRICS, 0.5) | {"confusion": {"tn": 1, "fp": 1, "fn": 1, "tp": 1}}


def build_onnx(num: dict, cat: dict, intercept: float) -> bytes:
    """Builds the ONNX file, with the inputs num and cat of training and one weight per input."""
    graph = Graph()
    medians = graph.constant([[f["median"] for f in num.values()]])
    values = graph.node("Where", graph.node("IsNaN", "num"), medians, "num")
    weights = [[f["weight"]] for f in num.values()]
    parts = [values]
    for j, word_weights in enumerate(cat.values()):
        word = graph.node("Gather", "cat", graph.constant([j], np.int64), axis=1)
        encoded = graph.node(
            "LabelEncoder",
            word,
            keys_strings=list(word_weights),
            values_floats=[float(w) for w in word_weights.values()],
            default_float=0.0,
        )
        parts.append(encoded)
        weights.append([1.0])
    if not cat:
        parts.append(
            graph.node(
                "LabelEncoder",
                "cat",
                keys_strings=["none"],
                values_floats=[0.0],
                default_float=9.0,
            )
        )
        weights.append([1.0])
    prepared = graph.node("Concat", *parts, axis=1, name="prepared")
    product = graph.node("MatMul", prepared, graph.constant(weights))
    raw = graph.node("Add", product, graph.constant([[intercept]]), name="raw")
    graph.node("Sigmoid", raw, name="pd")
    return graph.model(len(num), max(len(cat), 1), len(parts) - 1 + len(num)).SerializeToString()


def build_reason_texts(name: str) -> dict:
    """Builds the texts of a reason."""
    return {"high": f"{name} is high", "low": f"{name} is low", "missing": f"{name} is not known"}


def build_manifest(description: dict, onnx: bytes) -> dict:
    """Builds a model manifest with all required fields."""
    sha256 = hashlib.sha256(onnx).hexdigest()
    num, cat = list(description["num"]), list(description["cat"])
    auc = {"auc_mean": 0.5, "auc_std": 0.1}
    kind = "logistic_regression"
    types = [(name, "number") for name in num] + [(name, "category") for name in cat]
    return {
        "version": f"{description['version_time']}-{sha256[:8]}",
        "kind": kind,
        "created_at": "2026-01-01T00:00:00Z",
        "opset": OPSET,
        "onnx": {"file": "model.onnx", "sha256": sha256, "size_bytes": len(onnx)},
        "inputs": {"num": num, "cat": cat},
        "features": [
            {"name": name, "type": type_, "monotone": 0, "label": f"The {name}", "reason": build_reason_texts(name)}
            for name, type_ in types
        ],
        "prepared": num + (cat or ["none"]),
        "prepared_from": num + (cat or ["none"]),
        "training": {
            "rows": 1,
            "positives": 1,
            "data_sha256": "0" * 64,
            "run_id": "",
            "seed": 7,
            "target": {},
        },
        "metrics": {"holdout": HOLDOUT, "cv": auc},
        "candidates": [
            {
                "kind": kind,
                "smote": False,
                "cv": auc,
                "holdout": HOLDOUT,
                "seconds": 0,
            }
        ],
        "calibration": {"method": "none"},
        "parity": {
            "rows": 0,
            "max_abs_difference": 0,
            "decision_flips": 0,
            "tolerance": 1e-5,
        },
        "background": [{"num": [f["median"] for f in description["num"].values()], "cat": ["" for _ in cat]}],
        "libraries": {},
        "mlflow": {},
    }


def main() -> None:
    """Reads the description and writes the folder."""
    description = json.load(sys.stdin)
    folder = Path(sys.argv[1])
    onnx = build_onnx(description["num"], description["cat"], description["intercept"])
    manifest = build_manifest(description, onnx)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(onnx)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    print(json.dumps(manifest))


if __name__ == "__main__":
    main()
