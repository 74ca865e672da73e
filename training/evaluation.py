"""How good a PD is: how it ranks, how it is calibrated, and what it decides at the policy's cut-off."""

import numpy as np
from sklearn.metrics import (
    average_precision_score,
    balanced_accuracy_score,
    brier_score_loss,
    confusion_matrix,
    log_loss,
    precision_recall_fscore_support,
    roc_auc_score,
    roc_curve,
)

CALIBRATION_BINS = 10


def evaluate(defaulted: np.ndarray, pd: np.ndarray, cut_off: float) -> dict:
    """All figures of PDs [rows] against outcomes [rows]; a PD at or above `cut_off` counts as "will default"."""
    predicted = (pd >= cut_off).astype(int)
    auc = roc_auc_score(defaulted, pd)
    false_rate, true_rate, _ = roc_curve(defaulted, pd)
    precision, recall, f1, _ = precision_recall_fscore_support(defaulted, predicted, average="binary", zero_division=0)
    tn, fp, fn, tp = confusion_matrix(defaulted, predicted, labels=[0, 1]).ravel()
    return {
        "auc": float(auc),
        "gini": float(2 * auc - 1),
        "ks": float((true_rate - false_rate).max()),
        "pr_auc": float(average_precision_score(defaulted, pd)),
        "brier": float(brier_score_loss(defaulted, pd)),
        "ece": expected_calibration_error(defaulted, pd),
        "log_loss": float(log_loss(defaulted, pd)),
        "accuracy": float((predicted == defaulted).mean()),
        "balanced_accuracy": float(balanced_accuracy_score(defaulted, predicted)),
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
        "confusion": {"tn": int(tn), "fp": int(fp), "fn": int(fn), "tp": int(tp)},
        "cut_off": cut_off,
        "rows": len(defaulted),
        "default_rate": float(defaulted.mean()),
    }


def expected_calibration_error(defaulted: np.ndarray, pd: np.ndarray) -> float:
    """Mean absolute gap between mean PD and default rate over ten bins of equal row counts, weighted by rows."""
    order = np.argsort(pd, kind="stable")
    bins = np.array_split(order, CALIBRATION_BINS)
    gaps = [len(rows) * abs(pd[rows].mean() - defaulted[rows].mean()) for rows in bins if len(rows)]
    return float(sum(gaps) / len(pd))


def mean_and_spread(aucs: list[float]) -> dict:
    """The folds' AUC as the manifest keeps it."""
    return {"auc_mean": float(np.mean(aucs)), "auc_std": float(np.std(aucs)), "auc_folds": [float(a) for a in aucs]}
