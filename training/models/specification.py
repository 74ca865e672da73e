"""What a model is fitted from, apart from the rows: its kind, settings, directions and synthetic rows."""

from dataclasses import dataclass

import numpy as np
from sklearn.base import ClassifierMixin

from training.data.preparation import Preparation
from training.models.kinds import BLEND, KINDS
from training.models.kinds.blend import BLEND_KIND
from training.models.kinds.kind import Kind


@dataclass(frozen=True)
class ModelSpecification:
    """All that decides how a model is fitted, except the rows and the seed. Equal specifications have equal hashes.

    params: the kind's settings. constrained: whether the catalogue's directions bind. smote: whether the model learns
    from synthetic rows too.
    """

    kind: str
    params: dict
    constrained: bool = False
    smote: bool = False

    def __hash__(self) -> int:
        return hash((self.kind, repr(sorted(self.params.items())), self.constrained, self.smote))

    def build(self, seed: int, preparation: Preparation) -> ClassifierMixin:
        """The unfitted classifier."""
        return find_kind(self.kind).build(self.params, seed, preparation, self.constrained)


def find_kind(name: str) -> Kind:
    """A kind that is searched, or the blend of some."""
    return BLEND_KIND if name == BLEND else KINDS[name]


def predict_raw_output(model: ClassifierMixin, prepared: np.ndarray) -> np.ndarray:
    """Probability of default before calibration, float64 [rows]."""
    return model.predict_proba(prepared)[:, 1].astype(np.float64)
