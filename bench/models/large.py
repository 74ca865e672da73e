"""Measures memory and time of a training of many rows: a made-up lender of 1,000,000 rows and 50 features.

`python -m bench.models.large --rows 1000000`: writes the files of an export to a temporary folder (ten CSV parts, 45
numbers with 3 % gaps, 5 categories of 20 levels), runs the training job on it as a process of its own, and samples
the memory of its process tree (measured_process.py). The last line is JSON.
Cross-validation reads few rows in two folds, because it takes little memory; the final fits read all rows. Trees take
little memory too: `--trees 10` gives each model so many and ends sooner. With `--smote` every final fit learns from
synthetic rows too, the most that any lender's data can need.
"""

import argparse
import json
import os
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd

from bench.models.measured_process import ProgramFailed, print_line, run_measured
from testing.models.made_up_lender import build_document
from training import train as training_job
from training.models.kinds import KINDS
from training.selection import variants

NUMBERS, CATEGORIES, LEVELS, PARTS = 45, 5, 20, 10
UNKNOWN_SHARE, BAD_RATE = 0.03, 0.2
SELECTION_ROWS, FOLDS = 6_000, 2
TREES = {
    "random_forest": "n_estimators",
    "extra_trees": "n_estimators",
    "gradient_boosting": "max_iter",
    "xgboost": "n_estimators",
    "lightgbm": "n_estimators",
    "catboost": "n_estimators",
}
"""The setting that holds the number of trees of an algorithm."""


def main() -> None:
    """Writes, trains, and prints one JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--trees", type=int, default=0, help="of each model; 0 = as many as the default settings have")
    parser.add_argument("--smote", action="store_true", help="in every final fit, whether it helps or not")
    parser.add_argument("--job", action="store_true", help="is the training job itself")
    options = parser.parse_args()
    if options.job:
        sys.exit(_run_job(options.trees, options.smote))
    with tempfile.TemporaryDirectory(prefix="large-training-") as folder:
        write_training_set(Path(folder) / "train", options.rows)
        measured = measure_job(Path(folder), sys.argv[1:])
        print(json.dumps({"rows": options.rows, "features": NUMBERS + CATEGORIES} | measured))


def _run_job(trees: int, smote: bool) -> int:
    """The training job with so many trees for each model, and with SMOTE if it is set; returns its exit status."""
    if smote:
        variants.cross_validate_against, variants.CONTENDERS = _cross_validate_with_flattery, len(KINDS)
    for kind, name in TREES.items() if trees else ():
        list_starts = KINDS[kind].list_starts
        changed = lambda shape, list_starts=list_starts, name=name: [  # noqa: E731
            start | {name: trees} for start in list_starts(shape)
        ]
        KINDS[kind] = replace(KINDS[kind], list_starts=changed)
    return training_job.main()


def _cross_validate_with_flattery(plan, specifications, rivals):
    """Cross-validation in which SMOTE always helps."""
    results = variants.cross_validate(plan, specifications)
    return [replace(result, cv=result.cv | {"auc_mean": result.auc + 1}) for result in results]


def write_training_set(folder: Path, rows: int) -> None:
    """The training channel of the made-up lender."""
    random = np.random.default_rng(7)
    numbers = [f"number_{i:02d}" for i in range(NUMBERS)]
    categories = [f"category_{i}" for i in range(CATEGORIES)]
    weights = random.normal(0, 0.35, NUMBERS)
    (folder / "data").mkdir(parents=True)
    for part, count in enumerate(np.diff(np.linspace(0, rows, PARTS + 1).astype(int))):
        frame = _make_up_rows(random, part, count, numbers, categories, weights)
        frame.to_csv(folder / "data" / f"{part + 1:04d}", header=False, index=False, float_format="%.5g")
    document = build_document(rows, numbers, categories)
    (folder / "features.json").write_text(json.dumps(document))


def _make_up_rows(
    random: np.random.Generator, part: int, count: int, numbers: list[str], categories: list[str], weights: np.ndarray
) -> pd.DataFrame:
    """The rows of one file."""
    values = random.normal(0, 1, (count, NUMBERS)).astype(np.float32)
    codes = random.integers(0, LEVELS, (count, CATEGORIES))
    risk = values @ weights + (codes[:, 0] == 0) + random.logistic(0, 1, count)
    values[random.random(values.shape) < UNKNOWN_SHARE] = np.nan
    frame = pd.DataFrame(values, columns=numbers)
    frame.insert(0, "application_id", [f"A{part:02d}{i:07d}" for i in range(count)])
    frame.insert(1, "as_of", "2024-01-01 00:00:00")
    for j, name in enumerate(categories):
        frame[name] = pd.Categorical.from_codes(codes[:, j], [f"word {i}" for i in range(LEVELS)])
    frame["sex"] = random.choice(["f", "m"], count)
    frame["defaulted"] = (risk > np.quantile(risk, 1 - BAD_RATE)).astype(int)
    return frame


def measure_job(folder: Path, options: list[str]) -> dict:
    """Runs the job; returns its peak memory, also by step, its seconds and processor seconds. Exits when it fails."""
    settings = {"budget_seconds": "0", "selection_rows": str(SELECTION_ROWS), "folds": str(FOLDS)}
    environment = {
        "SM_CHANNEL_TRAIN": str(folder / "train"),
        "SM_MODEL_DIR": str(folder / "model"),
        "SM_OUTPUT_DATA_DIR": str(folder / "output/data"),
        "SM_HPS": json.dumps(settings),
        "PYTHONPATH": os.getcwd(),
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "bench.models.large", "--job", *options]
    try:
        measured = run_measured(command, folder, environment, print_line)
    except ProgramFailed as error:
        sys.exit(str(error))
    return asdict(measured) | {"chosen": json.loads((folder / "model/manifest.json").read_text())["kind"]}


if __name__ == "__main__":
    main()
