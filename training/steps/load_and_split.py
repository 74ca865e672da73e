"""Step 1: loads the training set and splits off the holdout."""

from dataclasses import replace

from training.data.training_set import TrainingSet, load_training_set, require_enough_outcomes
from training.environment import Job, Settings
from training.export.model_folder import list_library_versions
from training.models.device import require_device
from training.progress import Progress
from training.selection.checkpoints import open_checkpoints
from training.selection.cross_validation import count_repeats, require_usable_folds
from training.selection.holdout import HoldoutSplit, split_holdout
from training.steps.context import TrainingContext, list_kinds
from training.steps.refit import count_refit_steps
from training.steps.search_settings import SEARCH_STEPS, read_budget

OTHER_STEPS = 5
"""Progress lines of a training outside of search, cross-validation and final fits."""


def load_and_split(job: Job) -> TrainingContext:
    """Raises a TrainingError when no model can be fitted and judged on the data."""
    require_device()
    settings = job.settings
    data = load_training_set(job.train_dir)
    kinds = len(list_kinds(settings, data.document))
    require_enough_outcomes(data)
    split = split_holdout(
        data.defaulted,
        data.as_of,
        share=settings.holdout_share,
        seed=data.document.seed,
        min_per_class=data.document.minimum.per_class,
        groups=data.groups,
    )
    rows = split.training
    require_usable_folds(
        data.inputs.take(rows), data.defaulted[rows], settings.folds, data.document.seed, data.groups[rows]
    )
    progress = Progress(_count_progress_lines(settings, split, data, kinds))
    rows, defaults = len(data.defaulted), int(data.defaulted.sum())
    features = len(data.document.features)
    progress.step(f"loaded {rows:,} outcomes ({defaults / rows:.1%} defaults), {features} features")
    # These settings change no result, so a job that differs in them alone may use the same checkpoints.
    deciding = replace(settings, job_name="", workers=0, memory_gib=0)
    checkpoints = open_checkpoints(job.checkpoint_dir, data.sha256, deciding, list_library_versions())
    return TrainingContext(data, split, settings, progress, checkpoints)


def _count_progress_lines(settings: Settings, split: HoldoutSplit, data: TrainingSet, kinds: int) -> int:
    repeats = count_repeats(min(len(split.training), settings.selection_rows))
    cross_validation = settings.folds * repeats + 1  # of the finalists, and the variants of the best
    search = 0 if read_budget(settings).is_empty else SEARCH_STEPS
    refit = count_refit_steps(data, settings)
    return OTHER_STEPS + search + cross_validation + kinds + 1 + refit
