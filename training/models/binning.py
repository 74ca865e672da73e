"""Cuts a number into bins whose bad rate only rises or only falls, for the scorecard.

The number is cut at its quantiles; neighbouring cuts are pooled until the bad rate is monotone (pooled adjacent
violators), and bins with too few rows join a neighbour. Of both directions the one with the higher information value
wins (Siddiqi, Credit Risk Scorecards, 2006), unless the catalogue states a direction.
"""

import numpy as np
from sklearn.isotonic import IsotonicRegression


def find_monotone_edges(
    values: np.ndarray, defaulted: np.ndarray, *, direction: int, bins: int, min_share: float
) -> np.ndarray:
    """Upper edges of all bins but the last, float32, ascending.

    direction: 1 = the bad rate rises with the value, -1 = it falls, 0 = the one with more information.
    bins: number of quantiles to begin with. min_share: share of the rows that a bin has at least.
    """
    cuts = np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1], method="inverted_cdf")
    cuts = np.unique(cuts.astype(np.float32))
    cuts = cuts[cuts < values.max(initial=-np.inf)]
    row_bins = np.searchsorted(cuts, values, side="left")
    rows = np.bincount(row_bins, minlength=len(cuts) + 1).astype(np.float64)
    defaults = np.bincount(row_bins, defaulted, minlength=len(cuts) + 1)
    directions = [direction] if direction else [1, -1]
    pooled = [_pool_bins(rows, defaults, sign, min_share * len(values)) for sign in directions]
    last_cuts = max(pooled, key=lambda ends: _information_value(rows, defaults, ends))
    return cuts[last_cuts[:-1]]


def _pool_bins(rows: np.ndarray, defaults: np.ndarray, direction: int, min_rows: float) -> np.ndarray:
    """Position of the last cut of each pooled bin."""
    level = IsotonicRegression(increasing=direction > 0).fit_transform(
        np.arange(len(rows)), defaults / rows, sample_weight=rows
    )
    ends = np.append(np.flatnonzero(np.diff(level) != 0), len(rows) - 1)
    while len(ends) > 1:
        counts, bad = _sum_bins(rows, ends), _sum_bins(defaults, ends)
        smallest = int(counts.argmin())
        if counts[smallest] >= min_rows:
            break
        rate = bad / counts
        left = abs(rate[smallest] - rate[smallest - 1]) if smallest else np.inf
        right = abs(rate[smallest] - rate[smallest + 1]) if smallest + 1 < len(ends) else np.inf
        ends = np.delete(ends, smallest - 1 if left <= right else smallest)
    return ends


def _sum_bins(values: np.ndarray, ends: np.ndarray) -> np.ndarray:
    return np.diff(np.concatenate([[0.0], np.cumsum(values)[ends]]))


def _information_value(rows: np.ndarray, defaults: np.ndarray, ends: np.ndarray) -> float:
    """Information value of the pooled bins; half a row more in each, so that its logarithm exists."""
    counts, bad = _sum_bins(rows, ends), _sum_bins(defaults, ends)
    good = counts - bad
    bad_share, good_share = (bad + 0.5) / (bad.sum() + 0.5), (good + 0.5) / (counts.sum() - bad.sum() + 0.5)
    return float(((bad_share - good_share) * np.log(bad_share / good_share)).sum())
