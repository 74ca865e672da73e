"""Searches each algorithm's settings within a budget: Optuna's TPE sampler, the same folds for all, early stopping.

TPE: Bergstra et al., Algorithms for Hyper-Parameter Optimization (2011). The rows are a sample of the training rows,
folded otherwise than in the cross-validation of the manifest, so the choice of settings flatters those figures little
(and the holdout's not at all). A trial stops early when it is clearly behind the best one on the folds of both.

Trials come in rounds whose proposals depend on earlier rounds alone, and every algorithm has its own study. So the
settings depend on the seed and the number of trials, not on the clock, the cores or the other algorithms: the numbers
in the manifest, passed as the hyperparameter `trials`, repeat the search.
"""

import json
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import optuna
from joblib import Parallel, delayed
from optuna.trial import TrialState
from sklearn.metrics import roc_auc_score

from training.data.preparation import Preparation
from training.data.training_set import Inputs
from training.models.kinds import KINDS
from training.models.kinds.kind import DataShape, measure_shape
from training.models.specification import ModelSpecification, predict_raw_output
from training.selection.checkpoints import Checkpoints
from training.selection.cross_validation import build_folds, prepare_rows, sample_rows
from training.selection.search_budget import ROUND_TRIALS, AlgorithmSearch, SearchBudget, SearchSchedule

ROWS = 20_000
"""Settings are compared on at most this many rows."""
MANY_ROWS, FOLDS_OF_MANY_ROWS = 10_000, 3
"""From so many rows on, three folds are enough to compare settings, and leave time for more trials."""


@dataclass(frozen=True)
class PreparedFold:
    """One fold, prepared once for all trials."""

    preparation: Preparation
    learn: np.ndarray
    learn_outcomes: np.ndarray
    test: np.ndarray
    test_outcomes: np.ndarray


def search_settings(
    inputs: Inputs,
    defaulted: np.ndarray,
    budget: SearchBudget,
    checkpoints: Checkpoints,
    *,
    seed: int,
    folds: int,
    workers: int,
    progress: Callable[[float], None] = lambda share: None,
    groups: np.ndarray | None = None,
) -> dict[str, AlgorithmSearch]:
    """The search of every algorithm on the given training rows. `progress` gets the used share of the budget."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    shape = measure_shape(inputs, defaulted)
    searches = {kind: AlgorithmSearch(kind, shape, _create_study(kind, shape, seed)) for kind in KINDS}
    if budget.is_empty:
        return searches
    sample = sample_rows(defaulted, ROWS, seed)
    count = folds if len(sample) < MANY_ROWS else min(folds, FOLDS_OF_MANY_ROWS)
    sample_groups = None if groups is None else groups[sample]
    prepared_folds = _prepare_folds(inputs.take(sample), defaulted[sample], count, seed + 1, sample_groups)
    has_directions = bool(prepared_folds[0].preparation.directions.any())
    schedule = SearchSchedule(budget, list(searches.values()))
    with Parallel(n_jobs=workers) as parallel:
        while (search := schedule.choose_next()) is not None:
            constrained = has_directions and KINDS[search.kind].can_be_constrained
            trial_round = _TrialRound(search, schedule.count_trials(search), constrained, prepared_folds, seed)
            _run_round(trial_round, parallel, checkpoints)
            progress(schedule.used_share())
    return searches


def describe_trials(searches: dict[str, AlgorithmSearch]) -> bytes:
    """Every trial of every search (search.json)."""
    trials = {kind: search.trials for kind, search in searches.items()}
    return (json.dumps(trials, indent=1) + "\n").encode()


def _create_study(kind: str, shape: DataShape, seed: int) -> optuna.Study:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(
            seed=seed + list(KINDS).index(kind),
            n_startup_trials=2 * ROUND_TRIALS,
            multivariate=True,
            constant_liar=True,
        )
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.enqueue_trial(KINDS[kind].list_starts(shape)[0])
    return study


def _prepare_folds(
    inputs: Inputs, defaulted: np.ndarray, folds: int, seed: int, groups: np.ndarray | None
) -> list[PreparedFold]:
    prepared_folds = []
    for learn, test in build_folds(defaulted, folds, seed, groups):
        preparation, prepared, outcomes = prepare_rows(inputs, defaulted, learn, smote=False, seed=seed)
        test_prepared = preparation.transform(inputs.take(test))
        prepared_folds.append(PreparedFold(preparation, prepared, outcomes, test_prepared, defaulted[test]))
    return prepared_folds


@dataclass(frozen=True)
class _TrialRound:
    """The next trials of one algorithm's search."""

    search: AlgorithmSearch
    trials: int
    constrained: bool
    folds: list[PreparedFold]
    seed: int

    def specify(self, params: dict) -> ModelSpecification:
        """The model of a trial."""
        kind = self.search.kind
        return ModelSpecification(kind, params | KINDS[kind].trial_settings, self.constrained)


