"""Measures what the chosen recipe loses without its strongest input, to find inputs that give the outcome away.

An input that is filled after the outcome, for some defaults only, has a moderate AUC alone and still lifts the model
far above what it can know. A leak is suspected where the model without one input, and without those that repeat it,
has MIN_ERROR_RATIO times as many ranking errors (1 - AUC), and at least MIN_DROP less AUC by the cautious end of the
95 % interval. docs/models.md has the figures of honest lenders.
"""

from dataclasses import replace

import numpy as np
from scipy.stats import rankdata

from training.data.training_set import Inputs, TrainingSet
from training.evaluation.bootstrap import compare_aucs
from training.evaluation.metrics import compute_auc
from training.evaluation.refits import fold_once, predict_variants
from training.models.specification import ModelSpecification
from training.selection.cross_validation import sample_rows

MIN_DROP = 0.05
MIN_ERROR_RATIO = 3.0
MIN_AUC = 1 - 0.5 / MIN_ERROR_RATIO
"""Below this AUC no input can remove so many errors: without it a model is no better than chance."""
ROWS, FOLDS = 3_000, 3
REPEATS = 0.9
"""Rank correlation from which an input repeats another."""
AS_SERVED = ""


def find_leaks(
    data: TrainingSet,
    training: np.ndarray,
    specification: ModelSpecification,
    strongest: list[str],
    *,
    auc: float,
    seed: int,
    workers: int,
) -> list[dict]:
    """{feature, with, without, drop, low, high} of each of the `strongest` inputs that is suspected."""
    if auc < MIN_AUC or not strongest:
        return []
    rows = training[sample_rows(data.defaulted[training], ROWS, seed)]
    inputs, defaulted = data.inputs.take(rows), data.defaulted[rows]
    columns = _Columns(data, inputs)
    variants = {AS_SERVED: inputs, **{name: columns.remove(name) for name in strongest}}
    folds = fold_once(defaulted, FOLDS, seed, data.groups[rows])
    raw = predict_variants(specification, variants, defaulted, folds, seed=seed, workers=workers)
    raw = {name: np.zeros(len(rows)) if np.isnan(outputs).any() else outputs for name, outputs in raw.items()}
    as_served = raw.pop(AS_SERVED)
    whole = compute_auc(defaulted, as_served)
    found = []
    for name, drop in compare_aucs(defaulted, as_served, raw, seed).items():
        if is_suspicious(whole, drop["value"], drop["low"]):
            found.append(
                {"feature": name, "with": whole, "without": whole - drop["value"], "drop": drop["value"]}
                | {end: drop[end] for end in ("low", "high")}
            )
    return found


def is_suspicious(auc: float, drop: float, low: float) -> bool:
    """Whether an input that lifts the AUC by `drop`, at least by `low`, to `auc` is suspected."""
    return low >= MIN_DROP and 1 - auc + drop >= MIN_ERROR_RATIO * (1 - auc)


class _Columns:
    """The raw columns of some rows, to remove one with those that repeat it."""

    def __init__(self, data: TrainingSet, inputs: Inputs):
        self._inputs, self._num_names, self._cat_names = inputs, data.num_names, data.cat_names
        known = ~np.isnan(inputs.num)
        self._ranks = [_standardise(np.where(known[:, j], inputs.num[:, j], 0)) for j in range(inputs.num.shape[1])]
        self._gaps = [_standardise(known[:, j].astype(np.float64)) for j in range(inputs.num.shape[1])]

    def remove(self, name: str) -> Inputs:
        """The inputs without it: numbers unknown, a category the same in all rows."""
        if name in self._cat_names:
            codes = self._inputs.codes.copy()
            codes[:, self._cat_names.index(name)] = 0
            return replace(self._inputs, codes=codes)
        j = self._num_names.index(name)
        num = self._inputs.num.copy()
        num[:, [k for k in range(num.shape[1]) if k == j or self._repeats(j, k)]] = np.nan
        return replace(self._inputs, num=num)

    def _repeats(self, j: int, k: int) -> bool:
        return any(abs(float(part[j] @ part[k])) >= REPEATS for part in (self._ranks, self._gaps))


def _standardise(values: np.ndarray) -> np.ndarray:
    """Ranks with mean 0 and length 1, so that a product is a rank correlation; zeros where nothing varies."""
    ranks = rankdata(values) - (len(values) + 1) / 2
    return ranks / max(float(np.linalg.norm(ranks)), 1e-12)
