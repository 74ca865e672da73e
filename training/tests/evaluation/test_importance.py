"""SHAP values and permutation importance of every kind of model, told per raw feature."""

import numpy as np
import pytest
from conftest import NUMBERS, WORDS
from scipy.special import logit
from sklearn.metrics import roc_auc_score

from training.evaluation import importance
from training.export.onnx_model import FittedModel
from training.models import calibration
from training.models.algorithms import CANDIDATES, Recipe, raw_score
from training.selection import cross_validation


@pytest.fixture(scope="module", params=CANDIDATES)
def model(request, lender) -> FittedModel:
    kind = request.param
    recipe = Recipe(kind, CANDIDATES[kind].defaults(len(lender.inputs)))
    prepare, estimator, _ = cross_validation.fit(recipe, lender.inputs, lender.defaulted, 7)
    return FittedModel(kind, prepare, estimator, calibration.Sigmoid(1.0, 0.0))


@pytest.fixture(scope="module")
def groups(model):
    return importance.groups_of(model, list(NUMBERS), list(WORDS))


def test_shap_values_and_the_base_add_up_to_the_score(model, groups, lender):
    rows, background = lender.inputs.take(slice(0, 40)), lender.inputs.take(slice(100, 130))
    raw = importance.raw_values(rows, list(NUMBERS), groups)
    found = importance.attribute(model, rows, background, groups, raw)
    scores = raw_score(model.estimator, model.preparation.transform(rows))
    if found.scale == "log-odds":
        scores = logit(scores)
    np.testing.assert_allclose(found.values.sum(axis=1) + found.base, scores, atol=2e-5)
    assert found.scale == ("probability" if model.kind == "random_forest" else "log-odds")
    assert found.names == list(groups)
    assert list(found.means())[0] in ("utilisation", "months_late", "income")
    np.testing.assert_array_equal(raw[:, found.names.index("income")], rows.num[:, 0])


@pytest.mark.parametrize("model", ["random_forest", "gradient_boosting", "xgboost"], indirect=True)
def test_the_values_of_trees_are_those_that_shap_gives_for_the_library_s_own_model(model, lender):
    from shap import TreeExplainer

    rows, background = lender.inputs.take(slice(0, 40)), lender.inputs.take(slice(100, 130))
    own, _, _ = importance._values(
        model.estimator, model.preparation.transform(rows), model.preparation.transform(background)
    )
    explainer = TreeExplainer(model.estimator, model.preparation.transform(background))
    theirs = explainer.shap_values(model.preparation.transform(rows), check_additivity=False)
    theirs = theirs[..., 1] if theirs.ndim == 3 else theirs
    np.testing.assert_allclose(own, theirs, atol=1e-5)


def test_shuffling_what_matters_costs_auc_and_what_does_not_costs_nothing(model, groups, lender):
    found = importance.permutation(model, lender.inputs, lender.defaulted, groups, 7, 1)
    assert set(found) == set(groups)
    assert list(found)[0] in ("utilisation", "months_late", "income")
    assert found["utilisation"]["auc_drop"] > 0.03
    assert found["savings"]["auc_drop"] < found["utilisation"]["auc_drop"] / 2
    assert found == importance.permutation(model, lender.inputs, lender.defaulted, groups, 7, 1)


def test_the_columns_of_one_feature_are_told_together(model, groups):
    names = [name for name, _ in model.preparation.columns(list(NUMBERS), list(WORDS))]
    assert [names[column] for column in groups["income"]] == ["income", "income unknown"]
    assert {names[column] for column in groups["purpose"]} >= {"purpose = car", "purpose = house"}
    assert sorted(column for columns in groups.values() for column in columns) == list(range(len(names)))


def test_auc_by_ranks_is_scikit_learn_s():
    random = np.random.default_rng(1)
    score = random.random(500).round(1)
    outcome = (random.random(500) < score).astype(np.int8)
    assert importance.auc(outcome, score) == pytest.approx(roc_auc_score(outcome, score))
