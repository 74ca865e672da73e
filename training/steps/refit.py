"""Step 5: learns the chosen recipe once more from every row with a known outcome. That model serves.

Nothing is chosen again: kind, settings, constraints and resampling are those of the assessed model. The calibration is
learned on out-of-fold scores of all rows, folded once as before.
"""

from dataclasses import replace

import numpy as np
from sklearn.base import ClassifierMixin

from training.data.preparation import Preparation
from training.data.training_set import TrainingSet
from training.environment import Settings
from training.evaluation.serving_model import MAX_LOSS_AUC, ServingModel, pair_with_assessed
from training.models.calibration import choose_calibration
from training.models.fitted_model import FittedModel
from training.models.kinds import BLEND
from training.models.kinds.blend import Blend
from training.models.specification import ModelSpecification
from training.processes import run_in_order
from training.selection.blending import blend_results, list_members, specify_blend
from training.selection.cross_validation import CrossValidationPlan, CrossValidationResult, cross_validate
from training.selection.final_fit import count_parallel_fits, fit_on_all_rows
from training.steps.context import TrainingContext
from training.steps.evaluate_candidates import Candidate

BY_CONFIGURATION = "the configuration leaves the refit out"
LEARNED_FROM_ALL = "the chosen recipe was trained again on every row with a known outcome"


def refit(training: TrainingContext, chosen: Candidate) -> ServingModel:
    """The serving model: the refit, or the assessed model where the refit is left out or clearly ranks worse."""
    if not training.data.document.refit:
        return _keep_assessed(training, chosen, BY_CONFIGURATION)
    serving = _learn_from_all_rows(training, chosen)
    if serving.is_clearly_worse:
        return _keep_assessed(training, chosen, _explain_loss(serving.against))
    rows, auc = len(serving.rows), serving.cv["auc_mean"]
    training.progress.step(f"trained again on all {rows:,} rows: AUC {auc:.4f} in cross-validation")
    return serving


def count_refit_steps(data: TrainingSet, settings: Settings) -> int:
    """Progress lines of a refit."""
    return 1 + (settings.folds if data.document.refit else 0)


def _learn_from_all_rows(training: TrainingContext, chosen: Candidate) -> ServingModel:
    data, seed = training.data, training.seed
    rows = np.arange(len(data.defaulted))
    plan, folded = training.plan_cross_validation(rows)
    plan = replace(plan, repeats=1, stage="refit")
    specification, result = _cross_validate(plan, chosen.specification)
    calibrator = choose_calibration(specification.kind)(result.out_of_fold, plan.defaulted, seed)
    preparation, estimator = _fit(training, specification)
    model = FittedModel(specification.kind, preparation, estimator, calibrator)
    out_of_fold = calibrator.apply(result.out_of_fold)
    against = pair_with_assessed(data, training.split.holdout, chosen.pd, folded, out_of_fold).compare_aucs(seed)
    return ServingModel(
        model=model,
        specification=specification,
        is_refit=True,
        why=LEARNED_FROM_ALL,
        rows=rows,
        folded=folded,
        out_of_fold=out_of_fold,
        cv=result.cv,
        against=against,
    )


def _cross_validate(
    plan: CrossValidationPlan, specification: ModelSpecification
) -> tuple[ModelSpecification, CrossValidationResult]:
    """The cross-validation of a recipe; that of a blend has the same members with weights learned anew."""
    members = list_members(specification)
    results = cross_validate(plan, members)
    if specification.kind != BLEND:
        return specification, results[0]
    blended = blend_results(plan, results, keeps_all=True)
    return specify_blend(members, blended.weights), blended.result


def _fit(training: TrainingContext, specification: ModelSpecification) -> tuple[Preparation, ClassifierMixin]:
    """The recipe fitted on all rows; members of a blend as many at a time as the memory allows."""
    data, seed = training.data, training.seed
    members = list_members(specification)
    at_once = count_parallel_fits(
        data.inputs,
        smote=any(member.smote for member in members),
        workers=training.workers,
        memory_gib=training.settings.memory_gib,
    )
    shared, tasks = (data.inputs, data.defaulted, seed), [(member,) for member in members]
    fits = list(run_in_order(fit_on_all_rows, shared, tasks, workers=training.workers, at_once=at_once))
    preparation, estimator, _ = fits[0]
    if specification.kind != BLEND:
        return preparation, estimator
    blend = Blend(**specification.params, seed=seed, preparation=preparation)
    return preparation, blend.adopt([member for _, member, _ in fits])


def _keep_assessed(training: TrainingContext, chosen: Candidate, why: str) -> ServingModel:
    training.progress.step(f"serves the assessed model: {why}")
    rows = training.split.training
    return ServingModel(
        model=chosen.model,
        specification=chosen.specification,
        is_refit=False,
        why=why,
        rows=rows,
        folded=chosen.folded,
        out_of_fold=chosen.out_of_fold,
        cv=chosen.cv,
    )


def _explain_loss(against: dict) -> str:
    interval = f"95 % interval {against['low']:+.4f} to {against['high']:+.4f}"
    return (
        f"trained on all rows, it ranks the holdout worse by more than {MAX_LOSS_AUC} AUC "
        f"({against['value']:+.4f}, {interval})"
    )
