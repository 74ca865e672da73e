"""Decides how each algorithm would be served: bound to the catalogue's directions or not, with SMOTE or without."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from training.models.kinds import KINDS
from training.models.specification import ModelSpecification
from training.selection.cross_validation import CrossValidationPlan, CrossValidationResult, cross_validate

MAX_MONOTONE_COST_AUC = 0.002
"""Directions of the catalogue bind where they cost less cross-validated AUC than this."""


@dataclass(frozen=True)
class ChosenVariant:
    """The variant of one algorithm that would be served.

    result: its cross-validation. record: its part of the manifest's `candidates`. seconds: of all cross-validations.
    """

    specification: ModelSpecification
    result: CrossValidationResult
    record: dict
    seconds: float


def choose_variants(plan: CrossValidationPlan, params: Mapping[str, dict]) -> list[ChosenVariant]:
    """The variant of every algorithm, in their order. params: the settings of each algorithm, by kind."""
    has_directions = plan.inputs.directions is not None and bool(plan.inputs.directions.any())
    free = [ModelSpecification(kind, params[kind]) for kind in KINDS]
    bound = [
        replace(specification, constrained=True)
        for specification in free
        if has_directions and KINDS[specification.kind].can_be_constrained
    ]
    results = dict(zip([*free, *bound], cross_validate(plan, [*free, *bound]), strict=True))
    costs = {
        specification.kind: results[replace(specification, constrained=False)].auc - results[specification].auc
        for specification in bound
    }
    plain = [
        replace(specification, constrained=costs.get(specification.kind, np.inf) < MAX_MONOTONE_COST_AUC)
        for specification in free
    ]
    with_smote = cross_validate(plan, [replace(specification, smote=True) for specification in plain])
    return [
        _choose_smote(specification, results[specification], resampled, costs.get(specification.kind), has_directions)
        for specification, resampled in zip(plain, with_smote, strict=True)
    ]


def _choose_smote(
    specification: ModelSpecification,
    plain: CrossValidationResult,
    resampled: CrossValidationResult,
    monotone_cost: float | None,
    has_directions: bool,
) -> ChosenVariant:
    """With SMOTE where that raises the AUC."""
    smote_helps = resampled.auc > plain.auc
    record = {
        "kind": specification.kind,
        "smote": smote_helps,
        "cv": plain.cv,
        "cv_smote": resampled.cv,
        "params": specification.params,
        "monotone": {
            "applied": specification.constrained or (specification.kind == "scorecard" and has_directions),
            "auc_cost": monotone_cost,
        },
    }
    return ChosenVariant(
        specification=replace(specification, smote=smote_helps),
        result=resampled if smote_helps else plain,
        record=record,
        seconds=plain.seconds + resampled.seconds,
    )
