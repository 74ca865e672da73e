"""A blend of candidates is one graph that agrees with Python, is chosen beyond noise only, and is learned again."""

from dataclasses import replace

import numpy as np
import pytest
from conftest import create_context
from scipy.special import expit

from training.evaluation.importance import attribute_to_features
from training.export.onnx_model import build_onnx_model, serialise
from training.export.parity import check_parity
from training.models.kinds import BLEND, KINDS
from training.models.specification import find_kind
from training.selection import cross_validation
from training.selection.auc_difference import AucDifference
from training.selection.blending import list_members
from training.steps import blend_candidates as step
from training.steps.evaluate_candidates import Candidate, evaluate_candidates
from training.steps.refit import refit
from training.steps.search_settings import search_settings


@pytest.fixture(scope="module")
def training(lender):
    return create_context(lender)


@pytest.fixture(scope="module")
def monkeypatch():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def candidates(training, monkeypatch) -> list[Candidate]:
    """The kinds that this test blends, with their blend."""
    left_out = tuple(kind for kind in KINDS if kind not in ("logistic_regression", "random_forest", "xgboost"))
    settings = replace(training.settings, leave_out_kinds=left_out)
    few = replace(training, settings=settings)
    monkeypatch.setattr(cross_validation, "SMALL_REPEATS", 1)  # all kinds are folded as often, so all may be members
    return step.add_blend(few, evaluate_candidates(few, search_settings(few)))


@pytest.fixture(scope="module")
def blend(candidates) -> Candidate:
    assert candidates[-1].model.kind == BLEND
    return candidates[-1]


def test_the_blend_is_the_weighted_sum_of_its_members(lender, candidates, blend):
    members = list_members(blend.specification)
    assert 2 <= len(members) <= 4
    fitted = {candidate.model.kind: candidate.model for candidate in candidates}
    prepared = blend.model.preparation.transform(lender.inputs)
    total = blend.specification.params["base"]
    for member in blend.specification.params["members"]:
        assert member["weight"] > 0
        total = total + member["weight"] * find_kind(member["kind"]).predict_margin(
            fitted[member["kind"]].estimator, prepared
        )
    assert blend.model.estimator.predict_proba(prepared)[:, 1] == pytest.approx(expit(total), abs=1e-12)
    assert blend.record["cv"]["auc_mean"] > 0.75


def test_its_graph_agrees_with_python_and_its_reasons_add_up(lender, blend):
    graph = serialise(build_onnx_model(blend.model))
    parity = check_parity(blend.model, graph, lender.inputs, cut_off=0.3, tolerance=1e-5, seed=7)
    assert parity["decision_flips"] == 0
    rows, background = lender.inputs.take(np.arange(20)), lender.inputs.take(np.arange(100, 130))
    columns = blend.model.group_columns(lender.num_names, lender.cat_names)
    attribution = attribute_to_features(blend.model, rows, background, columns, np.zeros((20, len(columns))))
    margin = blend.model.estimator.decision_function(blend.model.preparation.transform(rows))
    assert attribution.values.sum(axis=1) + attribution.base == pytest.approx(margin, abs=1e-5)


def test_a_blend_is_chosen_only_where_it_leads_beyond_noise(candidates, blend):
    best = max(candidates[:-1], key=lambda candidate: candidate.cv_auc)
    for leads, chosen in ((True, blend), (False, best)):
        record = blend.record | {"blend": blend.record["blend"] | {"leads": leads}}
        assert step.choose_candidate([*candidates[:-1], replace(blend, record=record)]).model is chosen.model
    assert step.choose_candidate(candidates[:-1]) is best
    assert step.leads_beyond_noise(AucDifference(0.003, 0.001))
    assert not step.leads_beyond_noise(AucDifference(0.0015, 0.001))
    assert not step.leads_beyond_noise(AucDifference(-0.003, 0.001))


def test_a_blend_too_large_for_its_reasons_gives_up_its_largest_member(training, candidates, monkeypatch):
    members = {candidate.model.kind: step._estimate_cost(candidate) for candidate in candidates[:-1]}
    monkeypatch.setattr(step, "MAX_REASON_MS", max(members.values()) * 0.99)
    again = step.add_blend(training, candidates[:-1])
    kinds = {
        member.kind
        for candidate in again
        for member in list_members(candidate.specification)
        if candidate.model.kind == BLEND
    }
    assert max(members, key=members.get) not in kinds


def test_the_configuration_leaves_the_blend_out(training, candidates):
    without = replace(training, settings=replace(training.settings, leave_out_kinds=(BLEND,)))
    assert step.add_blend(without, candidates[:-1]) == candidates[:-1]


def test_a_blend_is_learned_again_with_new_weights(lender, training, blend):
    serving = refit(training, blend)
    assert serving.model.kind == BLEND
    before, after = blend.specification.params, serving.specification.params
    assert [member["kind"] for member in after["members"]] == [member["kind"] for member in before["members"]]
    assert [member["weight"] for member in after["members"]] != [member["weight"] for member in before["members"]]
    prepared = serving.model.preparation.transform(lender.inputs)
    again = serving.specification.build(training.seed, serving.model.preparation).fit(prepared, lender.defaulted)
    assert again.decision_function(prepared) == pytest.approx(serving.model.estimator.decision_function(prepared))
    graph = serialise(build_onnx_model(serving.model))
    check_parity(serving.model, graph, lender.inputs, cut_off=0.3, tolerance=1e-5, seed=7)
