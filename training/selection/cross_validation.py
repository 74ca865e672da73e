"""Cross-validation of model specifications on the training rows, with SMOTE inside the training folds only.

The preparation and the synthetic rows of a fold come from its training part; its test part is only predicted. A task is
a specification on a fold; the tasks run on all cores. Small sets are folded several times, because one folding of 800
rows is mostly luck.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.special import expit
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import RepeatedStratifiedKFold, train_test_split

from training.data.preparation import Preparation, fit_preparation
from training.data.resampling import resample
from training.data.training_set import Inputs
from training.models.kinds import KINDS
from training.models.specification import ModelSpecification
from training.processes import run_tasks
from training.selection.auc_difference import AucDifference, compare_rankings, rank_rows
from training.selection.checkpoints import Checkpoints
from training.selection.row_units import RowUnits, require_independent_outcomes

SMALL_ROWS = 2_000
SMALL_REPEATS = 3
REACH_ERRORS = 1.5
"""Standard errors by which a specification may be behind the best one after the first folding, to be folded again."""
PROBE_FOLDS = 2
"""Folds that show whether a specification is clearly behind another one."""

Fold = tuple[np.ndarray, np.ndarray]
"""Positions of the rows to learn from and of the rows to test on."""


@dataclass(frozen=True)
class CrossValidationPlan:
    """Rows to validate on, how they are folded, and with what: the same for every specification.

    progress: gets a text for each fold that is finished for all specifications. checkpoints: keep finished fits for a
    job that starts again. groups: rows of one group are in one fold. repeats: how often the rows are folded; None lets
    their number decide. stage: part of the names of checkpoints.
    """

    inputs: Inputs
    defaulted: np.ndarray
    folds: int
    seed: int
    workers: int
    progress: Callable[[str], None]
    checkpoints: Checkpoints
    groups: np.ndarray | None = None
    repeats: int | None = None
    stage: str = "fold"

    def list_folds(self) -> list[Fold]:
        """The folds, those of the first folding first."""
        return build_folds(self.defaulted, self.folds, self.seed, self.groups, self.repeats)


@dataclass(frozen=True)
class CrossValidationResult:
    """Cross-validation of one specification.

    cv: AUC over the folds, as the manifest has it. out_of_fold: float64 [rows], the raw output of each row from the
    model of the first folding that did not learn from it. margins: the same before the kind's link. fold_margins:
    margins of the test part of every fold of the plan.
    """

    cv: dict
    out_of_fold: np.ndarray
    margins: np.ndarray
    fold_margins: list[np.ndarray]
    seconds: float

    @property
    def auc(self) -> float:
        """Mean over the folds."""
        return self.cv["auc_mean"]

    def compare(self, other: "CrossValidationResult", plan: CrossValidationPlan) -> AucDifference:
        """This AUC minus the other's, which is of the same plan."""
        rankings = [
            [
                rank_rows(plan.defaulted[test], margin)
                for (_, test), margin in zip(plan.list_folds(), result.fold_margins, strict=True)
            ]
            for result in (self, other)
        ]
        return compare_rankings(*rankings, plan.folds)


def cross_validate(
    plan: CrossValidationPlan, specifications: Sequence[ModelSpecification]
) -> list[CrossValidationResult]:
    """The cross-validation of each specification, in their order."""
    folds = plan.list_folds()
    fits = _fit_folds(plan, specifications, folds, range(len(folds)))
    return [_collect_result(specification, fits[i], folds, plan) for i, specification in enumerate(specifications)]


def cross_validate_leaders(
    plan: CrossValidationPlan, specifications: Sequence[ModelSpecification]
) -> list[CrossValidationResult]:
    """The cross-validation of each specification. Only those within reach of the best are folded more than once."""
    folds, once = plan.list_folds(), replace(plan, repeats=1)
    fits = _fit_folds(plan, specifications, folds, range(plan.folds))
    results = [
        _collect_result(specification, fit, folds[: plan.folds], once)
        for specification, fit in zip(specifications, fits, strict=True)
    ]
    if len(folds) == plan.folds or not results:
        return results
    best = max(results, key=lambda result: result.auc)
    leading = [i for i, result in enumerate(results) if _is_within_reach(result.compare(best, once))]
    more = _fit_folds(plan, [specifications[i] for i in leading], folds, range(plan.folds, len(folds)))
    for i, further in zip(leading, more, strict=True):
        results[i] = _collect_result(specifications[i], fits[i] | further, folds, plan)
    return results


def cross_validate_against(
    plan: CrossValidationPlan,
    specifications: Sequence[ModelSpecification],
    rivals: Sequence[CrossValidationResult],
) -> list[CrossValidationResult | None]:
    """The cross-validation of each specification; None for one that is behind its rival on the first folds already."""
    folds = plan.list_folds()
    first, others = range(min(PROBE_FOLDS, len(folds))), range(min(PROBE_FOLDS, len(folds)), len(folds))
    fits = _fit_folds(plan, specifications, folds, first)
    remaining = [i for i in range(len(specifications)) if not _is_behind(plan, folds, fits[i], rivals[i])]
    more = _fit_folds(plan, [specifications[i] for i in remaining], folds, others) if remaining else []
    results: list[CrossValidationResult | None] = [None] * len(specifications)
    for i, further in zip(remaining, more, strict=True):
        results[i] = _collect_result(specifications[i], fits[i] | further, folds, plan)
    return results


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


