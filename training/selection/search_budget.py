"""How much a search for settings may cost, and which kind is searched next: the one that may still win."""

from dataclasses import dataclass, field

import numpy as np

from training.selection.trial import Trial

LAG = 2
"""So many trials of a kind may run at the same time: a proposal knows the trials of its kind but the LAG - 1 before it.
Fixed, so that proposals do not depend on the number of cores or on which trial ends first."""
MIN_GAIN_AUC = 0.0005
MIN_GAIN_ERRORS = 1.0
"""Settings must beat those of the first trial by this AUC and by this many standard errors of the difference: the best
of many trials is ahead by some of that by luck alone."""
HALVING_AUC = 0.002
"""A kind's share of the time halves with each such step that its prospect is behind the leading one; on few rows, where
differences are noise, with each standard error of the difference."""
SMALLEST_SHARE = 0.02
"""So that a kind that is far behind still gets a trial now and then."""
COSTLY_SHARE = 0.2
"""A kind whose first trial would take more of the budget than this is given up if its first fold is behind."""
TRIED_FIRST = ("lightgbm", "catboost", "xgboost")
"""Kinds that lead most often and fit quickly: against them the others are soon seen to be behind."""
RECENT_TRIALS = 6
"""A kind's prospect is its best score plus what its last so many trials have gained."""
STARTS_PROSPECT_AUC = 0.01
"""The gain that is expected of starts that a kind has not run yet."""
TRIALS_PER_SETTING = 10
"""More trials of a kind, for each setting that it searches, are not worth their time."""


@dataclass(frozen=True)
class SearchBudget:
    """Seconds of wall time; or trials by kind, which repeat a search and ignore the clock."""

    seconds: float
    trials: dict[str, int] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every kind takes its default settings."""
        return not sum(self.trials.values()) if self.trials is not None else self.seconds <= 0


@dataclass
class KindSearch:
    """The search for one kind's settings.

    default_params: settings without a search, complete. starts: trials that it begins with. settings: how many settings
    its trials propose, once one has. folds: of one folding. trials: concluded ones, in the order of their proposal;
    proposed: how many trials were proposed. left: why the kind is not cross-validated after the search; None if it is.
    """

    kind: str
    default_params: dict
    starts: int
    folds: int
    trials: list[Trial] = field(default_factory=list)
    proposed: int = 0
    settings: int | None = None
    left: str | None = None

    @property
    def best_trial(self) -> Trial | None:
        """The finished trial with the highest score; the first of equals."""
        return self.find_best(len(self.trials))

    def find_best(self, count: int) -> Trial | None:
        """The best of the first `count` trials."""
        finished = [trial for trial in self.trials[:count] if trial.finished]
        return max(finished, key=lambda trial: trial.score, default=None)

    @property
    def chosen_trial(self) -> Trial | None:
        """The best trial where it gains enough, else the first one."""
        best = self.best_trial
        if best is None:
            return None
        first = self.trials[0]
        gain = best.compare(first, self.folds)
        is_enough = gain.value > max(MIN_GAIN_AUC, MIN_GAIN_ERRORS * gain.standard_error)
        return best if is_enough or not first.finished else first

    @property
    def params(self) -> dict:
        """The settings that the search found."""
        chosen = self.chosen_trial
        return self.default_params if chosen is None else chosen.params

    @property
    def constrained(self) -> bool | None:
        """Whether the catalogue's directions bind in the settings found; None without a trial."""
        chosen = self.chosen_trial
        return None if chosen is None else chosen.specification.constrained

    @property
    def monotone_cost(self) -> float | None:
        """AUC that binding the directions costs, from the two first trials; None if not measured."""
        if len(self.trials) < 2 or self.trials[1].origin != "free start":
            return None
        return self.trials[1].auc - self.trials[0].auc

    @property
    def seconds(self) -> float:
        """Processor seconds of its concluded trials."""
        return sum(trial.seconds for trial in self.trials)

    @property
    def trial_seconds(self) -> float:
        """Processor seconds of a trial, as the last finished ones took them."""
        finished = [trial.seconds for trial in self.trials if trial.finished][-3:]
        return float(np.mean(finished)) if finished else 0.0

    @property
    def prospect(self) -> float:
        """The score that the kind may still reach: the best one, and again what it has gained lately."""
        best = self.best_trial
        if best is None:
            return np.inf if not self.trials else -np.inf
        if self.proposed < self.starts:
            return best.score + STARTS_PROSPECT_AUC
        before = self.find_best(max(1, len(self.trials) - RECENT_TRIALS))
        return best.score + (best.score - before.score if before else 0.0)

    @property
    def is_exhausted(self) -> bool:
        """Whether it has had as many trials as its settings deserve."""
        return self.settings is not None and self.proposed >= self.starts + TRIALS_PER_SETTING * self.settings


