"""Bootstrap intervals of every figure: percentile method, rows drawn with replacement, 1,000 times, seeded.

Efron & Tibshirani, An Introduction to the Bootstrap (1993), chapter 13: of 1,000 resamples the 2.5th and 97.5th
percentiles of a figure are its 95 % interval. A resample is a count for each row, so rows are sorted by PD once, and
each figure of many resamples is a few sums over a matrix of counts [resamples, rows].
"""

from collections.abc import Iterator, Mapping

import numpy as np

from training.evaluation.metrics import CALIBRATION_BINS, HIGHEST_PD_IN_LOG_LOSS, compute_classification

RESAMPLES = 1000
LEVEL = 0.95
METHOD = "bootstrap, percentile, 1,000 resamples of the holdout's rows, 95 % (Efron & Tibshirani 1993)"
BLOCK_CELLS = 2_000_000
"""Counts held at a time: bounds memory for any number of rows."""


def compute_intervals(defaulted: np.ndarray, pd: np.ndarray, cut_off: float, seed: int) -> dict[str, list[float]]:
    """95 % interval of every figure of `compute_metrics`, by its name: [low, high].

    Those of the confusion matrix are `confusion_tn` and so on.
    """
    order = np.argsort(pd, kind="stable")
    rows = _SortedRows(defaulted[order].astype(np.float64), pd[order])
    blocks = [rows.compute_figures(counts, cut_off) for counts in draw_resamples(len(pd), seed)]
    figures = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    return {name: compute_interval(values) for name, values in figures.items()}


def compare_aucs(
    defaulted: np.ndarray, pd: np.ndarray, others: Mapping[str, np.ndarray], seed: int
) -> dict[str, dict[str, float]]:
    """AUC of `pd` minus the AUC of each other PD, on the same resamples, by name: {value, low, high}."""
    pds = {"": pd, **others}
    orders = {name: np.argsort(values, kind="stable") for name, values in pds.items()}
    rows = {name: _SortedRows(defaulted[order].astype(np.float64), pds[name][order]) for name, order in orders.items()}
    every_row_once = np.ones((1, len(pd)))
    aucs = {name: float(sorted_rows.compute_auc(every_row_once)[0]) for name, sorted_rows in rows.items()}
    resampled = {name: [] for name in pds}
    for counts in draw_resamples(len(pd), seed):
        for name, sorted_rows in rows.items():
            resampled[name].append(sorted_rows.compute_auc(counts[:, orders[name]]))
    resampled_aucs = {name: np.concatenate(blocks) for name, blocks in resampled.items()}
    return {name: add_interval(aucs[""] - aucs[name], resampled_aucs[""] - resampled_aucs[name]) for name in others}


