"""Search for each kind's settings under a time budget: Optuna's TPE, paired folds, and a race against the best so far.

The rows are a sample of the training rows only, folded otherwise than in the cross-validation that the manifest shows,
so the search's own choice flatters those figures little (and the holdout's not at all). A trial stops early when it is
clearly behind the best one on the folds that both have seen.

Trials come in batches whose proposals depend on earlier batches alone, and every kind has its own study. So a kind's
find depends on the seed and its number of trials, not on the clock, the cores or the other kinds: the numbers that the
manifest keeps, given as the hyperparameter `trials`, make the same search again.
"""

import json
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import optuna
from joblib import Parallel, delayed
from optuna.trial import TrialState
from sklearn.metrics import roc_auc_score

from training.data.training_set import Inputs
from training.models.algorithms import CANDIDATES, Recipe, raw_score
from training.selection import cross_validation
from training.selection.checkpoints import Checkpoints

ROWS = 20_000
"""Settings are compared on at most this many rows."""
MANY_ROWS, FOLDS_OF_MANY = 10_000, 3
"""From so many rows on, three folds tell settings apart, and leave time for more trials."""
BATCH = 4
"""Trials proposed at a time. A number of its own, because proposals must not depend on the number of cores."""
FAR_BEHIND = 0.02
"""AUC behind the leading kind from which a kind gets a quarter of its share of time: it won't win."""

WORTH = 0.002
"""AUC by which a find must beat the sound settings, as much as binding directions may cost: the best of many trials is
ahead by some of that by luck alone, and finds are often the larger and slower models."""


@dataclass
class KindSearch:
    """The study of one kind and what it has cost so far."""

    kind: str
    rows: int
    study: optuna.Study
    trials: list[dict] = field(default_factory=list)
    seconds: float = 0.0
    last_seconds: float = 0.0

    @property
    def best(self) -> dict | None:
        """The finished trial with the highest mean AUC; of equals the first."""
        finished = [trial for trial in self.trials if trial["finished"]]
        return max(finished, key=lambda trial: trial["auc"], default=None)

    @property
    def params(self) -> dict:
        """The settings found where they are worth it, else the sound ones, which are the first trial."""
        is_worth_it = self.best is not None and self.best["auc"] - self.trials[0]["auc"] > WORTH
        return self.best["params"] if is_worth_it else CANDIDATES[self.kind].defaults(self.rows)


@dataclass(frozen=True)
class Budget:
    """How long to search: seconds of wall time, or, to make a search again, trials by kind (then no clock counts)."""

    seconds: float
    trials: dict[str, int] | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether the sound settings are all there is."""
        return not sum(self.trials.values()) if self.trials is not None else self.seconds <= 0


@dataclass(frozen=True)
class Matrices:
    """One fold, prepared once for all trials."""

    preparation: object
    learn: np.ndarray
    learn_outcome: np.ndarray
    test: np.ndarray
    test_outcome: np.ndarray


def search(
    inputs: Inputs,
    defaulted: np.ndarray,
    budget: Budget,
    seed: int,
    folds: int,
    workers: int,
    checkpoints: Checkpoints,
    told: Callable[[float], None] = lambda share: None,
) -> dict[str, KindSearch]:
    """Settings of every kind, learned from the given (training) rows. `told` hears the share of the budget used."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    kinds = {kind: KindSearch(kind, len(defaulted), _study(kind, len(defaulted), seed)) for kind in CANDIDATES}
    if budget.is_nothing:
        return kinds
    chosen = cross_validation.sample(defaulted, ROWS, seed)
    count = folds if len(chosen) < MANY_ROWS else min(folds, FOLDS_OF_MANY)
    parts = _matrices(inputs.take(chosen), defaulted[chosen], count, seed + 1)
    has_directions = bool(parts[0].preparation.directions.any())
    clock = _Clock(budget, kinds)
    with Parallel(n_jobs=workers) as parallel:
        while (one := clock.next()) is not None:
            started = time.perf_counter()
            constrained = has_directions and CANDIDATES[one.kind].constrainable
            replayed = _batch(one, clock.size(one), constrained, parts, seed, parallel, checkpoints)
            one.last_seconds = replayed or time.perf_counter() - started
            one.seconds += one.last_seconds
            if not replayed:
                checkpoints.keep_document(f"search-{one.kind}", {"trials": one.trials, "seconds": one.seconds})
            told(clock.share())
    return kinds


def write_trials(file: Path, found: dict[str, KindSearch]) -> None:
    """Every trial of the search, for whoever wants to see what was tried."""
    trials = {kind: one.trials for kind, one in found.items()}
    file.write_text(json.dumps(trials, indent=1) + "\n", encoding="utf-8")


