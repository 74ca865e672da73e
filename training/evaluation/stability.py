"""The population stability index (PSI), and the baseline of the learned rows that monitoring compares later rows with.

PSI = Σ (share now − share then) · ln(share now / share then) over bins (Siddiqi, Credit Risk Scorecards, 2006): below
0.1 is small, above 0.25 is large. A bin that lost or won all its rows counts as half a row, so that the logarithm
exists. lambdas/monitoring/measures/psi.ts computes the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from training.data.training_set import TrainingSet

BINS = 10
MAX_LEVELS = 30
SMALL_PSI, LARGE_PSI = 0.1, 0.25


def compute_psi(then: np.ndarray, now: np.ndarray) -> float:
    """PSI of rows per bin [bins] then and now."""
    is_used = np.asarray(then) + np.asarray(now) > 0
    before, after = (np.maximum(rows[is_used], 0.5) / rows.sum() for rows in (np.asarray(then), np.asarray(now)))
    return float(((after - before) * np.log(after / before)).sum())


def find_bin_edges(values: np.ndarray) -> np.ndarray:
    """Inner edges of at most ten bins with about equal row counts: distinct values, ascending. A value at an edge is in
    the upper bin. `values` has no NaN."""
    return np.unique(np.quantile(values, np.arange(1, BINS) / BINS, method="higher")) if len(values) else np.array([])


def count_bins(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Rows per bin of `edges`, then the rows whose value is unknown: int64 [edges + 2]."""
    unknown = np.isnan(values)
    known = np.bincount(np.searchsorted(edges, values[~unknown], side="right"), minlength=len(edges) + 1)
    return np.append(known, unknown.sum())


def compute_psi_of_pds(out_of_fold: np.ndarray, holdout: np.ndarray) -> float:
    """PSI of the out-of-fold PDs of training rows against the PDs of the holdout."""
    edges = find_bin_edges(out_of_fold)
    return compute_psi(count_bins(out_of_fold, edges), count_bins(holdout, edges))


@dataclass(frozen=True)
class BaselineRows:
    """Positions of rows. learned: those that the serving model learned from, which later applications are compared
    with. training, holdout: of the split, whose PSI the baseline states; a refit has learned from both."""

    learned: np.ndarray
    training: np.ndarray
    holdout: np.ndarray


def build_baseline(data: TrainingSet, rows: BaselineRows, pds: np.ndarray, psi_of_pds: float) -> dict:
    """baseline.json: bins of each feature and of the PD, the share of the learned rows in each, the share of unknown
    values, and the PSI of training rows against the holdout. pds: of the serving model, out of fold."""
    num, codes, levels = data.inputs.num, data.inputs.codes, data.inputs.levels
    # one column at a time: a copy of all rows would double the memory of a large training
    features = {name: _describe_split(describe_number, num[:, j], rows) for j, name in enumerate(data.num_names)}
    for j, name in enumerate(data.cat_names):
        features[name] = _describe_split(partial(_describe_category, levels[j]), codes[:, j], rows)
    return {
        "rows": len(rows.learned),
        "as_of_max": data.document.as_of_max,
        "default_rate": float(data.defaulted[rows.learned].mean()),
        "scores": describe_number(pds, pds) | {"psi_holdout": psi_of_pds, "mean": float(pds.mean())},
        "features": {feature["name"]: features[feature["name"]] for feature in data.document.features},
    }


def _describe_split(describe: Callable[[np.ndarray, np.ndarray], dict], values: np.ndarray, rows: BaselineRows) -> dict:
    """The bins of the learned rows, with the PSI of the split."""
    split = describe(values[rows.training], values[rows.holdout])
    if rows.learned is rows.training:
        return split
    return describe(values[rows.learned], values[rows.holdout]) | {"psi_holdout": split["psi_holdout"]}


def describe_number(then: np.ndarray, now: np.ndarray) -> dict:
    """The baseline of a number: its bins on the rows then, and the PSI of the rows now."""
    edges = find_bin_edges(then[~np.isnan(then)])
    before, after = count_bins(then, edges), count_bins(now, edges)
    return {
        "edges": [float(edge) for edge in edges],
        "shares": _compute_shares(before[:-1], len(then)),
        "unknown": float(before[-1] / len(then)),
        "psi_holdout": compute_psi(before, after),
    }


def _describe_category(levels: tuple[str, ...], training: np.ndarray, holdout: np.ndarray) -> dict:
    """The baseline of a category: the most frequent levels and one bin for all others; the level '' is unknown."""
    names = np.array(levels)
    before, after = (np.bincount(codes, minlength=len(names)) for codes in (training, holdout))
    frequent = [i for i in np.argsort(-before, kind="stable") if names[i] and before[i]][:MAX_LEVELS]
    others = [i for i in range(len(names)) if i not in frequent and names[i]]
    unknown = np.flatnonzero(names == "").tolist()
    bins = [*([i] for i in frequent), others, unknown]
    then, now = (np.array([rows[positions].sum() for positions in bins]) for rows in (before, after))
    return {
        "words": [str(names[i]) for i in frequent],
        "shares": _compute_shares(then[:-1], len(training)),
        "unknown": float(then[-1] / len(training)),
        "psi_holdout": compute_psi(then, now),
    }


def _compute_shares(counts: np.ndarray, rows: int) -> list[float]:
    return [round(float(count / rows), 8) for count in counts]
