"""What every step of a training reads: the data, their split, the settings, progress and checkpoints."""

from dataclasses import dataclass

from joblib import cpu_count

from training.data.training_set import TrainingSet
from training.environment import Settings
from training.progress import Progress
from training.selection.checkpoints import Checkpoints
from training.selection.holdout import HoldoutSplit


@dataclass(frozen=True)
class TrainingContext:
    """One training in progress."""

    data: TrainingSet
    split: HoldoutSplit
    settings: Settings
    progress: Progress
    checkpoints: Checkpoints

    @property
    def seed(self) -> int:
        """Of every random choice."""
        return self.data.document.seed

    @property
    def workers(self) -> int:
        """Processes that share the work."""
        return self.settings.workers or cpu_count()
