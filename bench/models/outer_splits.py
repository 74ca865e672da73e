"""Outer splits of a training channel, and what is measured on their test rows: shared by the benchmarks of models."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from training.data.training_set import Inputs, TrainingSet
from training.data.training_set_document import FILE_NAME
from training.evaluation.bootstrap import compute_interval, draw_resamples
from training.selection.cross_validation import sample_rows
from training.selection.holdout import split_holdout

TEST_SHARE = 0.2
FEW_ROWS, REPEATS_OF_FEW = 10_000, 3
"""A split of fewer rows is repeated, because one fifth of them is mostly luck."""
BOOTSTRAP_SEED = 7

Split = tuple[np.ndarray, np.ndarray]
"""Positions of the rows to learn from and of the rows to test on."""


@dataclass(frozen=True)
class Truth:
    """The true PDs of a made-up regime, of which a lender would have so many training rows; the others test."""

    pd: np.ndarray
    training_rows: int


def build_splits(data: TrainingSet, repeats: int = 0, training_rows: int | None = None) -> tuple[list[Split], bool]:
    """Rows to learn from and rows to test on, by repeat, and whether they are split by time, which is done once.

    repeats: 0 = three of few rows, else one. training_rows: learns from a sample of so many; None = from all.
    """
    repeats = repeats or (REPEATS_OF_FEW if len(data.defaulted) < FEW_ROWS else 1)
    splits = []
    for repeat in range(repeats):
        split = split_holdout(
            data.defaulted,
            data.as_of,
            share=TEST_SHARE,
            seed=1_000 + data.document.seed + repeat,
            min_per_class=data.document.minimum.per_class,
            groups=data.groups,
        )
        learned = split.training
        if training_rows:
            learned = learned[sample_rows(data.defaulted[learned], training_rows, data.document.seed)]
        splits.append((learned, split.holdout))
        if split.kind == "out_of_time":
            return splits, True
    return splits, False


def write_part(channel: Path, rows: np.ndarray, folder: Path) -> None:
    """A training channel of some rows of another: their lines as they are, and the document with their number."""
    document = json.loads((channel / FILE_NAME).read_text())
    files = sorted(path for path in (channel / "data").glob("**/*") if path.is_file())
    read = {"header": None, "dtype": str, "keep_default_na": False}
    frame = pd.concat([pd.read_csv(file, **read) for file in files], ignore_index=True).iloc[rows]
    outcomes = frame[document["columns"].index("defaulted")].astype(float)
    document |= {"rows": len(rows), "positives": int(outcomes.sum())}
    (folder / "data").mkdir(parents=True)
    frame.to_csv(folder / "data/0001", header=False, index=False)
    (folder / FILE_NAME).write_text(json.dumps(document))


def select_inputs(data: TrainingSet, numbers: list[str], categories: list[str], rows: np.ndarray) -> Inputs:
    """The inputs of a model, which may have left columns out, for these rows."""
    inputs = data.inputs.take(rows)
    number_columns = [data.num_names.index(name) for name in numbers]
    category_columns = [data.cat_names.index(name) for name in categories]
    return Inputs(
        num=inputs.num[:, number_columns],
        has_indicator=inputs.has_indicator[number_columns],
        codes=inputs.codes[:, category_columns],
        levels=tuple(inputs.levels[column] for column in category_columns),
    )


def read_truth(folder: Path) -> Truth | None:
    """The truth of a made-up regime; None of a real lender."""
    if not (folder / "truth.json").exists():
        return None
    lender_rows = json.loads((folder / "truth.json").read_text())["lender_rows"]
    return Truth(np.load(folder / "true_pd.npy"), int((1 - TEST_SHARE) * lender_rows))


def measure_lead(
    outcomes: Sequence[np.ndarray], ours: Sequence[np.ndarray], others: Sequence[np.ndarray]
) -> list[float]:
    """Our AUC minus that of the others, mean over the splits, with its 95 % bootstrap interval over the test rows."""
    leads, resampled = [], []
    for i, (defaulted, our_pd, other_pd) in enumerate(zip(outcomes, ours, others, strict=True)):
        every_row_once = np.ones((1, len(defaulted)))
        leads.append(_compute_lead(defaulted, our_pd, other_pd, every_row_once)[0])
        blocks = draw_resamples(len(defaulted), BOOTSTRAP_SEED + i)
        resampled.append(np.concatenate([_compute_lead(defaulted, our_pd, other_pd, counts) for counts in blocks]))
    return [float(np.mean(leads)), *compute_interval(np.mean(resampled, axis=0))]


def _compute_lead(defaulted: np.ndarray, ours: np.ndarray, others: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """In each resample; NaN where it has one outcome only."""
    return _compute_aucs(defaulted, ours, counts) - _compute_aucs(defaulted, others, counts)


def _compute_aucs(defaulted: np.ndarray, pd: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """AUC of each resample; ties count half. counts: float64 [resamples, rows], how often each row was drawn."""
    order = np.argsort(pd, kind="stable")
    _, start = np.unique(pd[order], return_index=True)
    drawn = counts[:, order]
    bad = np.add.reduceat(drawn * defaulted[order], start, axis=1)
    good = np.add.reduceat(drawn * (1 - defaulted[order]), start, axis=1)
    good_below = np.cumsum(good, axis=1) - good
    pairs = bad.sum(axis=1) * good.sum(axis=1)
    return np.sum(bad * (good_below + good / 2), axis=1) / np.where(pairs > 0, pairs, np.nan)
