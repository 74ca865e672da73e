"""The scorecard: monotone bins, an own bin for unknown, a bucket for unseen words, points that add up to the score."""

import json

import numpy as np
import pytest
from conftest import SCORE

from training.data import preparation
from training.data.training_set import Inputs
from training.export.onnx_model import FittedModel
from training.models import calibration
from training.models.scorecard import Scorecard, monotone_edges
from training.reporting import scorecard_table


@pytest.fixture(scope="module")
def card(lender):
    """A scorecard of the made-up lender: (model, prepared matrix)."""
    prepare = preparation.fit(lender.inputs)
    prepared = prepare.transform(lender.inputs)
    learned = Scorecard(prepare).fit(prepared, lender.defaulted)
    calibrator = calibration.fit_points(learned.predict_proba(prepared)[:, 1], lender.defaulted, 7)
    return FittedModel("scorecard", prepare, learned, calibrator), prepared


def rates(values, defaulted, edges):
    place = np.searchsorted(edges, values, side="left")
    return np.bincount(place, defaulted) / np.bincount(place)


@pytest.mark.parametrize("direction", [1, -1, 0])
def test_default_rates_of_neighbouring_bins_only_go_one_way(direction):
    random = np.random.default_rng(4)
    values = random.normal(0, 1, 4000).astype(np.float32)
    defaulted = (random.random(4000) < 0.3 - 0.1 * np.tanh(values)).astype(np.int8)  # falls
    edges = monotone_edges(values, defaulted, direction, 20, 0.03)
    steps = np.diff(rates(values, defaulted, edges))
    assert (steps <= 0).all() or (direction == 1 and (steps >= 0).all())
    assert len(edges) >= 3 or direction == 1  # against the catalogue's direction there is little to tell
    assert np.bincount(np.searchsorted(edges, values, side="left")).min() >= 0.03 * 4000


def test_points_never_go_against_the_evidence(card):
    model, _ = card
    for one in model.estimator.characteristics_:
        known = slice(0, len(one.edges) + 1) if not one.words else slice(0, 0)
        both = np.diff(one.points[known]) * np.diff(one.woe[known])
        assert (both >= 0).all()


def test_unknown_is_a_bin_of_its_own_and_unseen_words_share_one(card, lender):
    model, _ = card
    income = next(one for one in model.estimator.characteristics_ if one.column == 0)
    assert income.unknown is not None
    assert income.rows[-1] == np.isnan(lender.inputs.num[:, 0]).sum()
    purpose = next(one for one in model.estimator.characteristics_ if one.words)
    unseen = Inputs(lender.inputs.num[:1], lender.inputs.indicated, np.array([[0, 0]]), (("never seen",), ("yes",)))
    assert purpose.bins(model.preparation.transform(unseen)) == [purpose.words]


def test_trees_give_what_the_bins_give(card):
    model, prepared = card
    trees, base = model.estimator.trees()
    total = np.full(len(prepared), np.float64(np.float32(base)))
    for tree in trees:
        at = np.zeros(len(prepared), int)
        while not tree.leaf[at].all():
            inner = ~tree.leaf[at].astype(bool)
            low = prepared[np.arange(len(at)), tree.column[at]] <= tree.threshold[at]
            at = np.where(inner, np.where(low, tree.left[at], tree.right[at]), at)
        total += tree.value[at]
    np.testing.assert_allclose(total, model.estimator.decision_function(prepared), atol=1e-6)


def test_points_add_up_to_the_score_of_the_calibrated_pd(card, lender):
    model, prepared = card
    table = json.loads(scorecard_table.document(model, lender))
    score = np.zeros(len(prepared))
    columns = model.preparation.columns(lender.num_names, lender.cat_names)
    by_feature = {found["feature"]: found["bins"] for found in table["characteristics"]}
    for one in model.estimator.characteristics_:
        points = np.array([found["points"] for found in by_feature[columns[one.column][1]]])
        score += points[one.bins(prepared)]
    pd = model.predict(lender.inputs)
    scale = table["scale"]
    assert scale == {name: SCORE[name] for name in ("base", "odds", "pdo")}
    expected = scale["base"] + scale["pdo"] / np.log(2) * (np.log((1 - pd) / pd) - np.log(scale["odds"]))
    np.testing.assert_allclose(score, expected, atol=1e-6)


def test_the_table_tells_what_each_bin_holds(card, lender):
    model, _ = card
    table = json.loads(scorecard_table.document(model, lender))
    bins = {found["feature"]: found["bins"] for found in table["characteristics"]}
    assert bins["income"][0]["above"] is None
    assert bins["income"][-1]["unknown"] is True
    assert [found.get("value") for found in bins["purpose"]][-2:] == ["travel", None] or bins["purpose"][-1]["other"]
    for found in table["characteristics"]:
        assert sum(one["rows"] for one in found["bins"]) == 600


def test_learns_without_any_signal():
    """Every weight may be zero: the scorecard is then its base rate, still with a tree for the graph."""
    random = np.random.default_rng(1)
    inputs = Inputs(random.normal(size=(400, 1)).astype(np.float32), np.zeros(1, bool), np.zeros((400, 0), int), ())
    prepare = preparation.fit(inputs)
    outcome = (np.arange(400) % 4 == 0).astype(np.int8)
    learned = Scorecard(prepare, penalty=1e9).fit(prepare.transform(inputs), outcome)
    assert learned.predict_proba(prepare.transform(inputs))[:, 1] == pytest.approx(0.25, abs=0.01)
    assert len(learned.trees()[0]) >= 1
