"""What every step of a training reads: the data, their split, the settings, progress and checkpoints."""

from dataclasses import dataclass

from joblib import cpu_count

from training.data.training_set import TrainingSet
from training.environment import Settings
from training.errors import MissingInput
from training.models.kinds import BLEND, KINDS
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
    def kinds(self) -> list[str]:
        """Kinds of model that are searched and compared, in their order; the blend is never among them."""
        return [kind for kind in KINDS if kind not in self._left_out]

    @property
    def wants_blend(self) -> bool:
        """Whether a blend of the best kinds is a candidate."""
        return BLEND not in self._left_out

    def require_kinds(self) -> None:
        """Raises MissingInput when a kind to leave out is unknown, or none is left."""
        if unknown := sorted(self._left_out - {*KINDS, BLEND}):
            raise MissingInput(f"leave_out_kinds names {', '.join(unknown)}; kinds are {', '.join([*KINDS, BLEND])}")
        if not self.kinds:
            raise MissingInput("leave_out_kinds leaves out every kind of model")

    @property
    def _left_out(self) -> set[str]:
        return {*self.settings.leave_out_kinds, *self.data.document.leave_out_kinds}

    @property
    def workers(self) -> int:
        """Processes that share the work."""
        return self.settings.workers or cpu_count()
