"""What every step of a training reads: the data, their split, the settings, progress and checkpoints."""

from dataclasses import dataclass

import numpy as np
from joblib import cpu_count

from training.data.training_set import TrainingSet
from training.environment import Settings
from training.errors import MissingInput
from training.models.kinds import BLEND, KINDS
from training.progress import Progress
from training.selection.checkpoints import Checkpoints
from training.selection.cross_validation import CrossValidationPlan, sample_rows
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

    def plan_cross_validation(self, rows: np.ndarray) -> tuple[CrossValidationPlan, np.ndarray]:
        """The plan to cross-validate on rows at these positions, or on a sample of them, and the used positions."""
        folded = rows[sample_rows(self.data.defaulted[rows], self.settings.selection_rows, self.seed)]
        plan = CrossValidationPlan(
            inputs=self.data.inputs.take(folded),
            defaulted=self.data.defaulted[folded],
            folds=self.settings.folds,
            seed=self.seed,
            workers=self.workers,
            progress=self.progress.step,
            checkpoints=self.checkpoints,
            groups=self.data.groups[folded],
        )
        return plan, folded

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
