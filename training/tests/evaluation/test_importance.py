"""SHAP values and permutation importance of every kind of model, by raw feature."""

import numpy as np
import pytest
from scipy.special import logit

from testing.models.made_up_lender import NUMBERS, WORDS
from training.evaluation import importance
from training.models.calibration import Sigmoid
from training.models.fitted_model import FittedModel
from training.models.kinds import KINDS
from training.models.kinds.kind import measure_shape
from training.models.specification import ModelSpecification, predict_raw_output
from training.selection.final_fit import fit_on_all_rows


@pytest.fixture(scope="module", params=KINDS)
def model(request, lender) -> FittedModel:
    kind = request.param
    specification = ModelSpecification(kind, KINDS[kind].list_starts(measure_shape(lender.inputs, lender.defaulted))[0])
    preparation, estimator, _ = fit_on_all_rows(lender.inputs, lender.defaulted, 7, specification)
    return FittedModel(kind, preparation, estimator, Sigmoid(1.0, 0.0))


@pytest.fixture(scope="module")
def columns_by_feature(model):
    return model.group_columns(list(NUMBERS), list(WORDS))


def test_shap_values_and_the_base_add_up_to_the_score(model, columns_by_feature, lender):
    rows, background = lender.inputs.take(slice(0, 40)), lender.inputs.take(slice(100, 130))
    raw = importance.select_raw_values(rows, list(NUMBERS), list(columns_by_feature))
    attribution = importance.attribute_to_features(model, rows, background, columns_by_feature, raw)
    margins = predict_raw_output(model.estimator, model.preparation.transform(rows))
    if attribution.scale == "log_odds":
        margins = logit(margins)
    np.testing.assert_allclose(attribution.values.sum(axis=1) + attribution.base, margins, atol=2e-5)
    assert attribution.scale == KINDS[model.kind].scale
    assert attribution.feature_names == list(columns_by_feature)
    assert list(attribution.mean_absolute())[0] in ("utilisation", "months_late", "income")
    np.testing.assert_array_equal(raw[:, attribution.feature_names.index("income")], rows.num[:, 0])


@pytest.mark.parametrize("model", ["random_forest", "extra_trees", "gradient_boosting", "xgboost"], indirect=True)
def test_the_values_of_trees_are_those_that_shap_gives_for_the_library_s_own_model(model, lender):
    from shap import TreeExplainer

    rows, background = lender.inputs.take(slice(0, 40)), lender.inputs.take(slice(100, 130))
    values, _ = importance._compute_shap_values(
        model.read_margin(), model.preparation.transform(rows), model.preparation.transform(background)
    )
    explainer = TreeExplainer(model.estimator, model.preparation.transform(background))
    theirs = explainer.shap_values(model.preparation.transform(rows), check_additivity=False)
    theirs = theirs[..., 1] if theirs.ndim == 3 else theirs
    np.testing.assert_allclose(values, theirs, atol=1e-5)


def test_shuffling_what_matters_costs_auc_and_what_does_not_costs_nothing(model, columns_by_feature, lender):
    drops = importance.permute_features(model, lender.inputs, lender.defaulted, columns_by_feature, seed=7, workers=1)
    assert set(drops) == set(columns_by_feature)
    assert list(drops)[0] in ("utilisation", "months_late", "income")
    assert drops["utilisation"]["auc_drop"] > 0.03
    assert drops["savings"]["auc_drop"] < drops["utilisation"]["auc_drop"] / 2
    assert drops == importance.permute_features(
        model, lender.inputs, lender.defaulted, columns_by_feature, seed=7, workers=1
    )


def test_the_columns_of_one_feature_are_grouped(model, columns_by_feature):
    names = [name for name, _ in model.preparation.name_columns(list(NUMBERS), list(WORDS))]
    assert [names[column] for column in columns_by_feature["income"]] == ["income", "income unknown"]
    assert {names[column] for column in columns_by_feature["purpose"]} >= {"purpose = car", "purpose = house"}
    assert sorted(column for columns in columns_by_feature.values() for column in columns) == list(range(len(names)))
