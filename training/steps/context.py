"""What every step of a training reads: the data, their split, the settings, progress and checkpoints."""

from dataclasses import dataclass

import numpy as np

from training.data.training_set import TrainingSet
from training.data.training_set_document import TrainingSetDocument
from training.environment import Settings
from training.errors import MissingInput
from training.models.kinds import BLEND, KINDS
from training.processes import count_processes
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
        return list_kinds(self.settings, self.data.document)

    @property
    def wants_blend(self) -> bool:
        """Whether a blend of the best kinds is a candidate."""
        return BLEND not in list_left_out(self.settings, self.data.document)

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

    @property
    def workers(self) -> int:
        """Processes that share the work."""
        return count_processes(self.settings.workers)


def list_kinds(settings: Settings, document: TrainingSetDocument) -> list[str]:
    """Kinds that are neither left out by the job nor by the configuration; raises MissingInput when none remains."""
    left_out = list_left_out(settings, document)
    if unknown := sorted(left_out - {*KINDS, BLEND}):
        raise MissingInput(f"leave_out_kinds names {', '.join(unknown)}; kinds are {', '.join([*KINDS, BLEND])}")
    kinds = [kind for kind in KINDS if kind not in left_out]
    if not kinds:
        raise MissingInput("leave_out_kinds leaves out every kind of model")
    return kinds


def list_left_out(settings: Settings, document: TrainingSetDocument) -> set[str]:
    """Kinds to leave out, by their names."""
    return {*settings.leave_out_kinds, *document.leave_out_kinds}
