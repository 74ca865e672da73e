"""Figures of a PD on known outcomes: how it ranks, how it is calibrated, and what it decides at the cut-off."""

import numpy as np
from scipy.stats import rankdata
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score, roc_curve

CALIBRATION_BINS = 10
HIGHEST_PD_IN_LOG_LOSS = 1 - 1e-15
"""A higher PD counts as this one, because the log loss of a wrong PD of 1 is infinite."""


def compute_metrics(defaulted: np.ndarray, pd: np.ndarray, cut_off: float) -> dict:
    """All figures of PDs [rows] against outcomes [rows]; a PD at or above `cut_off` is a predicted default.

    `accuracy_at_half` is the accuracy at PD 0.5, where a calibrated PD has the fewest errors; `…_above_majority` is an
    accuracy minus that of predicting the more frequent outcome for every row.
    """
    auc = roc_auc_score(defaulted, pd)
    false_rate, true_rate, _ = roc_curve(defaulted, pd)
    confusion = count_confusion(defaulted, pd, cut_off)
    at_half = compute_classification(**count_confusion(defaulted, pd, 0.5))
    return {
        "auc": float(auc),
        "gini": float(2 * auc - 1),
        "ks": float((true_rate - false_rate).max()),
        "pr_auc": float(average_precision_score(defaulted, pd)),
        "brier": float(brier_score_loss(defaulted, pd)),
        "ece": compute_ece(defaulted, pd),
        "log_loss": float(log_loss(defaulted, np.clip(pd, 1 - HIGHEST_PD_IN_LOG_LOSS, HIGHEST_PD_IN_LOG_LOSS))),
        **{name: float(value) for name, value in compute_classification(**confusion).items()},
        "accuracy_at_half": float(at_half["accuracy"]),
        "accuracy_at_half_above_majority": float(at_half["accuracy_above_majority"]),
        "confusion": confusion,
        "cut_off": cut_off,
        "rows": len(defaulted),
        "default_rate": float(defaulted.mean()),
    }


def count_confusion(defaulted: np.ndarray, pd: np.ndarray, cut_off: float) -> dict[str, int]:
    """Rows by outcome and decision: tn, fp, fn, tp; positive means default."""
    declined, bad = pd >= cut_off, defaulted == 1
    tp, fp = int((declined & bad).sum()), int((declined & ~bad).sum())
    return {"tn": int((~bad).sum()) - fp, "fp": fp, "fn": int(bad.sum()) - tp, "tp": tp}


def compute_classification(*, tn, fp, fn, tp) -> dict:
    """Figures of a confusion matrix, of numbers or arrays; precision and F1 are 0 where no row is declined."""
    good, bad, rows = tn + fp, fn + tp, tn + fp + fn + tp
    accuracy, majority = (tn + tp) / rows, np.maximum(good, bad) / rows
    return {
        "accuracy": accuracy,
        "accuracy_above_majority": accuracy - majority,
        "balanced_accuracy": (tn / good + tp / bad) / 2,
        "precision": tp / np.maximum(tp + fp, 1),
        "recall": tp / np.maximum(bad, 1),
        "f1": 2 * tp / np.maximum(2 * tp + fp + fn, 1),
        "majority_share": majority,
    }


def compute_ece(defaulted: np.ndarray, pd: np.ndarray) -> float:
    """Expected calibration error: mean absolute difference between mean PD and bad rate over ten bins with equal row
    counts, weighted by rows (Naeini et al., Obtaining Well Calibrated Probabilities, 2015)."""
    gaps = [len(rows) * abs(pd[rows].mean() - defaulted[rows].mean()) for rows in split_equal_bins(pd) if len(rows)]
    return float(sum(gaps) / len(pd))


def split_equal_bins(pd: np.ndarray) -> list[np.ndarray]:
    """Positions of the rows in ten bins with equal row counts, ascending by PD."""
    return np.array_split(np.argsort(pd, kind="stable"), CALIBRATION_BINS)


def compute_auc(defaulted: np.ndarray, scores: np.ndarray) -> float:
    """Area under the ROC curve by ranks (Mann & Whitney 1947); ties count half. Faster than scikit-learn's."""
    bad = int(defaulted.sum())
    ranks = rankdata(scores)[defaulted == 1].sum()
    return float((ranks - bad * (bad + 1) / 2) / (bad * (len(defaulted) - bad)))
