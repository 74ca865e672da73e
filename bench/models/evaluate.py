"""Measures the whole choice of a model on one training set, on rows that no choice has seen.

`python -m bench.models.evaluate DIR --trials 1`: outer folds (five, three times where rows are few). In each, the
training part goes through all that a training does with its training rows (search, cross-validation, SMOTE or not,
directions or not, calibration, choice of the candidate), by the same code, and the test part is only predicted. The
number of trials is fixed, so that no figure depends on the load of the machine. The last line is JSON; progress goes to
stderr. Finished outer folds are kept in .cache/ under the rows, the code, the settings and the libraries: an
interrupted run resumes, and a changed training is measured anew.
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

from training.data.training_set import TrainingSet, load_training_set
from training.environment import Settings
from training.evaluation.attribute_worth import AGE
from training.evaluation.metrics import compute_metrics
from training.export.model_folder import list_library_versions
from training.models.kinds import BLEND, KINDS
from training.progress import Progress
from training.reporting.findings import HEADLINE
from training.selection.checkpoints import Checkpoints, open_checkpoints
from training.selection.cross_validation import Fold, build_folds
from training.selection.holdout import HoldoutSplit
from training.steps.blend_candidates import add_blend, choose_candidate
from training.steps.context import TrainingContext
from training.steps.evaluate_candidates import evaluate_candidates
from training.steps.search_settings import search_settings

ROOT = Path(__file__).resolve().parents[2]
DECIDING_ROOMS = ("data", "models", "selection", "steps")
"""Rooms of training/ whose code decides the figures."""
TRIALS_PER_KIND = 8
OUTER_SEED = 1_000
RESAMPLES = 2_000
CHOSEN = "best"
"""Stands for the candidate that the training part chose, next to the algorithms."""


def main() -> None:
    """Evaluates, and prints one JSON line."""
    warnings.filterwarnings("ignore", category=FutureWarning)
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trials", type=int, default=1, help="multiplies eight trials of each kind")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--without-age", action="store_true", help="as a lender trains whose inputs leave age out")
    options = parser.parse_args()
    data = load_training_set(options.folder)
    if options.without_age:
        data = _remove_age(data)
    trials = dict.fromkeys(KINDS, TRIALS_PER_KIND * options.trials)
    settings = Settings(budget_seconds=0, trials=trials, workers=options.workers)
    deciding = replace(settings, workers=0, memory_gib=0)
    checkpoints = open_checkpoints(
        ROOT / ".cache/bench-models", _hash_rows(data), _hash_code(), deciding, list_library_versions()
    )
    folds = build_folds(data.defaulted, settings.folds, OUTER_SEED + data.document.seed, data.groups)
    predictions = [
        _predict_outer_fold(data, fold, settings, checkpoints, f"{i + 1} of {len(folds)}")
        for i, fold in enumerate(folds)
    ]
    print(json.dumps(_summarise(data, folds, predictions, settings) | {"trials": trials, "headline": HEADLINE}))


def _predict_outer_fold(
    data: TrainingSet, fold: Fold, settings: Settings, checkpoints: Checkpoints, position: str
) -> dict[str, np.ndarray]:
    """PDs of the test part by kind, and those of the candidate that the training part chose."""
    key = f"outer-{position.replace(' ', '-')}"
    if (checkpoint := checkpoints.read_arrays(key)) is not None:
        return checkpoint
    split = HoldoutSplit(*fold, "stratified", "outer fold of a benchmark")
    inner = Checkpoints(checkpoints.folder / f"inner-{position.replace(' ', '-')}")
    inner.folder.mkdir(exist_ok=True)
    training = TrainingContext(data, split, settings, _FoldProgress(f"outer fold {position}"), inner)
    candidates = add_blend(training, evaluate_candidates(training, search_settings(training)))
    chosen = choose_candidate(candidates)
    pds = {candidate.model.kind: candidate.pd for candidate in candidates} | {CHOSEN: chosen.pd}
    arrays = pds | {"chosen": np.array(chosen.model.kind)}
    checkpoints.write_arrays(key, **arrays)
    return arrays


class _FoldProgress(Progress):
    """Steps of one outer fold on stderr, with the seconds since its start."""

    def __init__(self, fold: str):
        super().__init__(0, sys.stderr)
        self._fold, self._started = fold, time.monotonic()

    def step(self, text: str, steps: int = 1) -> None:
        """Prints one line."""
        print(f"{self._fold}, {time.monotonic() - self._started:.0f} s: {text}", file=sys.stderr, flush=True)


def _remove_age(data: TrainingSet) -> TrainingSet:
    """The set as it is exported without the input: a number that is never known is no column of any model."""
    num = data.inputs.num.copy()
    num[:, data.num_names.index(AGE)] = np.nan
    return replace(data, inputs=replace(data.inputs, num=num))


def _hash_rows(data: TrainingSet) -> str:
    """Of all that a training reads; another export of the same rows has the same hash."""
    digest = hashlib.sha256(repr((data.inputs.levels, data.num_names, data.cat_names, data.document.seed)).encode())
    inputs = data.inputs
    for array in (inputs.num, inputs.codes, inputs.has_indicator, inputs.directions, data.defaulted):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _hash_code() -> str:
    """Of this program and of the part of the training that decides its figures."""
    rooms = (sorted((ROOT / "training" / room).glob("*.py")) for room in DECIDING_ROOMS)
    sources = [Path(__file__), ROOT / "training/evaluation/metrics.py", *(file for room in rooms for file in room)]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def _summarise(
    data: TrainingSet, folds: list[Fold], predictions: list[dict[str, np.ndarray]], settings: Settings
) -> dict:
    first_folding = range(settings.folds)
    outcomes = np.concatenate([data.defaulted[folds[i][1]] for i in first_folding])
    models = []
    for kind in (kind for kind in [*KINDS, BLEND, CHOSEN] if all(kind in pds for pds in predictions)):
        aucs = [
            roc_auc_score(data.defaulted[test], pds[kind]) for (_, test), pds in zip(folds, predictions, strict=True)
        ]
        pd = np.concatenate([predictions[i][kind] for i in first_folding])
        metrics = compute_metrics(outcomes, pd, 0.5)
        models.append(
            {
                "kind": kind,
                "auc": float(np.mean(aucs)),
                "auc_std": float(np.std(aucs)),
                **{name: metrics[name] for name in ("ece", "brier", "accuracy")},
                "above_majority": _measure_gain(outcomes, pd),
            }
        )
    chosen = [str(pds["chosen"]) for pds in predictions]
    return {
        "rows": len(data.defaulted),
        "default_rate": float(data.defaulted.mean()),
        "outer_folds": len(folds),
        "chosen": {kind: chosen.count(kind) for kind in dict.fromkeys(chosen)},
        "models": models,
    }


def _measure_gain(outcomes: np.ndarray, pd: np.ndarray) -> list[float]:
    """Accuracy at PD 0.5 minus that of predicting the more frequent outcome, with its 95 % bootstrap interval."""
    gain = ((pd >= 0.5) == outcomes).astype(float) - (outcomes == (outcomes.mean() >= 0.5))
    random = np.random.default_rng(7)
    means = [gain[random.integers(0, len(gain), len(gain))].mean() for _ in range(RESAMPLES)]
    return [float(gain.mean()), *(float(bound) for bound in np.percentile(means, [2.5, 97.5]))]


if __name__ == "__main__":
    main()
