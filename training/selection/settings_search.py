"""Searches each kind's settings within a budget, on folds of the training rows that no later figure uses.

What is tried is proposed by training/selection/proposals.py from the earlier trials of a kind alone. So the settings
depend on the seed and the number of trials, not on the clock, the cores or the other kinds: the numbers in the
manifest, passed as the hyperparameter `trials`, repeat the search. Time decides only which kind gets the next trial.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field

import numpy as np
import optuna

from training.data.training_set import Inputs
from training.models.kinds import KINDS
from training.models.kinds.kind import DataShape, Kind, measure_shape
from training.models.specification import ModelSpecification
from training.processes import SharedWork
from training.selection.checkpoints import Checkpoints
from training.selection.cross_validation import build_folds, prepare_rows, sample_rows
from training.selection.proposals import Proposer
from training.selection.search_budget import KindSearch, SearchBudget, SearchSchedule
from training.selection.trial import FoldOutcome, PreparedFold, Trial, fit_fold

ROWS = 20_000
"""Settings are compared on at most this many rows."""
MANY_ROWS, FOLDS_OF_MANY_ROWS = 2_500, 3
"""From so many rows on, three folds are enough to compare settings, and leave time for more trials."""
TESTED_ROWS, MAX_REPEATS = 3_000, 3
"""Fewer rows are folded several times, so that about so many are tested."""


@dataclass(frozen=True)
class SearchProgress:
    """How far a search is: the used share of the budget, the kinds with a score, the best first, and trials so far."""

    share: float
    scores: dict[str, float]
    trials: int


def search_settings(
    inputs: Inputs,
    defaulted: np.ndarray,
    budget: SearchBudget,
    checkpoints: Checkpoints,
    *,
    seed: int,
    folds: int,
    workers: int,
    kinds: Sequence[str] | None = None,
    groups: np.ndarray | None = None,
    progress: Callable[[SearchProgress], None] = lambda progress: None,
) -> dict[str, KindSearch]:
    """The search of every kind, or of the given ones, on these training rows. `progress` is called after each trial."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sample = sample_rows(defaulted, ROWS, seed)
    count = folds if len(sample) < MANY_ROWS else min(folds, FOLDS_OF_MANY_ROWS)
    sampled, outcomes = inputs.take(sample), defaulted[sample]
    shape = measure_shape(sampled, outcomes)
    searches = {name: _begin_search(KINDS[name], shape, count) for name in KINDS if name in (kinds or KINDS)}
    if budget.is_empty:
        return searches
    prepared_folds = _prepare_folds(sampled, outcomes, count, seed + 1, groups if groups is None else groups[sample])
    has_directions = bool(prepared_folds[0].preparation.directions.any())
    proposers = {
        name: Proposer(search, shape, has_directions, seed + list(KINDS).index(name))
        for name, search in searches.items()
    }
    schedule = SearchSchedule(budget, list(searches.values()), workers)
    with SharedWork(workers, prepared_folds, seed) as work:
        run = _SearchRun(proposers, schedule, work, workers, checkpoints, len(prepared_folds), progress)
        run.run()
    return searches


def list_trials(searches: dict[str, KindSearch]) -> dict[str, list[dict]]:
    """Every trial of every search, by kind (search.json)."""
    return {kind: [trial.describe() for trial in search.trials] for kind, search in searches.items()}


def describe_searches(searches: dict[str, KindSearch]) -> list[dict]:
    """The manifest's `search`: what each kind gained over its first trial, and what it cost."""
    return [
        {
            "kind": search.kind,
            "trials": len(search.trials),
            "seconds": round(search.seconds, 3),
            "start_auc": search.trials[0].auc if search.trials else None,
            "best_auc": search.best_trial.auc if search.best_trial else None,
            "left": search.left,
        }
        for search in searches.values()
    ]


def _begin_search(kind: Kind, shape: DataShape, folds: int) -> KindSearch:
    starts = kind.list_starts(shape)
    return KindSearch(kind.name, starts[0], len(starts), folds)


def _prepare_folds(
    inputs: Inputs, defaulted: np.ndarray, folds: int, seed: int, groups: np.ndarray | None
) -> list[PreparedFold]:
    prepared_folds = []
    for learn, test in build_folds(defaulted, folds, seed, groups, _count_repeats(len(defaulted))):
        preparation, prepared, outcomes = prepare_rows(inputs, defaulted, learn, smote=False, seed=seed)
        test_prepared = preparation.transform(inputs.take(test))
        prepared_folds.append(PreparedFold(preparation, prepared, outcomes, test_prepared, defaulted[test]))
    return prepared_folds


def _count_repeats(rows: int) -> int:
    """How often the search folds so many rows: the fewer they are, the more the fold decides."""
    return int(np.clip(round(TESTED_ROWS / rows), 1, MAX_REPEATS))


