"""Step 3: cross-validates, calibrates and fits every finalist of the search, and measures it on the holdout."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.base import ClassifierMixin

from training.data.preparation import Preparation
from training.data.training_set import Inputs
from training.evaluation.metrics import compute_metrics
from training.models.calibration import choose_calibration
from training.models.fitted_model import FittedModel
from training.models.specification import ModelSpecification
from training.processes import run_in_order
from training.selection.cross_validation import CrossValidationResult
from training.selection.final_fit import count_parallel_fits, fit_on_all_rows
from training.selection.finalists import choose_finalists
from training.selection.search_budget import KindSearch
from training.selection.variants import ChosenVariant, choose_variants
from training.steps.context import TrainingContext


@dataclass(frozen=True)
class Candidate:
    """One kind's model with its figures.

    result: cross-validation of the variant that would be served.
    record: its entry in the manifest's `candidates`. pd: float64 [holdout rows]. folded: positions of the rows that it
    was cross-validated on. out_of_fold: float64, their PDs.
    """

    model: FittedModel
    specification: ModelSpecification
    result: CrossValidationResult
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
    rows = training.split.training
    inputs, defaulted = training.data.inputs.take(rows), training.data.defaulted[rows]
    plan, folded = training.plan_cross_validation(rows)
    finalists = choose_finalists(list(searches.values()))
    training.progress.expect_fewer(len(searches) - len(finalists))
    variants = choose_variants(plan, finalists)
    fits = _fit_all(training, inputs, defaulted, variants)
    return [
        _build_candidate(training, variant, fit, folded, searches[variant.specification.kind])
        for variant, fit in zip(variants, fits, strict=True)
    ]


Fit = tuple[Preparation, ClassifierMixin, float]
"""A fitted preparation and estimator, and the seconds of the fit."""


def _fit_all(
    training: TrainingContext, inputs: Inputs, defaulted: np.ndarray, variants: list[ChosenVariant]
) -> Iterator[Fit]:
    """The final fits, in the order of the variants; as many run at the same time as the memory allows."""
    at_once = count_parallel_fits(
        inputs,
        smote=any(variant.specification.smote for variant in variants),
        workers=training.workers,
        memory_gib=training.settings.memory_gib,
    )
    tasks = [(variant.specification,) for variant in variants]
    shared = inputs, defaulted, training.seed
    return run_in_order(fit_on_all_rows, shared, tasks, workers=training.workers, at_once=at_once)


def _build_candidate(
    training: TrainingContext, variant: ChosenVariant, fit: Fit, folded: np.ndarray, search: KindSearch
) -> Candidate:
    """The candidate of a finalist, which was cross-validated on the rows `folded`."""
    preparation, estimator, fit_seconds = fit
    seconds = round(variant.seconds + search.seconds + fit_seconds, 3)
    record = variant.record | {"trials": len(search.trials), "seconds": seconds}
    recipe = Recipe(variant.specification, variant.result, preparation, estimator)
    return measure_candidate(training, recipe, record, folded)


@dataclass(frozen=True)
class Recipe:
    """A fitted specification with its cross-validation, before its calibration."""

    specification: ModelSpecification
    result: CrossValidationResult
    preparation: Preparation
    estimator: ClassifierMixin


def measure_candidate(training: TrainingContext, recipe: Recipe, record: dict, folded: np.ndarray) -> Candidate:
    """Calibrates a fit on its out-of-fold raw outputs, of the rows `folded`, and measures the holdout."""
    data, holdout = training.data, training.split.holdout
    kind, out_of_fold = recipe.specification.kind, recipe.result.out_of_fold
    calibrator = choose_calibration(kind)(out_of_fold, data.defaulted[folded], training.seed)
    model = FittedModel(kind, recipe.preparation, recipe.estimator, calibrator)
    pd = model.predict(data.inputs.take(holdout))
    metrics = compute_metrics(data.defaulted[holdout], pd, data.document.cut_off)
    record = record | {"holdout": metrics, "calibration": calibrator.method}
    auc = recipe.result.auc
    training.progress.step(f"fitted {kind}: AUC {auc:.4f} in cross-validation, {metrics['auc']:.4f} held out")
    return Candidate(model, recipe.specification, recipe.result, record, pd, folded, calibrator.apply(out_of_fold))
