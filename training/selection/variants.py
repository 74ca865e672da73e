"""Decides how each finalist would be served: bound to the catalogue's directions or not, with SMOTE or without.

Every finalist is cross-validated as the search left it. The best CONTENDERS are also cross-validated with the other
choice of directions and with SMOTE; for the others these are not worth their time, because they will not serve. Where
no search has measured what the directions cost, every finalist within reach is cross-validated with both choices.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from training.models.kinds import KINDS
from training.models.specification import ModelSpecification
from training.selection.cross_validation import (
    CrossValidationPlan,
    CrossValidationResult,
    cross_validate,
    cross_validate_against,
    cross_validate_leaders,
)
from training.selection.finalists import Finalist
from training.selection.proposals import MAX_MONOTONE_COST_AUC

CONTENDERS = 2
"""So many of the best finalists get every variant."""


@dataclass(frozen=True)
class ChosenVariant:
    """The variant of one kind that would be served.

    result: its cross-validation. record: its part of the manifest's `candidates`. seconds: of all cross-validations.
    """

    specification: ModelSpecification
    result: CrossValidationResult
    record: dict
    seconds: float


def choose_variants(plan: CrossValidationPlan, finalists: Sequence[Finalist]) -> list[ChosenVariant]:
    """The variant of every finalist, in their order."""
    has_directions = plan.inputs.directions is not None and bool(plan.inputs.directions.any())
    found = [_specify(finalist, has_directions) for finalist in finalists]
    results = dict(zip(found, cross_validate_leaders(plan, found), strict=True))
    most = max(len(result.fold_margins) for result in results.values())
    leading = [specification for specification in found if len(results[specification].fold_margins) == most]
    contenders = sorted(leading, key=lambda specification: -results[specification].auc)[:CONTENDERS]

    quiet = replace(plan, progress=lambda text: None)
    costs = {finalist.kind: finalist.monotone_cost for finalist in finalists}
    others = [
        replace(specification, constrained=not specification.constrained)
        for specification in leading
        if has_directions
        and KINDS[specification.kind].can_be_constrained
        and (specification in contenders or costs[specification.kind] is None)
    ]
    results |= dict(zip(others, cross_validate(quiet, others), strict=True))
    for other in others:
        bound, free = (results[replace(other, constrained=constrained)] for constrained in (True, False))
        costs[other.kind] = free.auc - bound.auc
    plain = [_bind(specification, costs, others) for specification in found]

    resampled = [specification for specification in plain if specification.kind in {c.kind for c in contenders}]
    with_smote = cross_validate_against(
        quiet,
        [replace(specification, smote=True) for specification in resampled],
        [results[specification] for specification in resampled],
    )
    plan.progress(f"tried directions and SMOTE of the best {len(contenders)}")
    smote_results = {c.kind: result for c, result in zip(resampled, with_smote, strict=True)}
    return [
        _choose_smote(specification, results, smote_results, costs[specification.kind], has_directions)
        for specification in plain
    ]


def _specify(finalist: Finalist, has_directions: bool) -> ModelSpecification:
    """As the search left it; without a search the directions bind."""
    can_be_constrained = has_directions and KINDS[finalist.kind].can_be_constrained
    return ModelSpecification(finalist.kind, finalist.params, can_be_constrained and finalist.constrained is not False)


def _bind(
    specification: ModelSpecification, costs: dict[str, float | None], others: Sequence[ModelSpecification]
) -> ModelSpecification:
    """Directions bind where they cost little, if both choices were cross-validated."""
    if specification.kind not in {other.kind for other in others}:
        return specification
    return replace(specification, constrained=costs[specification.kind] < MAX_MONOTONE_COST_AUC)


def _choose_smote(
    specification: ModelSpecification,
    results: dict[ModelSpecification, CrossValidationResult],
    smote_results: dict[str, CrossValidationResult | None],
    monotone_cost: float | None,
    has_directions: bool,
) -> ChosenVariant:
    """With SMOTE where that raises the AUC."""
    plain, resampled = results[specification], smote_results.get(specification.kind)
    smote_helps = resampled is not None and resampled.auc > plain.auc
    record = {
        "kind": specification.kind,
        "smote": smote_helps,
        "cv": plain.cv,
        "cv_smote": None if resampled is None else resampled.cv,
        "params": specification.params,
        "monotone": {
            "applied": specification.constrained or (specification.kind == "scorecard" and has_directions),
            "auc_cost": monotone_cost,
        },
    }
    seconds = [result.seconds for other, result in results.items() if other.kind == specification.kind]
    return ChosenVariant(
        specification=replace(specification, smote=smote_helps),
        result=resampled if smote_helps else plain,
        record=record,
        seconds=sum(seconds) + (resampled.seconds if resampled else 0.0),
    )
