"""How well each model input alone tells the outcome: one that nearly gives it away was probably recorded after it.

A number is measured by its values and by its gaps, a category by its levels. Groups of values are ranked by their bad
rates, so that an input counts whatever its direction. Rows are those that the model learned from.
"""

import numpy as np

from training.data.training_set import TrainingSet
from training.evaluation.metrics import compute_auc
from training.selection.cross_validation import sample_rows

GROUPS = 20
"""Numbers are grouped into at most this many bins of equal row counts."""
MIN_ROWS = 20
"""Smaller groups are ranked together. An input that is known for fewer outcomes of a kind is not measured."""
FEWEST_OUTCOMES = 10
"""Of a kind, where a lender has fewer than MIN_ROWS in all. Chance could separate still fewer."""
MAX_MEASURED_ROWS = 50_000
"""More rows would not change the second digit of an AUC."""
STRONGEST = 10
"""Inputs that the manifest lists, the strongest first."""


def measure_single_inputs(data: TrainingSet, training: np.ndarray, seed: int) -> list[dict]:
    """The strongest inputs: {feature, of: values, gaps or levels, auc}, the AUC 0.5 to 1."""
    rows = training[sample_rows(data.defaulted[training], MAX_MEASURED_ROWS, seed)]
    defaulted = data.defaulted[rows]
    least = int(np.clip(_count_rarer(defaulted), FEWEST_OUTCOMES, MIN_ROWS))
    measured = []
    for j, name in enumerate(data.num_names):
        values = data.inputs.num[rows, j]
        known = ~np.isnan(values)
        measured.append((name, "values", _measure_values(values[known], defaulted[known], least)))
        measured.append((name, "gaps", _measure_groups(known.astype(np.int64), defaulted, least)))
    for j, name in enumerate(data.cat_names):
        measured.append((name, "levels", _measure_groups(data.inputs.codes[rows, j], defaulted, least)))
    found = [{"feature": name, "of": of, "auc": auc} for name, of, auc in measured if auc is not None]
    return sorted(found, key=lambda entry: -entry["auc"])[:STRONGEST]


def _group_number(values: np.ndarray) -> np.ndarray:
    """The group of each value: the value itself where there are few, else its bin."""
    distinct, codes = np.unique(values, return_inverse=True)
    if len(distinct) <= GROUPS:
        return codes
    groups = max(2, min(GROUPS, len(values) // MIN_ROWS))
    edges = np.unique(np.quantile(values, np.arange(1, groups) / groups, method="higher"))
    return np.searchsorted(edges, values, side="right")


def _count_rarer(defaulted: np.ndarray) -> int:
    """Rows of the rarer outcome."""
    bad = int(defaulted.sum())
    return min(bad, len(defaulted) - bad)


def _measure_values(values: np.ndarray, defaulted: np.ndarray, least: int) -> float | None:
    """The larger AUC of the values as they are, in either direction, and of their groups."""
    by_group = _measure_groups(_group_number(values), defaulted, least)
    if by_group is None:
        return None
    ordered = compute_auc(defaulted, values)
    return max(by_group, ordered, 1 - ordered)


def _measure_groups(groups: np.ndarray, defaulted: np.ndarray, least: int) -> float | None:
    """AUC of the bad rate of each row's group; None with fewer than the least outcomes of a kind."""
    if _count_rarer(defaulted) < least:
        return None
    rows = np.bincount(groups)
    rare = rows < MIN_ROWS
    bads = np.bincount(groups, weights=defaulted)
    rates = np.divide(bads, rows, out=np.zeros(len(rows)), where=rows > 0)
    if rows[rare].sum() > 0:
        rates[rare] = bads[rare].sum() / rows[rare].sum()
    return compute_auc(defaulted, rates[groups])