class _Clock:
    """Decides which kind is searched next, and when it is enough."""

    def __init__(self, budget: Budget, kinds: dict[str, KindSearch]):
        self._budget = budget
        self._kinds = list(kinds.values())

    def next(self) -> KindSearch | None:
        """The kind that has had the least of its share, among those with trials or time left."""
        left = [one for one in self._kinds if self._has_left(one)]
        return min(left, key=lambda one: one.seconds / self._weight(one), default=None)

    def size(self, one: KindSearch) -> int:
        """Trials of the next batch."""
        return BATCH if self._budget.trials is None else min(BATCH, self._budget.trials[one.kind] - len(one.trials))

    def share(self) -> float:
        """Of the budget that is used up, 0 … 1."""
        if self._budget.trials is None:
            return min(1.0, self._used() / self._budget.seconds)
        return sum(len(one.trials) for one in self._kinds) / sum(self._budget.trials.values())

    def _used(self) -> float:
        return sum(one.seconds for one in self._kinds)

    def _has_left(self, one: KindSearch) -> bool:
        if self._budget.trials is not None:
            return len(one.trials) < self._budget.trials.get(one.kind, 0)
        return self._used() + one.last_seconds < self._budget.seconds

    def _weight(self, one: KindSearch) -> float:
        leader = max((other.best["auc"] for other in self._kinds if other.best), default=0.0)
        behind = one.best is not None and one.best["auc"] < leader - FAR_BEHIND
        return CANDIDATES[one.kind].weight * (0.25 if behind else 1.0)


def _study(kind: str, rows: int, seed: int) -> optuna.Study:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(
            seed=seed + list(CANDIDATES).index(kind), n_startup_trials=2 * BATCH, multivariate=True, constant_liar=True
        )
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.enqueue_trial(CANDIDATES[kind].defaults(rows))
    return study


def _matrices(inputs: Inputs, defaulted: np.ndarray, folds: int, seed: int) -> list[Matrices]:
    parts = []
    for learn, test in cross_validation.folds(defaulted, folds, seed):
        prepare, prepared, outcome = cross_validation.learning_matrix(inputs, defaulted, learn, False, seed)
        parts.append(Matrices(prepare, prepared, outcome, prepare.transform(inputs.take(test)), defaulted[test]))
    return parts


def _batch(one: KindSearch, size: int, constrained: bool, parts, seed: int, parallel, checkpoints) -> float:
    """Proposes, tries and tells `size` trials; gives the seconds that it took before, when it was kept."""
    asked = [one.study.ask() for _ in range(size)]
    proposals = [CANDIDATES[one.kind].space(trial, one.rows) for trial in asked]
    kept = checkpoints.document(f"search-{one.kind}")
    known = kept["trials"][len(one.trials) : len(one.trials) + size] if kept else []
    replays = [trial["params"] for trial in known] == proposals
    bar = one.best["aucs"] if one.best else None
    if replays:
        results = [trial["aucs"] for trial in known]
    else:
        results = parallel(
            delayed(_try)(Recipe(one.kind, params | CANDIDATES[one.kind].quick, constrained), parts, seed, bar)
            for params in proposals
        )
    for trial, params, aucs in zip(asked, proposals, results, strict=True):
        finished = len(aucs) == len(parts)
        mean = float(np.mean(aucs))
        one.trials.append({"params": params, "aucs": aucs, "auc": mean, "finished": finished})
        if finished:
            one.study.tell(trial, mean)
        else:
            trial.report(mean, len(aucs))
            one.study.tell(trial, state=TrialState.PRUNED)
    return kept["seconds"] / len(kept["trials"]) * size if replays else 0.0


def _try(recipe: Recipe, parts: list[Matrices], seed: int, bar: list[float] | None) -> list[float]:
    """AUC by fold, of as many folds as it took to see that the trial is behind `bar`."""
    aucs: list[float] = []
    for part in parts:
        model = recipe.build(seed, part.preparation).fit(part.learn, part.learn_outcome)
        aucs.append(float(roc_auc_score(part.test_outcome, raw_score(model, part.test))))
        if bar and _is_behind(aucs, bar):
            break
    return aucs


def _is_behind(aucs: list[float], bar: list[float]) -> bool:
    """Behind the best by more than half a standard error of its folds' mean, on the folds that both have seen."""
    seen = len(aucs)
    allowed = 0.5 * np.std(bar) / np.sqrt(seen)
    return seen > 1 and np.mean(aucs) < np.mean(bar[:seen]) - allowed
