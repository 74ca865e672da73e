"""How good a PD is: how it ranks, how it is calibrated, and what it decides at the policy's cut-off."""

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score, roc_curve

CALIBRATION_BINS = 10
LARGEST = 1 - 1e-15
"""A PD beyond this counts as this in the log loss, which would be infinite otherwise."""

CLASSIFICATION = (
    *("accuracy", "accuracy_above_majority", "balanced_accuracy", "precision", "recall", "f1"),
    "majority_share",
)


def evaluate(defaulted: np.ndarray, pd: np.ndarray, cut_off: float) -> dict:
    """All figures of PDs [rows] against outcomes [rows]; a PD at or above `cut_off` counts as "will default".

    `accuracy_at_half` is the accuracy at PD 0.5, where a calibrated PD errs least; `…_above_majority` is an accuracy
    minus that of calling every row by the more frequent outcome.
    """
    auc = roc_auc_score(defaulted, pd)
    false_rate, true_rate, _ = roc_curve(defaulted, pd)
    confusion = confusion_at(defaulted, pd, cut_off)
    half = classification(**confusion_at(defaulted, pd, 0.5))
    return {
        "auc": float(auc),
        "gini": float(2 * auc - 1),
        "ks": float((true_rate - false_rate).max()),
        "pr_auc": float(average_precision_score(defaulted, pd)),
        "brier": float(brier_score_loss(defaulted, pd)),
        "ece": expected_calibration_error(defaulted, pd),
        "log_loss": float(log_loss(defaulted, np.clip(pd, 1 - LARGEST, LARGEST))),
        **{name: float(value) for name, value in classification(**confusion).items()},
        "accuracy_at_half": float(half["accuracy"]),
        "accuracy_at_half_above_majority": float(half["accuracy_above_majority"]),
        "confusion": confusion,
        "cut_off": cut_off,
        "rows": len(defaulted),
        "default_rate": float(defaulted.mean()),
    }


def confusion_at(defaulted: np.ndarray, pd: np.ndarray, cut_off: float) -> dict[str, int]:
    """Rows by outcome and decision: tn, fp, fn, tp; positive means default."""
    declined, bad = pd >= cut_off, defaulted == 1
    tp, fp = int((declined & bad).sum()), int((declined & ~bad).sum())
    return {"tn": int((~bad).sum()) - fp, "fp": fp, "fn": int(bad.sum()) - tp, "tp": tp}


def classification(tn, fp, fn, tp) -> dict:
    """What follows from a confusion matrix, of numbers or arrays; precision and F1 are 0 where nobody is declined."""
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


def expected_calibration_error(defaulted: np.ndarray, pd: np.ndarray) -> float:
    """Mean absolute gap between mean PD and default rate over ten bins of equal row counts, weighted by rows."""
    gaps = [len(rows) * abs(pd[rows].mean() - defaulted[rows].mean()) for rows in equal_bins(pd) if len(rows)]
    return float(sum(gaps) / len(pd))


def equal_bins(pd: np.ndarray) -> list[np.ndarray]:
    """Positions of the rows in ten bins of equal row counts, ascending by PD."""
    return np.array_split(np.argsort(pd, kind="stable"), CALIBRATION_BINS)


def mean_and_spread(aucs: list[float]) -> dict:
    """The folds' AUC as the manifest keeps it."""
    return {"auc_mean": float(np.mean(aucs)), "auc_std": float(np.std(aucs)), "auc_folds": [float(a) for a in aucs]}
