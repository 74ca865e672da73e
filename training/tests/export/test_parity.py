"""Every kind of model and both calibrators: the graph gives what Python gives, for known, unknown and unseen values."""

import copy
import dataclasses

import numpy as np
import onnx
import pytest

from training.data.training_set import Inputs
from training.errors import ParityFailed
from training.export import parity
from training.export.model_folder import onnx_bytes
from training.export.onnx_model import FittedModel, to_onnx
from training.models import calibration
from training.models.algorithms import CANDIDATES, Recipe, raw_score
from training.selection import cross_validation


def fit(data, kind: str, calibrate=calibration.fit_sigmoid, smote=False) -> FittedModel:
    recipe = Recipe(kind, CANDIDATES[kind].defaults(len(data.defaulted)), smote=smote)
    prepare, model, _ = cross_validation.fit(recipe, data.inputs, data.defaulted, 7)
    raw = raw_score(model, prepare.transform(data.inputs))
    return FittedModel(kind, prepare, model, calibrate(raw, data.defaulted))


@pytest.fixture(scope="module")
def models(lender) -> dict[str, FittedModel]:
    """Every kind fitted once, sigmoid calibration."""
    return {kind: fit(lender, kind) for kind in CANDIDATES}


@pytest.mark.parametrize("calibrate", [calibration.fit_sigmoid, calibration.fit_isotonic])
@pytest.mark.parametrize("kind", CANDIDATES)
def test_every_row_agrees(lender, models, kind, calibrate):
    model = models[kind]
    raw = raw_score(model.estimator, model.preparation.transform(lender.inputs))
    model = dataclasses.replace(model, calibrator=calibrate(raw, lender.defaulted))
    result = parity.check(model, onnx_bytes(to_onnx(model)), lender.inputs, cut_off=0.3, tolerance=1e-5, seed=7)
    assert result["rows"] == result["injected_rows"] == 600
    assert result["max_abs_difference"] < 2e-6
    assert result["decision_flips"] == 0


@pytest.mark.parametrize("kind", CANDIDATES)
def test_a_flat_calibration_agrees_where_raw_scores_are_nearly_one(lender, models, kind):
    """A tenth of the log-odds: 0.99999 and 0.999999 are far apart in PD, and one bit of a float32 apart in raw."""
    flat = dataclasses.replace(models[kind], calibrator=calibration.Sigmoid(0.1, 0.0))
    if kind == "logistic_regression":
        flat = dataclasses.replace(flat, estimator=copy.deepcopy(flat.estimator))
        flat.estimator[-1].coef_ *= 8  # its log-odds go to 13 then
    result = parity.check(flat, onnx_bytes(to_onnx(flat)), lender.inputs, cut_off=0.3, tolerance=1e-5, seed=7)
    assert result["max_abs_difference"] < 2e-6


@pytest.mark.parametrize("kind", CANDIDATES)
def test_raw_and_prepared_agree_too(lender, kind):
    model = fit(lender, kind, smote=True)
    session = parity.open_session(onnx_bytes(to_onnx(model)))
    rows = parity.inject(lender.inputs, 4)
    raw, prepared = session.run(["raw", "prepared"], {"num": rows.num, "cat": rows.cat()})
    np.testing.assert_array_equal(prepared, model.preparation.transform(rows))
    np.testing.assert_allclose(raw[:, 0], raw_score(model.estimator, prepared), atol=2e-6)


def test_works_without_categories(lender):
    numbers = Inputs(lender.inputs.num, lender.inputs.indicated, lender.inputs.codes[:, :0], ())
    model = fit(dataclasses.replace(lender, inputs=numbers), "xgboost")
    graph = to_onnx(model)
    assert [d.dim_value for d in graph.graph.input[1].type.tensor_type.shape.dim] == [0, 1]
    assert parity.check(model, onnx_bytes(graph), numbers, cut_off=0.3, tolerance=1e-5, seed=7)["decision_flips"] == 0


def test_the_graph_is_what_serving_expects(models):
    graph = to_onnx(models["xgboost"])
    assert graph.ir_version == 8
    assert {entry.domain: entry.version for entry in graph.opset_import} == {"": 17, "ai.onnx.ml": 3}
    assert [value.name for value in graph.graph.input] == ["num", "cat"]
    assert [value.name for value in graph.graph.output] == ["pd", "raw", "prepared"]


def test_trees_are_one_operator(models):
    for kind in ("scorecard", "random_forest", "gradient_boosting", "xgboost"):
        nodes = [node.op_type for node in to_onnx(models[kind]).graph.node]
        assert nodes.count("TreeEnsembleRegressor") == 1


def test_a_value_on_a_threshold_goes_the_same_way(lender, models):
    """Trees are asked at their own thresholds, where float32 and float64 part."""
    for kind in ("scorecard", "random_forest", "gradient_boosting", "xgboost"):
        model = models[kind]
        graph = to_onnx(model)
        node = next(n for n in graph.graph.node if n.op_type == "TreeEnsembleRegressor")
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        column, values = np.array(attributes["nodes_featureids"]), np.array(attributes["nodes_values"], np.float32)
        num = np.repeat(lender.inputs.num[:1], 600, axis=0)
        for j, place in enumerate(model.preparation.numbers):
            on = np.unique(values[column == j])[:200]
            edges = np.concatenate([on, np.nextafter(on, np.float32(-np.inf)), np.nextafter(on, np.float32(np.inf))])
            num[: len(edges), place] = edges
        rows = dataclasses.replace(lender.inputs, num=num)
        result = parity.check(model, onnx_bytes(graph), rows, cut_off=0.3, tolerance=1e-5, seed=7)
        assert result["max_abs_difference"] < 2e-6


def test_a_different_graph_is_refused(lender, models):
    model = models["logistic_regression"]
    other = dataclasses.replace(model, calibrator=calibration.Sigmoid(1.0, model.calibrator.intercept + 0.001))
    with pytest.raises(ParityFailed, match="differ by up to"):
        parity.check(model, onnx_bytes(to_onnx(other)), lender.inputs, cut_off=0.3, tolerance=1e-5, seed=7)


def test_a_decision_that_differs_is_refused(lender, models):
    """A difference far below the tolerance still fails when it changes a decision."""
    model = models["logistic_regression"]
    pd = np.sort(model.predict(lender.inputs))
    slightly = dataclasses.replace(
        model, calibrator=dataclasses.replace(model.calibrator, intercept=model.calibrator.intercept - 5e-6)
    )
    graph = onnx_bytes(to_onnx(slightly))
    with pytest.raises(ParityFailed, match="decide [1-9]"):
        parity.check(model, graph, lender.inputs, cut_off=float(pd[300]), tolerance=1e-5, seed=7)


def test_the_export_states_how_far_a_graph_may_be_off(lender, models):
    model = models["logistic_regression"]
    graph = onnx_bytes(to_onnx(model))
    off = dataclasses.replace(
        model, calibrator=dataclasses.replace(model.calibrator, intercept=model.calibrator.intercept + 0.001)
    )
    assert parity.check(off, graph, lender.inputs, cut_off=2.0, tolerance=0.01, seed=7)["tolerance"] == 0.01
    with pytest.raises(ParityFailed, match="allowed 1e-06"):
        parity.check(off, graph, lender.inputs, cut_off=2.0, tolerance=1e-6, seed=7)


def test_the_same_rows_give_the_same_bytes(lender, models):
    for kind, model in models.items():
        assert onnx_bytes(to_onnx(fit(lender, kind))) == onnx_bytes(to_onnx(model))
