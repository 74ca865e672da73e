"""The curves of a PD on the holdout as numbers: reporting/plots.py draws them and evaluation.json keeps them."""

import numpy as np
from sklearn.metrics import roc_curve

from training.evaluation.bootstrap import RESAMPLES
from training.evaluation.metrics import CALIBRATION_BINS, split_equal_bins

MAX_ROC_POINTS = 200
"""More points cannot be distinguished on a page."""
LIFT_STEPS = 20
SCORE_BINS = 25
Z = 1.959963984540054
"""Of a two-sided 95 % interval under the normal distribution."""


def compute_roc(defaulted: np.ndarray, pd: np.ndarray) -> list[dict]:
    """Points {pd, false_rate, true_rate}: shares of non-defaults and of defaults with at least this PD."""
    false_rate, true_rate, threshold = roc_curve(defaulted, pd)
    threshold[0] = 1.0  # scikit-learn begins at infinity, which JSON does not have
    points = len(threshold)
    positions = np.unique(np.linspace(0, points - 1, min(MAX_ROC_POINTS, points)).round().astype(int))
    rows = zip(threshold[positions], false_rate[positions], true_rate[positions], strict=True)
    return [{"pd": float(p), "false_rate": float(f), "true_rate": float(t)} for p, f, t in rows]


def compute_reliability(defaulted: np.ndarray, pd: np.ndarray) -> list[dict]:
    """Ten bins with equal row counts, ascending: mean PD and the bad rate with its Wilson 95 % interval."""
    bins = []
    for rows in split_equal_bins(pd):
        if len(rows):
            bad = int(defaulted[rows].sum())
            low, high = compute_wilson_interval(bad, len(rows))
            rate = {"rows": len(rows), "mean_pd": float(pd[rows].mean()), "default_rate": bad / len(rows)}
            bins.append(rate | {"low": low, "high": high})
    return bins


def simulate_calibrated_ece(pd: np.ndarray, seed: int) -> dict[str, float]:
    """The ECE that chance alone gives exactly right PDs: mean and 95th percentile over 1,000 draws of outcomes
    (consistency resampling, Bröcker & Smith 2007). The ECE of few rows is large even then."""
    ordered, random = np.sort(pd), np.random.default_rng(seed)
    starts = [int(rows[0]) for rows in np.array_split(np.arange(len(pd)), CALIBRATION_BINS) if len(rows)]
    errors = []
    for _ in range(RESAMPLES):
        gaps = np.add.reduceat((random.random(len(pd)) < ordered) - ordered, starts)
        errors.append(np.abs(gaps).sum() / len(pd))
    return {"mean": float(np.mean(errors)), "high": float(np.quantile(errors, 0.95))}


def compute_wilson_interval(hits: int, rows: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927): stays between 0 and 1, also for few rows or without a hit."""
    share, scale = hits / rows, 1 + Z**2 / rows
    centre = (share + Z**2 / (2 * rows)) / scale
    half = Z / scale * np.sqrt(share * (1 - share) / rows + Z**2 / (4 * rows**2))
    return float(max(0.0, centre - half)), float(min(1.0, centre + half))


def compute_lift(defaulted: np.ndarray, pd: np.ndarray) -> list[dict]:
    """The riskiest 5 %, 10 %, … of the rows: `caught` is their share of all defaults, `lift` is caught / share."""
    order = np.argsort(-pd, kind="stable")
    caught = np.cumsum(defaulted[order]) / defaulted.sum()
    points = []
    for step in range(1, LIFT_STEPS + 1):
        rows = max(1, round(len(pd) * step / LIFT_STEPS))
        share, caught_share = rows / len(pd), float(caught[rows - 1])
        points.append({"share": share, "caught": caught_share, "lift": caught_share / share})
    return points


def count_pds(defaulted: np.ndarray, pd: np.ndarray) -> dict:
    """Rows by PD and outcome: counts between `edges`, which go from 0 to 1 in equal steps."""
    edges = np.linspace(0, 1, SCORE_BINS + 1)
    repaid, bad = (np.histogram(pd[defaulted == outcome], edges)[0].tolist() for outcome in (0, 1))
    return {"edges": edges.round(10).tolist(), "repaid": repaid, "defaulted": bad}
