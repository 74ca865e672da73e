"""How much a search for settings may cost, and which algorithm is searched next."""

from dataclasses import dataclass, field

import optuna

from training.models.kinds import KINDS
from training.models.kinds.kind import DataShape

ROUND_TRIALS = 4
"""Trials proposed at a time. Fixed, because proposals must not depend on the number of cores."""
FAR_BEHIND_AUC = 0.02
"""An algorithm so far behind the leading one gets a quarter of its share of time, because it will not win."""
MIN_GAIN_AUC = 0.002
"""Settings must beat the default ones by this AUC, as much as binding directions may cost: the best of many trials is
ahead by some of that by luck alone, and its model is often larger and slower."""


@dataclass(frozen=True)
class SearchBudget:
    """Seconds of wall time; or trials by algorithm, which repeat a search and ignore the clock."""

    seconds: float
    trials: dict[str, int] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every algorithm takes its default settings."""
        return not sum(self.trials.values()) if self.trials is not None else self.seconds <= 0


@dataclass
class AlgorithmSearch:
    """The search for one algorithm's settings: its study, its trials and the seconds that it took so far.

    shape: of the training rows. last_seconds: of the last round.
    """

    kind: str
    shape: DataShape
    study: optuna.Study
    trials: list[dict] = field(default_factory=list)
    seconds: float = 0.0
    last_seconds: float = 0.0

    @property
    def best_trial(self) -> dict | None:
        """The finished trial with the highest mean AUC; the first of equals."""
        finished = [trial for trial in self.trials if trial["finished"]]
        return max(finished, key=lambda trial: trial["auc"], default=None)

    @property
    def params(self) -> dict:
        """The best settings where they gain enough, else the default ones, which are the first trial."""
        best = self.best_trial
        gains_enough = best is not None and best["auc"] - self.trials[0]["auc"] > MIN_GAIN_AUC
        return best["params"] if gains_enough else KINDS[self.kind].list_starts(self.shape)[0]


class SearchSchedule:
    """Decides which algorithm is searched next, and when the budget is used up."""

    def __init__(self, budget: SearchBudget, searches: list[AlgorithmSearch]):
        self._budget = budget
        self._searches = searches

    def choose_next(self) -> AlgorithmSearch | None:
        """The search that has had the least of its share, among those with trials or time left."""
        candidates = [search for search in self._searches if self._has_budget(search)]
        return min(candidates, key=lambda search: search.seconds / self._weight(search), default=None)

    def count_trials(self, search: AlgorithmSearch) -> int:
        """Trials of the next round."""
        if self._budget.trials is None:
            return ROUND_TRIALS
        return min(ROUND_TRIALS, self._budget.trials[search.kind] - len(search.trials))

    def used_share(self) -> float:
        """The used share of the budget, 0 to 1."""
        if self._budget.trials is None:
            return min(1.0, self._used_seconds() / self._budget.seconds)
        return sum(len(search.trials) for search in self._searches) / sum(self._budget.trials.values())

    def _used_seconds(self) -> float:
        return sum(search.seconds for search in self._searches)

    def _has_budget(self, search: AlgorithmSearch) -> bool:
        if self._budget.trials is not None:
            return len(search.trials) < self._budget.trials.get(search.kind, 0)
        return self._used_seconds() + search.last_seconds < self._budget.seconds

    def _weight(self, search: AlgorithmSearch) -> float:
        leader = max((other.best_trial["auc"] for other in self._searches if other.best_trial), default=0.0)
        best = search.best_trial
        is_far_behind = best is not None and best["auc"] < leader - FAR_BEHIND_AUC
        return KINDS[search.kind].search_weight * (0.25 if is_far_behind else 1.0)