def _run_round(trial_round: _TrialRound, parallel: Parallel, checkpoints: Checkpoints) -> None:
    """Proposes, runs and reports the trials of a round, or takes their results from the checkpoints."""
    started = time.perf_counter()
    search, key = trial_round.search, f"search-{trial_round.search.kind}"
    trials = [search.study.ask() for _ in range(trial_round.trials)]
    proposals = [KINDS[search.kind].propose_settings(trial, search.shape) for trial in trials]
    checkpoint = checkpoints.read_document(key)
    kept_trials = (
        checkpoint["trials"][len(search.trials) : len(search.trials) + trial_round.trials] if checkpoint else []
    )
    if is_kept := [trial["params"] for trial in kept_trials] == proposals:
        results = [trial["aucs"] for trial in kept_trials]
    else:
        best_aucs = search.best_trial["aucs"] if search.best_trial else None
        results = parallel(
            delayed(_run_trial)(trial_round.specify(params), trial_round.folds, trial_round.seed, best_aucs)
            for params in proposals
        )
    for trial, params, aucs in zip(trials, proposals, results, strict=True):
        _report_trial(search, trial, params, aucs, folds=len(trial_round.folds))
    kept_seconds = checkpoint["seconds"] / len(checkpoint["trials"]) * trial_round.trials if is_kept else None
    search.last_seconds = kept_seconds or time.perf_counter() - started
    search.seconds += search.last_seconds
    if not is_kept:
        checkpoints.write_document(key, {"trials": search.trials, "seconds": search.seconds})


def _report_trial(search: AlgorithmSearch, trial: optuna.Trial, params: dict, aucs: list[float], *, folds: int) -> None:
    is_finished = len(aucs) == folds
    mean = float(np.mean(aucs))
    search.trials.append({"params": params, "aucs": aucs, "auc": mean, "finished": is_finished})
    if is_finished:
        search.study.tell(trial, mean)
    else:
        trial.report(mean, len(aucs))
        search.study.tell(trial, state=TrialState.PRUNED)


def _run_trial(
    specification: ModelSpecification, folds: list[PreparedFold], seed: int, best_aucs: list[float] | None
) -> list[float]:
    """AUC by fold, of as many folds as it takes to see that the trial is behind the best one."""
    aucs: list[float] = []
    for fold in folds:
        model = specification.build(seed, fold.preparation).fit(fold.learn, fold.learn_outcomes)
        aucs.append(float(roc_auc_score(fold.test_outcomes, predict_raw_output(model, fold.test))))
        if best_aucs and _is_behind(aucs, best_aucs):
            break
    return aucs


def _is_behind(aucs: list[float], best_aucs: list[float]) -> bool:
    """Whether a trial is behind by more than half a standard error of the best mean, on the folds of both."""
    folds = len(aucs)
    allowed = 0.5 * np.std(best_aucs) / np.sqrt(folds)
    return folds > 1 and np.mean(aucs) < np.mean(best_aucs[:folds]) - allowed
