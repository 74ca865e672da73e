"""The model that serves, its out-of-fold PDs, and the figures that describe it: `serving` of the model manifest.

The assessed model learned from the training rows and was measured on the holdout: what the procedure is worth. The
serving model is the same recipe learned from every row with a known outcome, so no row is left to measure it on. Its
own figures come from cross-validation over all rows, and it is compared with the assessed model on the holdout's rows,
for which both have PDs of models that did not learn from them.
"""

from dataclasses import dataclass

import numpy as np

from training.data.training_set import TrainingSet
from training.evaluation.bootstrap import compare_aucs, compute_intervals
from training.evaluation.metrics import compute_metrics
from training.evaluation.stability import compute_psi_of_pds
from training.models.fitted_model import FittedModel
from training.models.specification import ModelSpecification

MAX_LOSS_AUC = 0.002
"""A refit that ranks the holdout's rows worse by more than this, with its whole 95 % interval, does not serve."""


@dataclass(frozen=True)
class ServingModel:
    """The model that serves.

    specification: its recipe; a blend's weights are learned anew.
    rows: positions of the rows that it learned from. folded: positions of the rows of `out_of_fold`, all of `rows` or a
    sample. out_of_fold: PDs, each from a model that did not learn from the row. cv: AUC over the folds. against: AUC of
    its out-of-fold PDs minus that of the assessed model on the same rows of the holdout; None without a refit.
    """

    model: FittedModel
    specification: ModelSpecification
    is_refit: bool
    why: str
    rows: np.ndarray
    folded: np.ndarray
    out_of_fold: np.ndarray
    cv: dict
    against: dict | None = None

    @property
    def is_clearly_worse(self) -> bool:
        """Whether the refit ranks the holdout's rows worse than the assessed model by more than noise and a margin."""
        return self.against is not None and self.against["high"] < -MAX_LOSS_AUC


@dataclass(frozen=True)
class PairedPds:
    """Outcomes and PDs of the holdout's rows for which both models have one; `positions` are those in `out_of_fold`."""

    positions: np.ndarray
    defaulted: np.ndarray
    serving: np.ndarray
    assessed: np.ndarray

    def compare_aucs(self, seed: int) -> dict:
        """{rows, value, low, high}: AUC of the serving model's PDs minus that of the assessed model's."""
        difference = compare_aucs(self.defaulted, self.serving, {"assessed": self.assessed}, seed)["assessed"]
        return {"rows": len(self.defaulted), **difference}

    def measure_shift(self) -> float:
        """PSI: how far the refit moved the PDs of the same rows."""
        return compute_psi_of_pds(self.assessed, self.serving)


def pair_with_assessed(
    data: TrainingSet, holdout: np.ndarray, assessed_pd: np.ndarray, folded: np.ndarray, out_of_fold: np.ndarray
) -> PairedPds:
    """The rows of the holdout that are also among `folded`. assessed_pd: PDs of the holdout."""
    rows, in_holdout, in_folded = np.intersect1d(holdout, folded, assume_unique=True, return_indices=True)
    order = np.argsort(out_of_fold[in_folded], kind="stable")  # the order of out_of_fold.csv, which resamples follow
    rows, in_holdout, in_folded = rows[order], in_holdout[order], in_folded[order]
    return PairedPds(in_folded, data.defaulted[rows], out_of_fold[in_folded], assessed_pd[in_holdout])


def describe_serving(data: TrainingSet, serving: ServingModel, paired: PairedPds, folds: int) -> dict:
    """The manifest's `serving`."""
    defaulted, cut_off, seed = data.defaulted[serving.folded], data.document.cut_off, data.document.seed
    return {
        "refit": serving.is_refit,
        "why": serving.why,
        "rows": len(serving.rows),
        "defaults": int(data.defaulted[serving.rows].sum()),
        "folds": folds,
        "cv": serving.cv,
        "out_of_fold": compute_metrics(defaulted, serving.out_of_fold, cut_off),
        "intervals": compute_intervals(defaulted, serving.out_of_fold, cut_off, seed),
        "against_assessed": serving.against,
        "psi": paired.measure_shift() if serving.is_refit else None,
    }
