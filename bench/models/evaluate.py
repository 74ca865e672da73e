"""Figures of the whole choice on one training set, from rows that no choice has seen.

`python -m bench.models.evaluate DIR --trials 1`: outer folds (five, three times over where rows are few). In each, all
that a training does with its training rows - search, cross-validation, SMOTE or not, directions or not, calibration,
choice of the kind - is done with the outer fold's training part, by the same code, and its test part is only
predicted. The number of trials is fixed, so that no figure depends on how busy the machine is. The last line is JSON;
progress goes to stderr. Finished outer folds are kept in .cache/ by the rows, the code, the settings and the
libraries: an interrupted run goes on, and a changed training is measured anew.
"""

import argparse
import hashlib
import json
import os
import sys
import time
import warnings
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from sklearn.metrics import roc_auc_score

from training import pipeline
from training.data.training_set import TrainingSet, load
from training.environment import Settings
from training.evaluation.attribute_worth import AGE
from training.evaluation.metrics import evaluate
from training.export import model_folder
from training.models.algorithms import CANDIDATES
from training.progress import Progress
from training.selection import checkpoints, cross_validation

ROOT = Path(__file__).resolve().parents[2]
MODULES = (
    *("data/training_set", "data/preparation", "data/resampling", "data/standardiser"),
    *("models/calibration", "models/algorithms", "models/device", "models/scorecard"),
    *("selection/cross_validation", "selection/settings_search", "evaluation/metrics", "pipeline"),
)
OUTER_SEED = 1_000
BOOTSTRAPS = 2_000


def main() -> None:
    """Evaluates, and prints one JSON line."""
    warnings.filterwarnings("ignore", category=FutureWarning)
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trials", type=int, default=1, help="multiplies four trials a unit of a kind's weight")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--without-age", action="store_true", help="as a lender trains whose inputs leave age out")
    options = parser.parse_args()
    data = load(options.folder)
    if options.without_age:
        data = _without_age(data)
    trials = {kind: int(4 * options.trials * found.weight) for kind, found in CANDIDATES.items()}
    settings = Settings(trials=trials, workers=options.workers)
    same = replace(settings, workers=0, memory_gib=0)
    kept = checkpoints.connect(
        ROOT / ".cache/bench-models", _digest(data), _code(), same, model_folder.library_versions()
    )
    parts = cross_validation.folds(data.defaulted, settings.folds, OUTER_SEED + data.document.seed)
    folds = [_outer_fold(data, learn, test, settings, kept, i, len(parts)) for i, (learn, test) in enumerate(parts)]
    print(json.dumps(_summary(data, parts, folds, settings) | {"trials": trials}))


def _outer_fold(data: TrainingSet, learn, test, settings: Settings, kept, i: int, count: int) -> dict[str, np.ndarray]:
    """PDs of the test part by kind, and under `best` those of the kind that the training part chose."""
    key = f"outer-{i}"
    if (found := kept.arrays(key)) is not None:
        return found
    split = cross_validation.Split(learn, test, "stratified", "outer fold of a benchmark")
    progress = _FoldProgress(f"outer fold {i + 1} of {count}")
    inner = checkpoints.Checkpoints(kept.folder / f"inner-{i}")
    inner.folder.mkdir(exist_ok=True)
    training = pipeline.Training(data, split, settings, progress, inner)
    candidates = pipeline.compete(training, pipeline.search(training)[0])
    best = max(candidates, key=lambda candidate: candidate.rank)
    pds = {candidate.model.kind: candidate.pd for candidate in candidates} | {"best": best.pd}
    kept.keep_arrays(key, **pds, chosen=np.array(best.model.kind))
    return kept.arrays(key) or pds


class _FoldProgress(Progress):
    """Steps of one outer fold, with the seconds since it began."""

    def __init__(self, fold: str):
        super().__init__(0, sys.stderr)
        self._fold, self._started = fold, time.monotonic()

    def step(self, text: str) -> None:
        """One line on stderr."""
        print(f"{self._fold}, {time.monotonic() - self._started:.0f} s: {text}", file=sys.stderr, flush=True)


def _without_age(data: TrainingSet) -> TrainingSet:
    """As the export is without the input: the number is never known, which is no column of any model."""
    num = data.inputs.num.copy()
    num[:, data.num_names.index(AGE)] = np.nan
    return replace(data, inputs=replace(data.inputs, num=num))


def _digest(data: TrainingSet) -> str:
    """Of all that is learned from; another export of the same rows has it, too."""
    digest = hashlib.sha256(repr((data.inputs.levels, data.num_names, data.cat_names, data.document.seed)).encode())
    for array in (data.inputs.num, data.inputs.codes, data.inputs.indicated, data.inputs.directions, data.defaulted):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _code() -> str:
    """Of this program's source and of that part of the training's which decides its figures."""
    sources = [Path(__file__), *(ROOT / f"training/{module}.py" for module in MODULES)]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def _summary(data: TrainingSet, parts, folds, settings: Settings) -> dict:
    first = range(settings.folds)
    outcome = np.concatenate([data.defaulted[parts[i][1]] for i in first])
    models = []
    for kind in [*CANDIDATES, "best"]:
        aucs = [roc_auc_score(data.defaulted[test], fold[kind]) for (_, test), fold in zip(parts, folds, strict=True)]
        pd = np.concatenate([folds[i][kind] for i in first])
        figures = evaluate(outcome, pd, 0.5)
        models.append(
            {
                "kind": kind,
                "auc": float(np.mean(aucs)),
                "auc_std": float(np.std(aucs)),
                "ece": figures["ece"],
                "brier": figures["brier"],
                "accuracy": figures["accuracy"],
                "above_majority": _above_majority(outcome, pd),
            }
        )
    chosen = [str(fold["chosen"]) for fold in folds]
    return {
        "rows": len(data.defaulted),
        "default_rate": float(data.defaulted.mean()),
        "outer_folds": len(parts),
        "chosen": {kind: chosen.count(kind) for kind in dict.fromkeys(chosen)},
        "models": models,
    }


def _above_majority(outcome: np.ndarray, pd: np.ndarray) -> list[float]:
    """Accuracy at PD 0.5 minus that of always saying the more frequent outcome, with its 95 % bootstrap interval."""
    gain = ((pd >= 0.5) == outcome).astype(float) - (outcome == (outcome.mean() >= 0.5))
    random = np.random.default_rng(7)
    means = [gain[random.integers(0, len(gain), len(gain))].mean() for _ in range(BOOTSTRAPS)]
    return [float(gain.mean()), *(float(bound) for bound in np.percentile(means, [2.5, 97.5]))]


if __name__ == "__main__":
    main()