def build_folds(
    defaulted: np.ndarray, count: int, seed: int, groups: np.ndarray | None = None, repeats: int | None = None
) -> list[Fold]:
    """`count` folds, stratified by outcome, repeated where rows are few. Rows of one group are in one fold."""
    repeats = repeats or count_repeats(len(defaulted))
    units = RowUnits(defaulted, groups)
    folding = RepeatedStratifiedKFold(n_splits=count, n_repeats=repeats, random_state=seed)
    folds = folding.split(np.empty((len(units.defaulted), 0)), units.defaulted)
    return [(units.list_rows(learn), units.list_rows(test)) for learn, test in folds]


def require_usable_folds(inputs: Inputs, defaulted: np.ndarray, count: int, seed: int, groups: np.ndarray) -> None:
    """Raises OneClass or NoUsableFeature, before the expensive work, where a fold cannot be learned from or tested."""
    require_independent_outcomes(RowUnits(defaulted, groups), count, f"cross-validation in {count} folds")
    fit_preparation(inputs)
    if len(defaulted) < SMALL_ROWS:
        for learn, _ in build_folds(defaulted, count, seed, groups):
            fit_preparation(inputs.take(learn))


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


@dataclass(frozen=True)
class _FoldFit:
    """Margins of a fold's test part, and the processor seconds of the fit."""

    margin: np.ndarray
    seconds: float


def _fit_folds(
    plan: CrossValidationPlan, specifications: Sequence[ModelSpecification], folds: list[Fold], positions: range
) -> list[dict[int, _FoldFit]]:
    """The fits of each specification by fold. Each is a task of its own, so that all cores have work to the end."""
    tasks = [(i, fold) for fold in positions for i in range(len(specifications))]
    fits: list[dict[int, _FoldFit]] = [{} for _ in specifications]
    rows = _FoldedRows(plan.inputs, plan.defaulted, folds, plan.seed, plan.stage, plan.checkpoints)
    described = [(specifications[i], fold) for i, fold in tasks]
    what = " with SMOTE" if all(specification.smote for specification in specifications) else ""
    for position, fit in run_tasks(_fit_on_fold, (rows,), described, workers=plan.workers):
        i, fold = tasks[position]
        fits[i][fold] = fit
        if all(fold in done for done in fits):
            plan.progress(f"cross-validated fold {fold + 1} of {len(folds)}{what}")
    return fits


def _is_within_reach(difference: AucDifference) -> bool:
    return difference.value >= -REACH_ERRORS * difference.standard_error


def _is_behind(
    plan: CrossValidationPlan, folds: list[Fold], fits: dict[int, _FoldFit], rival: CrossValidationResult
) -> bool:
    """Whether a specification ranks worse than its rival on its folds, beyond a standard error."""
    pairs = [
        (
            rank_rows(plan.defaulted[folds[fold][1]], fit.margin),
            rank_rows(plan.defaulted[folds[fold][1]], rival.fold_margins[fold]),
        )
        for fold, fit in sorted(fits.items())
    ]
    difference = compare_rankings(*zip(*pairs, strict=True), plan.folds)
    return difference.value < -difference.standard_error


@dataclass
class _FoldedRows:
    """What all tasks share. The latest fold is kept prepared, because the tasks of a fold follow each other."""

    inputs: Inputs
    defaulted: np.ndarray
    folds: list[Fold]
    seed: int
    stage: str
    checkpoints: Checkpoints
    _latest: dict[tuple[int, bool], tuple] = field(default_factory=dict)

    def prepare(self, fold: int, *, smote: bool) -> tuple[Preparation, np.ndarray, np.ndarray, np.ndarray]:
        """The preparation, the rows to learn from with their outcomes, and the prepared test rows."""
        if (fold, smote) not in self._latest:
            learn, test = self.folds[fold]
            made = prepare_rows(self.inputs, self.defaulted, learn, smote=smote, seed=self.seed + fold)
            self._latest = {(fold, smote): (*made, made[0].transform(self.inputs.take(test)))}
        return self._latest[fold, smote]


def _fit_on_fold(rows: _FoldedRows, specification: ModelSpecification, fold: int) -> _FoldFit:
    """One fold of one specification."""
    key = rows.checkpoints.build_key(rows.stage, specification, fold, len(rows.defaulted))
    if (checkpoint := rows.checkpoints.read_arrays(key)) is not None:
        return _FoldFit(checkpoint["margin"], float(checkpoint["seconds"]))
    started = time.process_time()
    preparation, prepared, outcomes, test = rows.prepare(fold, smote=specification.smote)
    model = specification.build(rows.seed, preparation).fit(prepared, outcomes)
    margin = KINDS[specification.kind].predict_margin(model, test)
    seconds = time.process_time() - started
    rows.checkpoints.write_arrays(key, seconds=np.array(seconds), margin=margin)
    return _FoldFit(margin, seconds)


def _collect_result(
    specification: ModelSpecification, fits: dict[int, _FoldFit], folds: list[Fold], plan: CrossValidationPlan
) -> CrossValidationResult:
    """AUC over all folds; margins of the first folding, in which every row is tested once."""
    margins = np.empty(len(plan.defaulted))
    for fold in range(plan.folds):
        margins[folds[fold][1]] = fits[fold].margin
    aucs = [roc_auc_score(plan.defaulted[test], fits[fold].margin) for fold, (_, test) in enumerate(folds)]
    return CrossValidationResult(
        cv=summarise_aucs(aucs),
        out_of_fold=expit(margins) if KINDS[specification.kind].scale == "log_odds" else margins,
        margins=margins,
        fold_margins=[fits[fold].margin for fold in range(len(folds))],
        seconds=sum(fit.seconds for fit in fits.values()),
    )
