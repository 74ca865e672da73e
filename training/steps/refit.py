"""Step 4: learns the chosen recipe once more from every row with a known outcome. That model serves.

Nothing is chosen again: kind, settings, constraints and resampling are those of the assessed model. The calibration is
learned on out-of-fold scores of all rows, folded once as before.
"""

import numpy as np

from training.data.training_set import TrainingSet
from training.environment import Settings
from training.evaluation.serving_model import MAX_LOSS_AUC, ServingModel, pair_with_assessed
from training.models.calibration import choose_calibration
from training.models.fitted_model import FittedModel
from training.selection.cross_validation import CrossValidationPlan, cross_validate, sample_rows
from training.selection.final_fit import fit_on_all_rows
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
    folded = sample_rows(data.defaulted, training.settings.selection_rows, seed)
    plan = CrossValidationPlan(
        inputs=data.inputs.take(folded),
        defaulted=data.defaulted[folded],
        folds=training.settings.folds,
        seed=seed,
        workers=training.workers,
        progress=training.progress.step,
        checkpoints=training.checkpoints,
        groups=data.groups[folded],
        repeats=1,
        stage="refit",
    )
    specification = chosen.specification
    [result] = cross_validate(plan, [specification])
    calibrator = choose_calibration(specification.kind)(result.out_of_fold, plan.defaulted, seed)
    preparation, estimator, _ = fit_on_all_rows(specification, data.inputs, data.defaulted, seed)
    model = FittedModel(specification.kind, preparation, estimator, calibrator)
    out_of_fold = calibrator.apply(result.out_of_fold)
    against = pair_with_assessed(data, training.split.holdout, chosen.pd, folded, out_of_fold).compare_aucs(seed)
    rows = np.arange(len(data.defaulted))
    return ServingModel(model, True, LEARNED_FROM_ALL, rows, folded, out_of_fold, result.cv, against)


def _keep_assessed(training: TrainingContext, chosen: Candidate, why: str) -> ServingModel:
    training.progress.step(f"serves the assessed model: {why}")
    rows = training.split.training
    return ServingModel(chosen.model, False, why, rows, chosen.folded, chosen.out_of_fold, chosen.cv)


def _explain_loss(against: dict) -> str:
    interval = f"95 % interval {against['low']:+.4f} to {against['high']:+.4f}"
    return (
        f"trained on all rows, it ranks the holdout worse by more than {MAX_LOSS_AUC} AUC "
        f"({against['value']:+.4f}, {interval})"
    )
