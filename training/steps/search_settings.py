"""Step 2: searches the settings of every kind on the training rows."""

from training.environment import Settings
from training.progress import Progress
from training.selection import settings_search
from training.selection.search_budget import KindSearch, SearchBudget
from training.selection.settings_search import SearchProgress
from training.steps.context import TrainingContext

SEARCH_STEPS = 20
"""Steps of a search: one for each twentieth of the budget."""


def search_settings(training: TrainingContext) -> dict[str, KindSearch]:
    """The search of every kind, by kind."""
    data, rows, settings = training.data, training.split.training, training.settings
    budget = read_budget(settings)
    report = _SearchReport(training.progress)
    searches = settings_search.search_settings(
        data.inputs.take(rows),
        data.defaulted[rows],
        budget,
        training.checkpoints,
        seed=training.seed,
        folds=settings.folds,
        workers=training.workers,
        kinds=training.kinds,
        groups=data.groups[rows],
        progress=report.update,
    )
    if not budget.is_empty:
        report.finish()
    return searches


def read_budget(settings: Settings) -> SearchBudget:
    """The budget of the job's settings."""
    return SearchBudget(settings.budget_seconds, settings.trials)


class _SearchReport:
    """Prints which kind leads, and by how much, for each part of the budget that is used."""

    def __init__(self, progress: Progress):
        self._progress = progress
        self._printed = 0
        self._latest = SearchProgress(0.0, {}, 0)

    def update(self, latest: SearchProgress) -> None:
        """Takes how far the search is."""
        self._latest = latest
        self._print_until(int(latest.share * SEARCH_STEPS))

    def finish(self) -> None:
        """Prints what remains: the last trials may end before the time does."""
        self._print_until(SEARCH_STEPS)

    def _print_until(self, count: int) -> None:
        steps, self._printed = count - self._printed, max(count, self._printed)
        if steps > 0:
            share = f"{count / SEARCH_STEPS:.0%} of the search"
            self._progress.step(f"{share}, {self._latest.trials} trials: {describe_leader(self._latest.scores)}", steps)


def describe_leader(scores: dict[str, float]) -> str:
    """Such as `lightgbm leads with AUC 0.7841, 0.0012 ahead of xgboost`. scores: by kind, the best first."""
    if not scores:
        return "no algorithm has a score yet"
    (leader, best), *others = ((kind.replace("_", " "), auc) for kind, auc in scores.items())
    lead = f", {best - others[0][1]:.4f} ahead of {others[0][0]}" if others else ""
    return f"{leader} leads with AUC {best:.4f}{lead}"
