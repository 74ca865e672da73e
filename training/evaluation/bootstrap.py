"""Bootstrap intervals of every figure: percentile method, rows drawn with replacement, 1,000 times, seeded.

Efron & Tibshirani, An Introduction to the Bootstrap (1993), chapter 13: of 1,000 resamples the 2.5th and 97.5th
percentiles of a figure are its 95 % interval. A resample is nothing but a count per row, so rows are sorted by PD once
and each figure of many resamples is a few sums over a matrix of counts [resamples, rows].
"""

from collections.abc import Iterator

import numpy as np

from training.evaluation.metrics import CALIBRATION_BINS, CLASSIFICATION, LARGEST, classification

RESAMPLES = 1000
LEVEL = 0.95
METHOD = "bootstrap, percentile, 1,000 resamples of the holdout's rows, 95 % (Efron & Tibshirani 1993)"
BLOCK_CELLS = 2_000_000
"""Counts held at once: bounds memory, whatever the number of rows."""


def intervals(defaulted: np.ndarray, pd: np.ndarray, cut_off: float, seed: int) -> dict[str, list[float]]:
    """95 % interval of every figure of `evaluate`, by its name: [low, high]. outcomes and PDs [rows].

    Those of the confusion matrix are `confusion_tn` and so on.
    """
    order = np.argsort(pd, kind="stable")
    rows = _Sorted(defaulted[order].astype(np.float64), pd[order])
    blocks = [rows.figures(counts, cut_off) for counts in resamples(len(pd), seed)]
    figures = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    return {name: interval(values) for name, values in figures.items()}


def auc_differences(
    defaulted: np.ndarray, pd: np.ndarray, others: dict[str, np.ndarray], seed: int
) -> dict[str, dict[str, float]]:
    """AUC of `pd` minus that of each other PD on the same resamples, by name: {value, low, high}."""
    every = {"": pd, **others}
    orders = {name: np.argsort(values, kind="stable") for name, values in every.items()}
    sorts = {n: _Sorted(defaulted[o].astype(np.float64), every[n][o]) for n, o in orders.items()}
    whole = {n: float(rows.auc(np.ones((1, len(pd))))[0]) for n, rows in sorts.items()}
    drawn = {name: [] for name in every}
    for counts in resamples(len(pd), seed):
        for name, rows in sorts.items():
            drawn[name].append(rows.auc(counts[:, orders[name]]))
    aucs = {name: np.concatenate(parts) for name, parts in drawn.items()}
    return {name: described(whole[""] - whole[name], aucs[""] - aucs[name]) for name in others}


