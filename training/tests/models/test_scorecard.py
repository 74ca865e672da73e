"""The scorecard: monotone bins, a bin for unknown, a bin for unseen levels, points that add up to the score."""

import json

import numpy as np
import pytest

from testing.models.made_up_lender import SCORE
from training.data.preparation import fit_preparation
from training.data.training_set import Inputs
from training.models.binning import find_monotone_edges
from training.models.calibration import fit_scorecard_calibrator
from training.models.fitted_model import FittedModel
from training.models.scorecard import Scorecard
from training.reporting.scorecard_table import build_scorecard_table


@pytest.fixture(scope="module")
def card(lender):
    """A scorecard of the made-up lender: (model, prepared matrix)."""
    preparation = fit_preparation(lender.inputs)
    prepared = preparation.transform(lender.inputs)
    scorecard = Scorecard(preparation, bins=20, min_share=0.03, penalty=0.5).fit(prepared, lender.defaulted)
    calibrator = fit_scorecard_calibrator(scorecard.predict_proba(prepared)[:, 1], lender.defaulted, 7)
    return FittedModel("scorecard", preparation, scorecard, calibrator), prepared


def bad_rates(values, defaulted, edges):
    row_bins = np.searchsorted(edges, values, side="left")
    return np.bincount(row_bins, defaulted) / np.bincount(row_bins)


@pytest.mark.parametrize("direction", [1, -1, 0])
def test_bad_rates_of_neighbouring_bins_are_monotone(direction):
    random = np.random.default_rng(4)
    values = random.normal(0, 1, 4000).astype(np.float32)
    defaulted = (random.random(4000) < 0.3 - 0.1 * np.tanh(values)).astype(np.int8)  # falls
    edges = find_monotone_edges(values, defaulted, direction=direction, bins=20, min_share=0.03)
    steps = np.diff(bad_rates(values, defaulted, edges))
    assert (steps <= 0).all() or (direction == 1 and (steps >= 0).all())
    assert len(edges) >= 3 or direction == 1  # against the true direction few bins are left
    assert np.bincount(np.searchsorted(edges, values, side="left")).min() >= 0.03 * 4000


def test_points_never_go_against_the_evidence(card):
    model, _ = card
    for characteristic in model.estimator.characteristics_:
        known = slice(0, 0 if characteristic.level_count else len(characteristic.edges) + 1)
        agreement = np.diff(characteristic.points[known]) * np.diff(characteristic.woe[known])
        assert (agreement >= 0).all()


def test_unknown_is_a_bin_of_its_own_and_unseen_levels_share_one(card, lender):
    model, _ = card
    income = next(item for item in model.estimator.characteristics_ if item.column == 0)
    assert income.indicator is not None
    assert income.rows[-1] == np.isnan(lender.inputs.num[:, 0]).sum()
    purpose = next(item for item in model.estimator.characteristics_ if item.level_count)
    unseen = Inputs(lender.inputs.num[:1], lender.inputs.has_indicator, np.array([[0, 0]]), (("never seen",), ("yes",)))
    assert purpose.find_bins(model.preparation.transform(unseen)) == [purpose.level_count]


def test_trees_give_what_the_bins_give(card):
    model, prepared = card
    trees, base = model.estimator.build_trees()
    total = np.full(len(prepared), np.float64(np.float32(base)))
    for tree in trees:
        node = np.zeros(len(prepared), int)
        while not tree.leaf[node].all():
            is_branch = ~tree.leaf[node].astype(bool)
            goes_left = prepared[np.arange(len(node)), tree.column[node]] <= tree.threshold[node]
            node = np.where(is_branch, np.where(goes_left, tree.left[node], tree.right[node]), node)
        total += tree.value[node]
    np.testing.assert_allclose(total, model.estimator.decision_function(prepared), atol=1e-6)


def test_points_add_up_to_the_score_of_the_calibrated_pd(card, lender):
    model, prepared = card
    table = json.loads(build_scorecard_table(model, lender))
    score = np.zeros(len(prepared))
    columns = model.preparation.name_columns(lender.num_names, lender.cat_names)
    bins = {entry["feature"]: entry["bins"] for entry in table["characteristics"]}
    for characteristic in model.estimator.characteristics_:
        points = np.array([entry["points"] for entry in bins[columns[characteristic.column][1]]])
        score += points[characteristic.find_bins(prepared)]
    pd = model.predict(lender.inputs)
    scale = table["scale"]
    assert scale == {name: SCORE[name] for name in ("base", "odds", "pdo")}
    expected = scale["base"] + scale["pdo"] / np.log(2) * (np.log((1 - pd) / pd) - np.log(scale["odds"]))
    np.testing.assert_allclose(score, expected, atol=1e-6)


def test_the_table_describes_each_bin(card, lender):
    model, _ = card
    table = json.loads(build_scorecard_table(model, lender))
    bins = {entry["feature"]: entry["bins"] for entry in table["characteristics"]}
    assert bins["income"][0]["above"] is None
    assert bins["income"][-1]["unknown"] is True
    assert [entry.get("value") for entry in bins["purpose"]][-2:] == ["travel", None] or bins["purpose"][-1]["other"]
    for characteristic in table["characteristics"]:
        assert sum(entry["rows"] for entry in characteristic["bins"]) == 600


def test_learns_without_any_signal():
    """Every weight may be zero: the scorecard is then its base rate, still with a tree for the graph."""
    random = np.random.default_rng(1)
    inputs = Inputs(random.normal(size=(400, 1)).astype(np.float32), np.zeros(1, bool), np.zeros((400, 0), int), ())
    preparation = fit_preparation(inputs)
    prepared, outcomes = preparation.transform(inputs), (np.arange(400) % 4 == 0).astype(np.int8)
    scorecard = Scorecard(preparation, bins=20, min_share=0.03, penalty=1e9).fit(prepared, outcomes)
    assert scorecard.predict_proba(prepared)[:, 1] == pytest.approx(0.25, abs=0.01)
    assert len(scorecard.build_trees()[0]) >= 1
