"""Cross-validation of model specifications on the training rows, with SMOTE inside the training folds only.

The preparation and the synthetic rows of a fold come from its training part; its test part is only predicted. A task is
a fold with or without SMOTE; the tasks run on all cores, and all specifications of a task share one preparation and one
resampling. Small sets are folded several times, because one folding of 800 rows is mostly luck.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import RepeatedStratifiedKFold, train_test_split

from training.data.preparation import Preparation, fit_preparation
from training.data.resampling import resample
from training.data.training_set import Inputs
from training.models.specification import ModelSpecification, predict_raw_output
from training.selection.checkpoints import Checkpoints
from training.selection.row_units import RowUnits

SMALL_ROWS = 5_000
SMALL_REPEATS = 3

Fold = tuple[np.ndarray, np.ndarray]
"""Positions of the rows to learn from and of the rows to test on."""


@dataclass(frozen=True)
class CrossValidationPlan:
    """Rows to validate on, how they are folded, and with what: the same for every specification.

    progress: gets the text of each finished task. checkpoints: keep finished tasks for a job that starts again.
    groups: rows of one group are in one fold.
    """

    inputs: Inputs
    defaulted: np.ndarray
    folds: int
    seed: int
    workers: int
    progress: Callable[[str], None]
    checkpoints: Checkpoints
    groups: np.ndarray | None = None


@dataclass(frozen=True)
class CrossValidationResult:
    """Cross-validation of one specification.

    cv: AUC over the folds, as the manifest has it. out_of_fold: float64 [rows], the raw output of each row from the
    model of the first folding that did not learn from it.
    """

    cv: dict
    out_of_fold: np.ndarray
    seconds: float

    @property
    def auc(self) -> float:
        """Mean over the folds."""
        return self.cv["auc_mean"]


def cross_validate(
    plan: CrossValidationPlan, specifications: Sequence[ModelSpecification]
) -> list[CrossValidationResult]:
    """The cross-validation of each specification, in their order."""
    folds = build_folds(plan.defaulted, plan.folds, plan.seed, plan.groups)
    smote_options = sorted({specification.smote for specification in specifications}, reverse=True)  # long tasks first
    tasks = [(smote, fold) for smote in smote_options for fold in range(len(folds))]
    raw: dict[int, dict[int, np.ndarray]] = {i: {} for i in range(len(specifications))}
    seconds = [0.0] * len(specifications)
    results = Parallel(n_jobs=plan.workers, return_as="generator_unordered")(
        delayed(_run_task)(
            *(plan.inputs, plan.defaulted, folds[fold], specifications, plan.checkpoints),
            smote=smote,
            fold=fold,
            seed=plan.seed,
        )
        for smote, fold in tasks
    )
    for smote, fold, predictions in results:
        for i, (fold_raw, fold_seconds) in predictions.items():
            raw[i][fold] = fold_raw
            seconds[i] += fold_seconds
        plan.progress(f"cross-validated fold {fold + 1} of {len(folds)}{' with SMOTE' if smote else ''}")
    return [_collect_result(raw[i], folds, plan, seconds[i]) for i in range(len(specifications))]


def sample_rows(defaulted: np.ndarray, limit: int, seed: int) -> np.ndarray:
    """Positions of at most `limit` rows, stratified by outcome, ascending."""
    rows = np.arange(len(defaulted))
    if len(rows) <= limit:
        return rows
    sample, _ = train_test_split(rows, train_size=limit, stratify=defaulted, random_state=seed)
    return np.sort(sample)


def count_repeats(rows: int) -> int:
    """How often a set of so many rows is folded."""
    return SMALL_REPEATS if rows < SMALL_ROWS else 1


def build_folds(defaulted: np.ndarray, count: int, seed: int, groups: np.ndarray | None = None) -> list[Fold]:
    """`count` folds, stratified by outcome, repeated where rows are few. Rows of one group are in one fold."""
    units = RowUnits(defaulted, groups)
    folding = RepeatedStratifiedKFold(n_splits=count, n_repeats=count_repeats(len(defaulted)), random_state=seed)
    folds = folding.split(np.empty((len(units.defaulted), 0)), units.defaulted)
    return [(units.list_rows(learn), units.list_rows(test)) for learn, test in folds]


def prepare_rows(
    inputs: Inputs, defaulted: np.ndarray, rows: np.ndarray | slice, *, smote: bool, seed: int
) -> tuple[Preparation, np.ndarray, np.ndarray]:
    """What a model learns from, made of `rows` alone: the preparation, float32 [rows or more, width], int8 outcomes."""
    row_inputs, outcomes = inputs.take(rows), defaulted[rows]
    preparation = fit_preparation(row_inputs)
    prepared = preparation.transform(row_inputs)
    if smote:
        prepared, outcomes = resample(preparation, prepared, outcomes, seed)
    return preparation, prepared, outcomes


def summarise_aucs(aucs: Sequence[float]) -> dict:
    """The AUC of each fold as the manifest has them."""
    return {
        "auc_mean": float(np.mean(aucs)),
        "auc_std": float(np.std(aucs)),
        "auc_folds": [float(auc) for auc in aucs],
    }


def _run_task(
    inputs: Inputs,
    defaulted: np.ndarray,
    rows: Fold,
    specifications: Sequence[ModelSpecification],
    checkpoints: Checkpoints,
    *,
    smote: bool,
    fold: int,
    seed: int,
) -> tuple[bool, int, dict[int, tuple[np.ndarray, float]]]:
    """One fold of all specifications with this `smote`: by position, (raw outputs of the test part, seconds)."""
    positions = [i for i, specification in enumerate(specifications) if specification.smote == smote]
    key = checkpoints.build_key("fold", [specifications[i] for i in positions], fold)
    if (checkpoint := checkpoints.read_arrays(key)) is not None:
        return (
            smote,
            fold,
            {i: (checkpoint[f"raw{i}"], float(checkpoint["seconds"][n])) for n, i in enumerate(positions)},
        )
    learn, test = rows
    preparation, prepared, outcomes = prepare_rows(inputs, defaulted, learn, smote=smote, seed=seed + fold)
    test_prepared = preparation.transform(inputs.take(test))
    predictions = {}
    for i in positions:
        start = time.perf_counter()
        model = specifications[i].build(seed, preparation).fit(prepared, outcomes)
        predictions[i] = (predict_raw_output(model, test_prepared), time.perf_counter() - start)
    arrays = {f"raw{i}": raw for i, (raw, _) in predictions.items()}
    checkpoints.write_arrays(key, seconds=np.array([seconds for _, seconds in predictions.values()]), **arrays)
    return smote, fold, predictions


def _collect_result(
    raw: dict[int, np.ndarray], folds: list[Fold], plan: CrossValidationPlan, seconds: float
) -> CrossValidationResult:
    """AUC over all folds; raw outputs of the first folding, in which every row is tested once."""
    out_of_fold = np.empty(len(plan.defaulted))
    for fold in range(plan.folds):
        out_of_fold[folds[fold][1]] = raw[fold]
    aucs = [roc_auc_score(plan.defaulted[test], raw[fold]) for fold, (_, test) in enumerate(folds)]
    return CrossValidationResult(summarise_aucs(aucs), out_of_fold, seconds)
