"""What rows that depend on each other do to the figures: without them, and had they been split at random."""

import numpy as np

from training.data.row_groups import is_grouped
from training.data.training_set import TrainingSet
from training.evaluation.metrics import compute_auc
from training.evaluation.refits import fold_once, predict_variants
from training.models.specification import ModelSpecification
from training.selection.cross_validation import sample_rows
from training.selection.row_units import RowUnits

MIN_SHARE = 0.01
"""Fewer rows than this share cannot move a figure, so nothing is refitted for them."""
ROWS, FOLDS = 3_000, 3


def describe_duplicates(data: TrainingSet) -> dict | None:
    """Counts of rows that share a borrower, all inputs or nearly all values; None where every row is alone."""
    grouped = is_grouped(data.groups)
    if not grouped.any():
        return None
    found = data.row_groups
    return {
        "rows": int(grouped.sum()),
        "share": float(grouped.mean()),
        "groups": len(np.unique(data.groups[grouped])),
        "borrower_rows": found.borrower_rows,
        "copied_rows": found.copied_rows,
        "near_rows": found.near_rows,
    }


def measure_without(data: TrainingSet, rows: np.ndarray, scores: np.ndarray) -> float | None:
    """AUC of these scores over the rows that depend on no other; None where an outcome is missing among them."""
    alone = ~is_grouped(data.groups)[rows]
    defaulted = data.defaulted[rows][alone]
    return compute_auc(defaulted, scores[alone]) if len(np.unique(defaulted)) == 2 else None


def compare_splits(
    data: TrainingSet, training: np.ndarray, specification: ModelSpecification, *, seed: int, workers: int
) -> dict:
    """Out-of-fold AUC of the chosen recipe with dependent rows kept together, and with rows split at random."""
    rows = training[_sample_groups(data.defaulted[training], data.groups[training], seed)]
    inputs, defaulted = data.inputs.take(rows), data.defaulted[rows]
    foldings = {"together": data.groups[rows], "at_random": None}
    aucs = {}
    for name, groups in foldings.items():
        folds = fold_once(defaulted, FOLDS, seed, groups)
        raw = predict_variants(specification, {name: inputs}, defaulted, folds, seed=seed, workers=workers)[name]
        aucs[name] = compute_auc(defaulted, raw)
    return aucs


def _sample_groups(defaulted: np.ndarray, groups: np.ndarray, seed: int) -> np.ndarray:
    """Positions of about ROWS rows at most; a group is in the sample as a whole or not at all."""
    units = RowUnits(defaulted, groups)
    limit = max(2, int(ROWS * len(units.defaulted) / max(len(defaulted), ROWS)))
    return units.list_rows(sample_rows(units.defaulted, limit, seed))
