"""Whether later rows still look like those a model learned from: the population stability index, and its baseline.

PSI = Σ (share now − share then) · ln(share now / share then) over bins (Siddiqi, Credit Risk Scorecards, 2006): below
0.1 little has changed, above 0.25 much has. A bin that lost or won all its rows counts as half a row, so that the
logarithm exists.
"""

import numpy as np

from training.data.training_set import TrainingSet

BINS = 10
MAX_WORDS = 30
LITTLE, MUCH = 0.1, 0.25


def psi(then: np.ndarray, now: np.ndarray) -> float:
    """PSI of rows per bin [bins] then and now."""
    seen = np.asarray(then) + np.asarray(now) > 0
    before, after = (np.maximum(rows[seen], 0.5) / rows.sum() for rows in (np.asarray(then), np.asarray(now)))
    return float(((after - before) * np.log(after / before)).sum())


def edges_of(values: np.ndarray) -> np.ndarray:
    """Inner edges of at most ten bins with about as many rows each: distinct values, ascending; a bin ends below its
    upper edge. `values` has no NaN."""
    return np.unique(np.quantile(values, np.arange(1, BINS) / BINS, method="higher")) if len(values) else np.array([])


def binned(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Rows per bin of `edges`, then the rows whose value is unknown: int64 [edges + 2]."""
    unknown = np.isnan(values)
    known = np.bincount(np.searchsorted(edges, values[~unknown], side="right"), minlength=len(edges) + 1)
    return np.append(known, unknown.sum())


def psi_of_scores(out_of_fold: np.ndarray, holdout: np.ndarray) -> float:
    """PSI of the PDs of training rows, each from a model that did not learn from it, against those of the holdout."""
    edges = edges_of(out_of_fold)
    return psi(binned(out_of_fold, edges), binned(holdout, edges))


def baseline(data: TrainingSet, training: np.ndarray, holdout: np.ndarray, scores: dict[str, np.ndarray]) -> dict:
    """What monitoring compares later rows with: per feature and for the PD the bins, the share of the training rows in
    each, the share unknown, and the PSI of the holdout. `scores`: PDs `training` (out of fold) and `holdout`."""
    num, codes = data.inputs.num, data.inputs.codes
    # a column at a time: a copy of all rows would double what a large training needs
    features = {name: _number(num[training, j], num[holdout, j]) for j, name in enumerate(data.num_names)}
    for j, name in enumerate(data.cat_names):
        features[name] = _category(data.inputs.levels[j], codes[training, j], codes[holdout, j])
    return {
        "rows": len(training),
        "as_of_max": data.document.as_of_max,
        "default_rate": float(data.defaulted[training].mean()),
        "scores": _number(scores["training"], scores["holdout"]) | {"mean": float(scores["training"].mean())},
        "features": {feature["name"]: features[feature["name"]] for feature in data.document.features},
    }


def _number(then: np.ndarray, now: np.ndarray) -> dict:
    edges = edges_of(then[~np.isnan(then)])
    before, after = binned(then, edges), binned(now, edges)
    return {
        "edges": [float(edge) for edge in edges],
        "shares": _shares(before[:-1], len(then)),
        "unknown": float(before[-1] / len(then)),
        "psi_holdout": psi(before, after),
    }


def _category(levels: tuple[str, ...], learned: np.ndarray, held: np.ndarray) -> dict:
    """The most frequent words and one bin for all others; '' is an unknown word."""
    words = np.array(levels)
    before, after = (np.bincount(codes, minlength=len(words)) for codes in (learned, held))
    kept = [i for i in np.argsort(-before, kind="stable") if words[i] and before[i]][:MAX_WORDS]
    unknown = np.flatnonzero(words == "")
    bins = [[i] for i in kept] + [[i for i in range(len(words)) if i not in kept and words[i]], unknown.tolist()]
    then, now = (np.array([rows[b].sum() for b in bins]) for rows in (before, after))
    return {
        "words": [str(words[i]) for i in kept],
        "shares": _shares(then[:-1], len(learned)),
        "unknown": float(then[-1] / len(learned)),
        "psi_holdout": psi(then, now),
    }


def _shares(rows: np.ndarray, of: int) -> list[float]:
    return [round(float(count / of), 8) for count in rows]
