"""Measures what learning again from every row is worth: assessed and serving model on rows that neither has seen.

`python -m bench.models.refit DIR --repeats 5`: outer splits of a training channel. In each, the steps of a training run
on the training rows; the assessed model learned from four fifths of them and the serving model from all. Settings are
the default ones unless `--trials` searches others, so that no figure depends on the load of the machine. The last line
is JSON; progress goes to stderr.
"""

import argparse
import json
import os
import sys
import tempfile
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from bench.models.outer_splits import build_splits, measure_lead, read_truth, select_inputs, write_part
from training.data.training_set import TrainingSet, load_training_set
from training.environment import Job, Settings
from training.evaluation.metrics import compute_metrics
from training.models.kinds import KINDS
from training.steps.blend_candidates import add_blend, choose_candidate
from training.steps.evaluate_candidates import evaluate_candidates
from training.steps.load_and_split import load_and_split
from training.steps.refit import refit
from training.steps.search_settings import search_settings

FIGURES = ("auc", "log_loss", "brier", "ece")


def main() -> None:
    """Compares, and prints one JSON line."""
    warnings.filterwarnings("ignore", category=FutureWarning)
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeats", type=int, default=0, help="outer splits; 0 = three of few rows, else one")
    parser.add_argument("--trials", type=int, default=0, help="of each kind; 0 = default settings without a search")
    parser.add_argument("--workers", type=int, default=0)
    options = parser.parse_args()
    data, truth = load_training_set(options.folder), read_truth(options.folder)
    trials = dict.fromkeys(KINDS, options.trials) if options.trials else None
    settings = Settings(budget_seconds=0, trials=trials, workers=options.workers)
    splits, _ = build_splits(data, options.repeats, truth and truth.training_rows)
    outcomes, assessed, serving, kinds = [], [], [], []
    for training_rows, test in splits:
        kind, pds = _train(options.folder, data, training_rows, test, settings)
        outcomes.append(data.defaulted[test])
        assessed.append(pds[0])
        serving.append(pds[1])
        kinds.append(kind)
        print(f"{options.folder.name}, split {len(kinds)} of {len(splits)}: {kind}", file=sys.stderr, flush=True)
    gain, low, high = measure_lead(outcomes, serving, assessed)
    figures = {"assessed": _average(outcomes, assessed), "serving": _average(outcomes, serving)}
    gains = {"auc_gain": gain, "low": low, "high": high}
    print(json.dumps({"splits": len(splits), "chosen": kinds} | figures | gains))


def _train(
    channel: Path, data: TrainingSet, training_rows: np.ndarray, test: np.ndarray, settings: Settings
) -> tuple[str, list[np.ndarray]]:
    """The chosen kind, and the PDs of the assessed model and of the serving model."""
    with tempfile.TemporaryDirectory(prefix="refit-") as folder:
        write_part(channel, training_rows, Path(folder) / "train")
        training = load_and_split(Job(Path(folder) / "train", Path(folder) / "model", None, settings))
        candidates = add_blend(training, evaluate_candidates(training, search_settings(training)))
        chosen = choose_candidate(candidates)
        serving = refit(training, chosen)
    inputs = select_inputs(data, training.data.num_names, training.data.cat_names, test)
    return chosen.model.kind, [model.predict(inputs) for model in (chosen.model, serving.model)]


def _average(outcomes: list[np.ndarray], pds: list[np.ndarray]) -> dict:
    metrics = [compute_metrics(defaulted, pd, 0.5) for defaulted, pd in zip(outcomes, pds, strict=True)]
    return {name: float(np.mean([each[name] for each in metrics])) for name in FIGURES}


if __name__ == "__main__":
    main()