def draw_resamples(rows: int, seed: int) -> Iterator[np.ndarray]:
    """Blocks of counts, float64 [resamples, rows]: how often each row was drawn."""
    random = np.random.default_rng(seed)
    block = max(1, min(RESAMPLES, BLOCK_CELLS // rows))
    for first in range(0, RESAMPLES, block):
        size = min(block, RESAMPLES - first)
        drawn = random.integers(0, rows, (size, rows)) + np.arange(size)[:, None] * rows
        yield np.bincount(drawn.ravel(), minlength=size * rows).reshape(size, rows).astype(np.float64)


def compute_interval(values: np.ndarray) -> list[float]:
    """[low, high] of a figure over its resamples; resamples without the figure (NaN) do not count."""
    known = values[~np.isnan(values)]
    tail = (1 - LEVEL) / 2
    return [float(bound) for bound in np.quantile(known, (tail, 1 - tail))]


def add_interval(value: float, resampled: np.ndarray) -> dict[str, float]:
    """A figure with its interval, as the manifest has it."""
    low, high = compute_interval(resampled)
    return {"value": float(value), "low": low, "high": high}


class _SortedRows:
    """Rows in ascending order of PD, with what all resamples of them share."""

    def __init__(self, defaulted: np.ndarray, pd: np.ndarray):
        self._bad, self._pd = defaulted, pd
        self._distinct = np.flatnonzero(np.concatenate([[True], np.diff(pd) > 0]))
        self._squares = (pd - defaulted) ** 2
        inside = np.clip(pd, 1 - HIGHEST_PD_IN_LOG_LOSS, HIGHEST_PD_IN_LOG_LOSS)
        self._losses = -np.where(defaulted == 1, np.log(inside), np.log(1 - inside))

    def compute_figures(self, counts: np.ndarray, cut_off: float) -> dict[str, np.ndarray]:
        """Every figure of each resample [resamples]; NaN where a resample has only one outcome."""
        rows = counts.shape[1]
        bad = counts @ self._bad
        with np.errstate(divide="ignore", invalid="ignore"):
            ranking = self._compute_ranking(counts)
            return {
                **ranking,
                "gini": 2 * ranking["auc"] - 1,
                "brier": counts @ self._squares / rows,
                "ece": self._compute_ece(counts),
                "log_loss": counts @ self._losses / rows,
                **self._compute_decisions(counts, bad, rows, cut_off),
                "default_rate": bad / rows,
            }

    def compute_auc(self, counts: np.ndarray) -> np.ndarray:
        """Area under the ROC curve of each resample; ties count half."""
        with np.errstate(divide="ignore", invalid="ignore"):
            bad, good = self._count_by_pd(counts)
            below = np.cumsum(good, axis=1) - good / 2
            return np.einsum("rg,rg->r", bad, below) / bad.sum(axis=1) / good.sum(axis=1)

    def _count_by_pd(self, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Defaults and non-defaults of each distinct PD: [resamples, distinct PDs] each."""
        bad = counts * self._bad
        return np.add.reduceat(bad, self._distinct, axis=1), np.add.reduceat(counts - bad, self._distinct, axis=1)

    def _compute_ranking(self, counts: np.ndarray) -> dict[str, np.ndarray]:
        bad, good = self._count_by_pd(counts)
        all_bad, all_good = bad.sum(axis=1), good.sum(axis=1)
        good_below, bad_below = np.cumsum(good, axis=1), np.cumsum(bad, axis=1)
        auc = np.einsum("rg,rg->r", bad, good_below - good / 2) / all_bad / all_good
        ks = (good_below / all_good[:, None] - bad_below / all_bad[:, None]).max(axis=1)
        caught = all_bad[:, None] - bad_below + bad
        flagged = caught + all_good[:, None] - good_below + good
        precision = np.divide(caught, flagged, out=np.zeros_like(caught), where=flagged > 0)
        return {"auc": auc, "ks": ks, "pr_auc": np.einsum("rg,rg->r", bad, precision) / all_bad}

    def _compute_decisions(
        self, counts: np.ndarray, bad: np.ndarray, rows: int, cut_off: float
    ) -> dict[str, np.ndarray]:
        def count_confusion(pd: float) -> dict[str, np.ndarray]:
            declined = (self._pd >= pd).astype(np.float64)
            tp, flagged = counts @ (declined * self._bad), counts @ declined
            return {"tn": rows - bad - (flagged - tp), "fp": flagged - tp, "fn": bad - tp, "tp": tp}

        confusion = count_confusion(cut_off)
        at_half = compute_classification(**count_confusion(0.5))
        return {
            **compute_classification(**confusion),
            **{f"confusion_{name}": values for name, values in confusion.items()},
            "accuracy_at_half": at_half["accuracy"],
            "accuracy_at_half_above_majority": at_half["accuracy_above_majority"],
        }

    def _compute_ece(self, counts: np.ndarray) -> np.ndarray:
        """As `compute_ece` of metrics.py, exactly: a row drawn across the edge of two bins counts in both."""
        rows = counts.shape[1]
        sizes = np.full(CALIBRATION_BINS, rows // CALIBRATION_BINS)
        sizes[: rows % CALIBRATION_BINS] += 1
        edges = np.cumsum(sizes)
        drawn_until = np.cumsum(counts, axis=1)
        gaps_until = np.cumsum(counts * (self._pd - self._bad), axis=1)
        row_at_edge = np.stack([np.searchsorted(row, edges) for row in drawn_until])
        beyond = np.take_along_axis(drawn_until, row_at_edge, axis=1) - edges
        gap_at_edge = np.take_along_axis(gaps_until, row_at_edge, axis=1) - beyond * (self._pd - self._bad)[row_at_edge]
        return np.abs(np.diff(gap_at_edge, axis=1, prepend=0)).sum(axis=1) / rows