def _fit_fold(folds: list[PreparedFold], seed: int, specification: ModelSpecification, fold: int) -> FoldOutcome:
    return fit_fold(specification, folds[fold], seed)


@dataclass
class _SearchRun:
    """Keeps the workers busy: proposes trials, runs their folds, and concludes them in order."""

    proposers: dict[str, Proposer]
    schedule: SearchSchedule
    work: SharedWork
    workers: int
    checkpoints: Checkpoints
    fold_count: int
    progress: Callable[[SearchProgress], None]
    started: float = 0.0
    running: dict[Future, tuple[Trial, int]] = field(default_factory=dict)
    ended: dict[str, dict[int, Trial]] = field(default_factory=dict)

    def run(self) -> None:
        """Runs until the budget is used up."""
        self.started = time.monotonic()
        while True:
            while len(self.running) < self.workers and self._propose_next():
                pass
            if not self.running:
                return
            done, _ = wait(self.running, return_when=FIRST_COMPLETED)
            for future in done:
                self._collect(future)

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def _propose_next(self) -> bool:
        search = self.schedule.choose_next(self.elapsed)
        if search is None:
            return False
        trial = self.proposers[search.kind].propose()
        if not self._read_checkpoint(trial):
            self._submit(trial, range(1))
        return True

    def _submit(self, trial: Trial, folds: range) -> None:
        for fold in folds:
            self.running[self.work.submit(_fit_fold, trial.specification, fold)] = trial, fold

    def _collect(self, future: Future) -> None:
        """Takes the outcome of a fold; begins the next folds when all that the trial has begun are done."""
        trial, fold = self.running.pop(future)
        trial.pending[fold] = future.result()
        if any(other is trial for other, _ in self.running.values()):
            return
        trial.outcomes.extend(trial.pending.pop(fold) for fold in sorted(trial.pending))
        self._go_on(trial)

    def _go_on(self, trial: Trial) -> None:
        """Begins the next folds of a trial, or ends it; a trial that the end of the time interrupts is none."""
        search = self.proposers[trial.kind].search
        done, folding = len(trial.outcomes), search.folds
        is_finished = done == self.fold_count
        if is_finished or trial.is_behind(folding):
            trial.conclude(folding, finished=is_finished)
            self._write_checkpoint(trial)
            self._end(trial)
        elif done == 1 and self.schedule.is_too_costly(trial):
            seconds = trial.seconds * self.fold_count
            search.left = f"a trial takes {seconds:.0f} processor seconds, and its first fold was behind"
        elif search.left is not None:  # its first trial was given up while this one ran
            return
        elif trial.index == 0 or not self.schedule.is_over(self.elapsed):
            self._submit(trial, range(done, folding if done < folding else min(done + folding, self.fold_count)))

    def _end(self, trial: Trial) -> None:
        """Concludes the trials of the kind that have ended, in order."""
        proposer, ended = self.proposers[trial.kind], self.ended.setdefault(trial.kind, {})
        ended[trial.index] = trial
        while (index := len(proposer.search.trials)) in ended:
            proposer.search.trials.append(ended.pop(index))
        searches = [proposer.search for proposer in self.proposers.values()]
        scores = {search.kind: search.best_trial.auc for search in searches if search.best_trial}
        best_first = dict(sorted(scores.items(), key=lambda item: -item[1]))
        trials = sum(len(search.trials) for search in searches)
        self.progress(SearchProgress(self.schedule.count_used_share(self.elapsed), best_first, trials))

    def _build_key(self, trial: Trial) -> str:
        rival = trial.rival and trial.rival.index
        return self.checkpoints.build_key(f"trial-{trial.kind}-{trial.index}", trial.specification, rival)

    def _read_checkpoint(self, trial: Trial) -> bool:
        """Ends a trial that an interrupted job has run; says whether it had."""
        arrays = self.checkpoints.read_arrays(self._build_key(trial))
        if arrays is None:
            return False
        parts = [
            {name.partition("-")[2]: array for name, array in arrays.items() if name.startswith(f"{fold}-")}
            for fold in range(self.fold_count)
        ]
        trial.outcomes.extend(FoldOutcome.unpack(part) for part in parts if part)
        trial.conclude(self.proposers[trial.kind].search.folds, finished=len(trial.outcomes) == self.fold_count)
        self.schedule.kept_seconds += trial.seconds
        self._end(trial)
        return True

    def _write_checkpoint(self, trial: Trial) -> None:
        parts = enumerate(outcome.pack() for outcome in trial.outcomes)
        arrays = {f"{fold}-{name}": array for fold, part in parts for name, array in part.items()}
        self.checkpoints.write_arrays(self._build_key(trial), **arrays)