def resamples(rows: int, seed: int) -> Iterator[np.ndarray]:
    """Blocks of counts, float64 [resamples, rows]: how often each row was drawn."""
    random = np.random.default_rng(seed)
    block = max(1, min(RESAMPLES, BLOCK_CELLS // rows))
    for first in range(0, RESAMPLES, block):
        size = min(block, RESAMPLES - first)
        drawn = random.integers(0, rows, (size, rows)) + np.arange(size)[:, None] * rows
        yield np.bincount(drawn.ravel(), minlength=size * rows).reshape(size, rows).astype(np.float64)


def interval(values: np.ndarray) -> list[float]:
    """[low, high] of one figure over its resamples; those that lack an outcome, and so the figure, are left out."""
    known = values[~np.isnan(values)]
    tail = (1 - LEVEL) / 2
    return [float(bound) for bound in np.quantile(known, (tail, 1 - tail))]


def described(value: float, values: np.ndarray) -> dict[str, float]:
    """A figure with its interval, as the manifest keeps it."""
    low, high = interval(values)
    return {"value": float(value), "low": low, "high": high}


class _Sorted:
    """Rows in ascending order of PD, with what every resample of them shares."""

    def __init__(self, defaulted: np.ndarray, pd: np.ndarray):
        self._bad, self._pd = defaulted, pd
        self._ties = np.flatnonzero(np.concatenate([[True], np.diff(pd) > 0]))
        self._squares = (pd - defaulted) ** 2
        inside = np.clip(pd, 1 - LARGEST, LARGEST)
        self._losses = -np.where(defaulted == 1, np.log(inside), np.log(1 - inside))

    def figures(self, counts: np.ndarray, cut_off: float) -> dict[str, np.ndarray]:
        """Every figure of each resample [resamples]; NaN where a resample has only one outcome."""
        rows = counts.shape[1]
        bad = counts @ self._bad
        with np.errstate(divide="ignore", invalid="ignore"):
            ranked = self._ranked(counts)
            return {
                **ranked,
                "gini": 2 * ranked["auc"] - 1,
                "brier": counts @ self._squares / rows,
                "ece": self._calibration_error(counts),
                "log_loss": counts @ self._losses / rows,
                **self._decided(counts, bad, rows, cut_off),
                "default_rate": bad / rows,
            }

    def auc(self, counts: np.ndarray) -> np.ndarray:
        """Area under the ROC curve of each resample; ties count half."""
        with np.errstate(divide="ignore", invalid="ignore"):
            bad, good = self._tied(counts)
            below = np.cumsum(good, axis=1) - good / 2
            return np.einsum("rg,rg->r", bad, below) / bad.sum(axis=1) / good.sum(axis=1)

    def _tied(self, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Defaults and non-defaults per distinct PD: [resamples, distinct] each."""
        bad = counts * self._bad
        return np.add.reduceat(bad, self._ties, axis=1), np.add.reduceat(counts - bad, self._ties, axis=1)

    def _ranked(self, counts: np.ndarray) -> dict[str, np.ndarray]:
        bad, good = self._tied(counts)
        bads, goods = bad.sum(axis=1), good.sum(axis=1)
        good_below, bad_below = np.cumsum(good, axis=1), np.cumsum(bad, axis=1)
        auc = np.einsum("rg,rg->r", bad, good_below - good / 2) / bads / goods
        ks = (good_below / goods[:, None] - bad_below / bads[:, None]).max(axis=1)
        caught = bads[:, None] - bad_below + bad
        flagged = caught + goods[:, None] - good_below + good
        precision = np.divide(caught, flagged, out=np.zeros_like(caught), where=flagged > 0)
        return {"auc": auc, "ks": ks, "pr_auc": np.einsum("rg,rg->r", bad, precision) / bads}

    def _decided(self, counts: np.ndarray, bad: np.ndarray, rows: int, cut_off: float) -> dict[str, np.ndarray]:
        def decide(at: float) -> dict[str, np.ndarray]:
            declined = (self._pd >= at).astype(np.float64)
            tp, flagged = counts @ (declined * self._bad), counts @ declined
            return {"tn": rows - bad - (flagged - tp), "fp": flagged - tp, "fn": bad - tp, "tp": tp}

        confusion, half = decide(cut_off), classification(**decide(0.5))
        return {
            **{name: values for name, values in classification(**confusion).items() if name in CLASSIFICATION},
            **{f"confusion_{name}": values for name, values in confusion.items()},
            "accuracy_at_half": half["accuracy"],
            "accuracy_at_half_above_majority": half["accuracy_above_majority"],
        }

    def _calibration_error(self, counts: np.ndarray) -> np.ndarray:
        """As `expected_calibration_error`, exactly: a row drawn across the edge of two bins counts in both."""
        rows = counts.shape[1]
        sizes = np.full(CALIBRATION_BINS, rows // CALIBRATION_BINS)
        sizes[: rows % CALIBRATION_BINS] += 1
        edges = np.cumsum(sizes)
        reached = np.cumsum(counts, axis=1)
        gaps = np.cumsum(counts * (self._pd - self._bad), axis=1)
        at = np.stack([np.searchsorted(row, edges) for row in reached])
        beyond = np.take_along_axis(reached, at, axis=1) - edges
        until = np.take_along_axis(gaps, at, axis=1) - beyond * (self._pd - self._bad)[at]
        return np.abs(np.diff(until, axis=1, prepend=0)).sum(axis=1) / rows
