"""features.json: what the export states about a training set. Open it when a field of that document changes.

The other side is `TrainingSetDocument` in lambdas/training/training-set/training-set.ts. Every field is required here,
so that no number of the configuration or of the policy has a second home in Python.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from training.errors import InvalidTrainingData, MissingInput

FILE_NAME = "features.json"
FEATURE_FIELDS = ("name", "type", "monotone", "missing", "label", "unit")


@dataclass(frozen=True)
class ScoreScale:
    """Points of the model: `base` at odds of `odds` good to one bad, `pdo` more double the odds, `min` to `max`."""

    base: float
    odds: float
    pdo: float
    min: int
    max: int


@dataclass(frozen=True)
class MinimumOutcomes:
    """Known outcomes that a training needs: `outcomes` in all, `per_class` of each kind."""

    outcomes: int
    per_class: int


@dataclass(frozen=True)
class FairnessBounds:
    """The bounds of the fairness gate: a ratio below the first, or a difference above the second, is beyond it."""

    min_approval_rate_ratio: float
    max_equal_opportunity_difference: float


@dataclass(frozen=True)
class TrainingSetDocument:
    """The fields of features.json that training reads.

    features: the model inputs in their order, each with FEATURE_FIELDS. fairness: columns that only fairness is
    measured over. cut_off: the PD from which the policy declines; approve_below: the PD below which it approves.
    target: what `defaulted` means, in the lender's words, as the manifest has it.
    parity_tolerance: the largest allowed difference between the PDs of the graph and of Python.
    suspicious_auc: the AUC of an input alone from which the gate holds the model.
    refit: whether the chosen recipe is learned again from every row, which then serves.
    leave_out_kinds: kinds of model that the configuration leaves out.
    """

    run_id: str
    as_of_max: str
    rows: int
    columns: list[str]
    features: list[dict]
    fairness: list[str]
    target: dict
    cut_off: float
    approve_below: float
    score: ScoreScale
    minimum: MinimumOutcomes
    parity_tolerance: float
    fairness_bounds: FairnessBounds
    suspicious_auc: float
    seed: int
    refit: bool
    leave_out_kinds: list[str]

    @property
    def labels(self) -> dict[str, str]:
        """Each feature's label for people, by the feature's name."""
        return {feature["name"]: feature["label"] for feature in self.features}


def read_document(file: Path) -> TrainingSetDocument:
    """Reads and checks features.json; raises MissingInput or InvalidTrainingData."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidTrainingData(f"{FILE_NAME} is not JSON: {error}") from error
    for feature in _value(document, "features"):
        for field in FEATURE_FIELDS:
            if field not in feature:
                raise MissingInput(f"{FILE_NAME} does not state {field} of the feature {feature.get('name')}")
    return TrainingSetDocument(
        **{name: _value(document, name) for name in ("run_id", "as_of_max", "columns", "features", "fairness")},
        target=_value(document, "target"),
        rows=_number(document, "rows"),
        cut_off=_number(document, "cut_off"),
        approve_below=_number(document, "approve_below"),
        score=ScoreScale(
            base=_number(document, "score.base"),
            odds=_positive(document, "score.odds"),
            pdo=_positive(document, "score.pdo"),
            min=_number(document, "score.min"),
            max=_number(document, "score.max"),
        ),
        minimum=MinimumOutcomes(
            outcomes=_positive(document, "minimum.outcomes"), per_class=_positive(document, "minimum.per_class")
        ),
        parity_tolerance=_positive(document, "parity.max_abs_difference"),
        fairness_bounds=FairnessBounds(
            **{name: _number(document, f"fairness_bounds.{name}") for name in FairnessBounds.__annotations__}
        ),
        suspicious_auc=_positive(document, "suspicious_auc"),
        seed=_number(document, "seed"),
        refit=_flag(document, "refit"),
        leave_out_kinds=_value(document, "leave_out_kinds"),
    )


def _value(document: Mapping, path: str):
    """The value at a path such as `score.pdo`."""
    value = document
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            raise MissingInput(f"{FILE_NAME} does not state {path}")
        value = value[name]
    return value


def _number(document: Mapping, path: str) -> float:
    value = _value(document, path)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidTrainingData(f"{path} in {FILE_NAME} is not a number")
    return value


def _flag(document: Mapping, path: str) -> bool:
    value = _value(document, path)
    if not isinstance(value, bool):
        raise InvalidTrainingData(f"{path} in {FILE_NAME} is neither true nor false")
    return value


def _positive(document: Mapping, path: str) -> float:
    value = _number(document, path)
    if not value > 0:
        raise InvalidTrainingData(f"{path} in {FILE_NAME} is {value}; it has to be more than 0")
    return value
