"""Writes a real model folder, small enough to check by hand: a logistic regression given by its weights.

Reads a JSON description on stdin, `{ "version_time", "num": {name: {"median", "weight"}},
"cat": {name: {word: weight}}, "intercept" }`, writes model.onnx and manifest.json into the folder of the first
argument, and prints the manifest.
The graph has the shape that training exports; its `pd` is sigmoid(intercept + weights x inputs), unknown = median.
Reasons compare with one applicant: the medians and no known category.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from training.onnx_graph import OPSET, GraphBuilder

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
HOLDOUT = dict.fromkeys(METRICS, 0.5) | {"confusion": {"tn": 1, "fp": 1, "fn": 1, "tp": 1}}
"""No test reads these figures, but a manifest must have them."""


def build_graph(num: dict, cat: dict, intercept: float) -> bytes:
    """The ONNX file: inputs num and cat as training has them, a weight for each input."""
    graph = GraphBuilder()
    medians = graph.add_constant([[f["median"] for f in num.values()]])
    values = graph.add_node("Where", graph.add_node("IsNaN", "num"), medians, "num")
    weights = [[f["weight"]] for f in num.values()]
    parts = [values]
    for j, weight_by_level in enumerate(cat.values()):
        text = graph.add_node("Gather", "cat", graph.add_constant([j], np.int64), axis=1)
        encoded = graph.add_node(
            "LabelEncoder",
            text,
            keys_strings=list(weight_by_level),
            values_floats=[float(weight) for weight in weight_by_level.values()],
            default_float=0.0,
        )
        parts.append(encoded)
        weights.append([1.0])
    if not cat:
        parts.append(
            graph.add_node(
                "LabelEncoder",
                "cat",
                keys_strings=["none"],
                values_floats=[0.0],
                default_float=9.0,
            )
        )
        weights.append([1.0])
    prepared = graph.add_node("Concat", *parts, axis=1, name="prepared")
    product = graph.add_node("MatMul", prepared, graph.add_constant(weights))
    raw = graph.add_node("Add", product, graph.add_constant([[intercept]]), name="raw")
    graph.add_node("Sigmoid", raw, name="pd")
    prepared_width = len(parts) - 1 + len(num)
    model = graph.build(num_width=len(num), cat_width=max(len(cat), 1), prepared_width=prepared_width)
    return model.SerializeToString()


def build_reason(name: str) -> dict:
    """The words of an adverse action reason."""
    return {"high": f"{name} is high", "low": f"{name} is low", "missing": f"{name} is not known"}


def build_manifest(description: dict, onnx: bytes) -> dict:
    """A manifest with the fields that every model has."""
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
            {"name": name, "type": feature_type, "monotone": 0, "label": f"The {name}", "reason": build_reason(name)}
            for name, feature_type in types
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
        "background": description.get("background")
        or [{"num": [f["median"] for f in description["num"].values()], "cat": ["" for _ in cat]}],
        "libraries": {},
    }


def main() -> None:
    """Reads the description and writes the folder."""
    description = json.load(sys.stdin)
    folder = Path(sys.argv[1])
    onnx = build_graph(description["num"], description["cat"], description["intercept"])
    manifest = build_manifest(description, onnx)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(onnx)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    print(json.dumps(manifest))


if __name__ == "__main__":
    main()
