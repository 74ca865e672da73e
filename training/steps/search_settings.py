"""Step 2: searches the settings of every algorithm on the training rows."""

from collections.abc import Callable

from training.environment import Settings
from training.progress import Progress
from training.selection import settings_search
from training.selection.search_budget import AlgorithmSearch, SearchBudget
from training.steps.context import TrainingContext

SEARCH_STEPS = 10
"""Progress lines of a search: one for each tenth of the budget."""


def search_settings(training: TrainingContext) -> dict[str, AlgorithmSearch]:
    """The search of every algorithm, by kind."""
    data, rows, settings = training.data, training.split.training, training.settings
    budget = read_budget(settings)
    report_share = _report_tenths(training.progress)
    searches = settings_search.search_settings(
        data.inputs.take(rows),
        data.defaulted[rows],
        budget,
        training.checkpoints,
        seed=training.seed,
        folds=settings.folds,
        workers=training.workers,
        progress=report_share,
        groups=data.groups[rows],
    )
    if not budget.is_empty:
        report_share(1.0)
    return searches


def read_budget(settings: Settings) -> SearchBudget:
    """The budget of the job's settings."""
    return SearchBudget(settings.budget_seconds, settings.trials)


def _report_tenths(progress: Progress) -> Callable[[float], None]:
    """A callback for the used share of the budget, which prints a progress line for each tenth."""
    reported = 0

    def report_share(share: float) -> None:
        nonlocal reported
        while reported < int(share * SEARCH_STEPS):
            reported += 1
            progress.step(f"searched for settings, {reported / SEARCH_STEPS:.0%} of the budget")

    return report_share
