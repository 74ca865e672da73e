"""Predicts rows out of fold by refits of the chosen recipe on changed inputs, to measure what a change costs."""

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.model_selection import StratifiedKFold

from training.data.training_set import Inputs
from training.errors import NoUsableFeature
from training.models.specification import ModelSpecification, predict_raw_output
from training.processes import run_in_order
from training.selection.cross_validation import Fold, prepare_rows
from training.selection.row_units import RowUnits


def fold_once(defaulted: np.ndarray, count: int, seed: int, groups: np.ndarray | None = None) -> list[Fold]:
    """One folding, stratified by outcome. Rows of one group are in one fold."""
    units = RowUnits(defaulted, groups)
    folding = StratifiedKFold(count, shuffle=True, random_state=seed)
    folds = folding.split(np.empty((len(units.defaulted), 0)), units.defaulted)
    return [(units.list_rows(learn), units.list_rows(test)) for learn, test in folds]


def predict_variants(
    specification: ModelSpecification,
    variants: Mapping[str, Inputs],
    defaulted: np.ndarray,
    folds: Sequence[Fold],
    *,
    seed: int,
    workers: int,
) -> dict[str, np.ndarray]:
    """By variant, the raw output of each row from a model that did not learn from it; NaN without a usable input."""
    tasks = [(name, fold) for name in variants for fold in range(len(folds))]
    results = run_in_order(_predict_fold, (specification, variants, defaulted, folds, seed), tasks, workers=workers)
    out_of_fold = {name: np.full(len(defaulted), np.nan) for name in variants}
    for (name, fold), raw in zip(tasks, results, strict=True):
        out_of_fold[name][folds[fold][1]] = raw
    return out_of_fold


def _predict_fold(
    specification: ModelSpecification,
    variants: Mapping[str, Inputs],
    defaulted: np.ndarray,
    folds: Sequence[Fold],
    seed: int,
    name: str,
    fold: int,
) -> np.ndarray | float:
    inputs, (learn, test), seed = variants[name], folds[fold], seed + fold
    try:
        preparation, prepared, outcomes = prepare_rows(inputs, defaulted, learn, smote=specification.smote, seed=seed)
    except NoUsableFeature:
        return np.nan
    model = specification.build(seed, preparation).fit(prepared, outcomes)
    return predict_raw_output(model, preparation.transform(inputs.take(test)))