class SearchSchedule:
    """Decides which kind is searched next, and when the budget is used up.

    workers: processes that share the work. kept_seconds: processor seconds of trials that checkpoints gave.
    """

    def __init__(self, budget: SearchBudget, searches: list[KindSearch], workers: int):
        self._budget = budget
        self._searches = searches
        self._workers = workers
        self.kept_seconds = 0.0

    def choose_next(self, elapsed: float) -> KindSearch | None:
        """The search that would have had the least of its share after one more trial, among those that may propose."""
        ready = [search for search in self._searches if self._may_propose(search, elapsed)]
        if untried := [search for search in ready if search.proposed == 0]:
            return min(untried, key=lambda search: _place_first(search.kind))
        leader = self.find_leader()
        return min(ready, key=lambda search: self._finish(search) / self._weigh(search, leader), default=None)

    def find_leader(self) -> KindSearch | None:
        """The search with the best score."""
        scored = [search for search in self._searches if search.best_trial]
        return max(scored, key=lambda search: search.best_trial.score, default=None)

    def count_used_share(self, elapsed: float) -> float:
        """The used share of the budget, 0 to 1."""
        if self._budget.trials is None:
            return min(1.0, self._count_seconds(elapsed) / self._budget.seconds)
        return sum(len(search.trials) for search in self._searches) / sum(self._budget.trials.values())

    def is_over(self, elapsed: float) -> bool:
        """Whether the time is used up: unfinished trials are given up."""
        return self._budget.trials is None and self._count_seconds(elapsed) >= self._budget.seconds

    def is_too_costly(self, trial: Trial) -> bool:
        """Whether a kind's first trial would take much of the time, and is behind the leading kind on its first fold.

        Only a search with a budget of time gives a kind up so; then the kind has no trial, also when it is repeated.
        """
        leader = self.find_leader()
        if self._budget.trials is not None or trial.index > 0 or leader is None:
            return False
        folds = len(leader.best_trial.outcomes)
        if trial.seconds * folds <= COSTLY_SHARE * self._budget.seconds * self._workers:
            return False
        difference = trial.compare(leader.best_trial, leader.folds)
        return difference.value < -difference.standard_error

    def _count_seconds(self, elapsed: float) -> float:
        return elapsed + self.kept_seconds / self._workers

    def _may_propose(self, search: KindSearch, elapsed: float) -> bool:
        if search.proposed - len(search.trials) >= LAG:
            return False
        if search.left is not None:
            return False
        if self._budget.trials is not None:
            return search.proposed < self._budget.trials.get(search.kind, 0)
        if search.proposed == 0:  # the first start of every kind is tried, whatever the time
            return True
        remaining = self._budget.seconds - self._count_seconds(elapsed)
        needed = search.trial_seconds / min(self._workers, search.folds)
        return remaining > 0 and remaining >= needed and not search.is_exhausted

    def _finish(self, search: KindSearch) -> float:
        """Seconds of the kind after one more trial."""
        return search.seconds + search.trial_seconds

    def _weigh(self, search: KindSearch, leader: KindSearch | None) -> float:
        """The kind's share of the time, of any total."""
        if leader is None or search.best_trial is None:
            return 1.0
        error = search.best_trial.compare(leader.best_trial, search.folds).standard_error
        steps = (leader.prospect - search.prospect) / max(HALVING_AUC, error)
        return float(np.clip(0.5**steps, SMALLEST_SHARE, 1.0))


def _place_first(kind: str) -> int:
    """Where the kind stands among those that are tried first; the others follow in their own order."""
    return TRIED_FIRST.index(kind) if kind in TRIED_FIRST else len(TRIED_FIRST)
