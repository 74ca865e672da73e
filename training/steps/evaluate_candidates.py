"""Step 3: cross-validates, calibrates and fits every finalist of the search, and measures it on the holdout."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import ClassifierMixin

from training.data.preparation import Preparation
from training.data.training_set import Inputs
from training.evaluation.metrics import compute_metrics
from training.models.calibration import choose_calibration
from training.models.fitted_model import FittedModel
from training.models.specification import ModelSpecification
from training.selection.cross_validation import CrossValidationPlan, sample_rows
from training.selection.final_fit import count_parallel_fits, fit_on_all_rows
from training.selection.finalists import choose_finalists
from training.selection.search_budget import KindSearch
from training.selection.variants import ChosenVariant, choose_variants
from training.steps.context import TrainingContext


@dataclass(frozen=True)
class Candidate:
    """One algorithm's model with its figures.

    record: its entry in the manifest's `candidates`. pd: float64 [holdout rows]. folded: positions of the rows that it
    was cross-validated on. out_of_fold: float64, their PDs.
    """

    model: FittedModel
    specification: ModelSpecification
    record: dict
    pd: np.ndarray
    folded: np.ndarray
    out_of_fold: np.ndarray

    @property
    def cv(self) -> dict:
        """Cross-validation of the variant that would be served."""
        return self.record["cv_smote" if self.record["smote"] else "cv"]

    @property
    def cv_auc(self) -> float:
        """The figure that decides between candidates."""
        return self.cv["auc_mean"]


def evaluate_candidates(training: TrainingContext, searches: dict[str, KindSearch]) -> list[Candidate]:
    """A candidate of every finalist. Search, choice, calibration and fit read the training rows alone."""
    rows, seed = training.split.training, training.seed
    inputs, defaulted = training.data.inputs.take(rows), training.data.defaulted[rows]
    sample = sample_rows(defaulted, training.settings.selection_rows, seed)
    plan = CrossValidationPlan(
        inputs=inputs.take(sample),
        defaulted=defaulted[sample],
        folds=training.settings.folds,
        seed=seed,
        workers=training.workers,
        progress=training.progress.step,
        checkpoints=training.checkpoints,
        groups=training.data.groups[rows][sample],
    )
    finalists = choose_finalists(list(searches.values()))
    training.progress.expect_fewer(len(searches) - len(finalists))
    variants = choose_variants(plan, finalists)
    fits = _fit_all(training, inputs, defaulted, variants)
    return [
        _build_candidate(training, variant, fit, rows[sample], searches[variant.specification.kind])
        for variant, fit in zip(variants, fits, strict=True)
    ]


Fit = tuple[Preparation, ClassifierMixin, float]
"""A fitted preparation and estimator, and the seconds of the fit."""


def _fit_all(
    training: TrainingContext, inputs: Inputs, defaulted: np.ndarray, variants: list[ChosenVariant]
) -> Iterator[Fit]:
    """The final fits, in the order of the variants; as many run at the same time as the memory allows."""
    workers = count_parallel_fits(
        inputs,
        smote=any(variant.specification.smote for variant in variants),
        workers=training.workers,
        memory_gib=training.settings.memory_gib,
    )
    return Parallel(n_jobs=workers, return_as="generator")(
        delayed(fit_on_all_rows)(variant.specification, inputs, defaulted, training.seed) for variant in variants
    )


def _build_candidate(
    training: TrainingContext, variant: ChosenVariant, fit: Fit, folded: np.ndarray, search: KindSearch
) -> Candidate:
    """Calibrates a fit on its out-of-fold raw outputs, of the rows `folded`, and measures the holdout."""
    data, holdout = training.data, training.split.holdout
    kind, out_of_fold = variant.specification.kind, variant.result.out_of_fold
    calibrator = choose_calibration(kind)(out_of_fold, data.defaulted[folded], training.seed)
    preparation, estimator, fit_seconds = fit
    model = FittedModel(kind, preparation, estimator, calibrator)
    pd = model.predict(data.inputs.take(holdout))
    metrics = compute_metrics(data.defaulted[holdout], pd, data.document.cut_off)
    record = variant.record | {
        "holdout": metrics,
        "calibration": calibrator.method,
        "trials": len(search.trials),
        "seconds": round(variant.seconds + search.seconds + fit_seconds, 3),
    }
    auc = variant.result.auc
    training.progress.step(f"fitted {kind}: AUC {auc:.4f} in cross-validation, {metrics['auc']:.4f} held out")
    return Candidate(model, variant.specification, record, pd, folded, calibrator.apply(out_of_fold))
