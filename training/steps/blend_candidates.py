"""Step 4: blends the candidates, and chooses between the blend and the best of them."""

from dataclasses import replace

from training.models.kinds import BLEND
from training.models.kinds.blend import Blend
from training.models.size import BACKGROUND_ROWS, MAX_REASON_MS, estimate_reason_ms
from training.selection.auc_difference import AucDifference
from training.selection.blending import LEAST_ERRORS, BlendedResult, blend_results, specify_blend
from training.steps.context import TrainingContext
from training.steps.evaluate_candidates import Candidate, Recipe, measure_candidate


def add_blend(training: TrainingContext, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates and their blend, where at least two of them have a weight in it."""
    if not training.wants_blend or len(candidates) < 2:
        training.progress.expect_fewer(1)
        return candidates
    members, blended = _blend_within_size(training, _list_leading(candidates))
    if len(members) < 2:
        training.progress.expect_fewer(1)
        return candidates
    return [*candidates, _build_blend(training, members, blended, max(candidates, key=_rank))]


def choose_candidate(candidates: list[Candidate]) -> Candidate:
    """The best by cross-validation; the blend only where it leads by more than noise."""
    single = [candidate for candidate in _list_leading(candidates) if candidate.model.kind != BLEND]
    blends = [candidate for candidate in candidates if candidate.record.get("blend", {}).get("leads")]
    return max(blends or single, key=_rank)


def leads_beyond_noise(difference: AucDifference) -> bool:
    """Whether a blend is worth its size and its longer reasons."""
    return difference.value > LEAST_ERRORS * difference.standard_error


def _list_leading(candidates: list[Candidate]) -> list[Candidate]:
    """Those that were folded as often as any: the others were out of reach after the first folding."""
    most = max(len(candidate.result.fold_margins) for candidate in candidates)
    return [candidate for candidate in candidates if len(candidate.result.fold_margins) == most]


def _rank(candidate: Candidate) -> float:
    return candidate.cv_auc


def _blend_within_size(
    training: TrainingContext, candidates: list[Candidate]
) -> tuple[list[Candidate], BlendedResult | None]:
    """The members and their blend. While its reasons take too long, the member with the longest goes."""
    plan, _ = training.plan_cross_validation(training.split.training)
    allowed = list(candidates)
    while len(allowed) > 1:
        blended = blend_results(plan, [candidate.result for candidate in allowed])
        members = [allowed[column] for column in blended.weights.members]
        costs = {member.model.kind: _estimate_cost(member) for member in members}
        if sum(costs.values()) <= MAX_REASON_MS:
            return members, blended
        costliest = max(costs, key=costs.get)
        allowed = [candidate for candidate in allowed if candidate.model.kind != costliest]
    return allowed, None


def _estimate_cost(member: Candidate) -> float:
    """Milliseconds of one row's reasons against the fewest background rows."""
    return estimate_reason_ms(member.model.read_margin(), BACKGROUND_ROWS[-1])


def _build_blend(
    training: TrainingContext, members: list[Candidate], blended: BlendedResult, best: Candidate
) -> Candidate:
    weights = replace(blended.weights, members=list(range(len(members))))
    specification = specify_blend([member.specification for member in members], weights)
    preparation = members[0].model.preparation  # of the same rows as every member's
    estimator = Blend(**specification.params, seed=training.seed, preparation=preparation)
    estimator.adopt([member.model.estimator for member in members])
    plan, folded = training.plan_cross_validation(training.split.training)
    difference = blended.result.compare(best.result, plan)
    record = {
        "kind": BLEND,
        "smote": False,
        "cv": blended.result.cv,
        "cv_smote": None,
        "params": {},
        "members": specification.params["members"],
        "monotone": {"applied": all(member.record["monotone"]["applied"] for member in members), "auc_cost": None},
        "trials": 0,
        "seconds": round(sum(member.record["seconds"] for member in members), 3),
        "blend": {
            "best": best.model.kind,
            "lead": difference.value,
            "standard_error": difference.standard_error,
            "leads": leads_beyond_noise(difference),
        },
    }
    recipe = Recipe(specification, blended.result, preparation, estimator)
    return measure_candidate(training, recipe, record, folded)
