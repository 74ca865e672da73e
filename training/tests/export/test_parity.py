"""Every kind and both calibrators: graph and Python agree, for known, unknown and unseen values."""

import copy
import dataclasses

import numpy as np
import onnx
import pytest

from training.data.training_set import Inputs
from training.errors import ParityFailed
from training.export.onnx_model import build_onnx_model, serialise
from training.export.parity import check_parity, make_up_rows, open_session
from training.models.calibration import Sigmoid, fit_isotonic, fit_sigmoid
from training.models.fitted_model import FittedModel
from training.models.kinds import KINDS
from training.models.kinds.kind import measure_shape
from training.models.specification import ModelSpecification, predict_raw_output
from training.selection.final_fit import fit_on_all_rows


def fit(data, kind: str, smote=False) -> FittedModel:
    """The model of an algorithm with its default settings."""
    settings = KINDS[kind].list_starts(measure_shape(data.inputs, data.defaulted))[0]
    specification = ModelSpecification(kind, settings, smote=smote)
    preparation, estimator, _ = fit_on_all_rows(data.inputs, data.defaulted, 7, specification)
    raw = predict_raw_output(estimator, preparation.transform(data.inputs))
    return FittedModel(kind, preparation, estimator, fit_sigmoid(raw, data.defaulted))


@pytest.fixture(scope="module")
def models(lender) -> dict[str, FittedModel]:
    """Every kind fitted once, sigmoid calibration."""
    return {kind: fit(lender, kind) for kind in KINDS}


@pytest.mark.parametrize("fit_calibration", [fit_sigmoid, fit_isotonic])
@pytest.mark.parametrize("kind", KINDS)
def test_every_row_agrees(lender, models, kind, fit_calibration):
    model = models[kind]
    raw = predict_raw_output(model.estimator, model.preparation.transform(lender.inputs))
    model = dataclasses.replace(model, calibrator=fit_calibration(raw, lender.defaulted))
    result = check_parity(model, serialise(build_onnx_model(model)), lender.inputs, cut_off=0.3, tolerance=1e-5, seed=7)
    assert result["rows"] == result["injected_rows"] == 600
    assert result["max_abs_difference"] < 2e-6
    assert result["decision_flips"] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_flat_calibration_agrees_where_raw_scores_are_nearly_one(lender, models, kind):
    """A tenth of the log-odds: 0.99999 and 0.999999 differ much in PD, and by one bit of a float32 in raw output."""
    flat = dataclasses.replace(models[kind], calibrator=Sigmoid(0.1, 0.0))
    if kind == "logistic_regression":
        flat = dataclasses.replace(flat, estimator=copy.deepcopy(flat.estimator))
        flat.estimator[-1].coef_ *= 8  # its log-odds go to 13 then
    result = check_parity(flat, serialise(build_onnx_model(flat)), lender.inputs, cut_off=0.3, tolerance=1e-5, seed=7)
    assert result["max_abs_difference"] < 2e-6


@pytest.mark.parametrize("kind", KINDS)
def test_raw_and_prepared_agree_too(lender, kind):
    model = fit(lender, kind, smote=True)
    session = open_session(serialise(build_onnx_model(model)))
    rows = make_up_rows(lender.inputs, 4)
    raw, prepared = session.run(["raw", "prepared"], {"num": rows.num, "cat": rows.categories()})
    np.testing.assert_array_equal(prepared, model.preparation.transform(rows))
    np.testing.assert_allclose(raw[:, 0], predict_raw_output(model.estimator, prepared), atol=2e-6)


def test_works_without_categories(lender):
    numbers = Inputs(lender.inputs.num, lender.inputs.has_indicator, lender.inputs.codes[:, :0], ())
    model = fit(dataclasses.replace(lender, inputs=numbers), "xgboost")
    graph = build_onnx_model(model)
    assert [d.dim_value for d in graph.graph.input[1].type.tensor_type.shape.dim] == [0, 1]
    assert check_parity(model, serialise(graph), numbers, cut_off=0.3, tolerance=1e-5, seed=7)["decision_flips"] == 0


def test_the_graph_is_what_serving_expects(models):
    graph = build_onnx_model(models["xgboost"])
    assert graph.ir_version == 8
    assert {entry.domain: entry.version for entry in graph.opset_import} == {"": 17, "ai.onnx.ml": 3}
    assert [value.name for value in graph.graph.input] == ["num", "cat"]
    assert [value.name for value in graph.graph.output] == ["pd", "raw", "prepared"]


def test_trees_are_one_operator(models):
    for kind in set(models) - {"logistic_regression", "neural_additive"}:
        nodes = [node.op_type for node in build_onnx_model(models[kind]).graph.node]
        assert nodes.count("TreeEnsembleRegressor") == 1


def test_a_value_on_a_threshold_goes_the_same_way(lender, models):
    """Rows at the thresholds of the trees, where float32 and float64 differ."""
    for kind in set(models) - {"logistic_regression", "neural_additive"}:
        model = models[kind]
        graph = build_onnx_model(model)
        node = next(n for n in graph.graph.node if n.op_type == "TreeEnsembleRegressor")
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        column, values = np.array(attributes["nodes_featureids"]), np.array(attributes["nodes_values"], np.float32)
        num = np.repeat(lender.inputs.num[:1], 600, axis=0)
        for j, source in enumerate(model.preparation.number_columns):
            thresholds = np.unique(values[column == j])[:200]
            edges = np.concatenate(
                [thresholds, *(np.nextafter(thresholds, np.float32(end)) for end in (-np.inf, np.inf))]
            )
            num[: len(edges), source] = edges
        rows = dataclasses.replace(lender.inputs, num=num)
        result = check_parity(model, serialise(graph), rows, cut_off=0.3, tolerance=1e-5, seed=7)
        assert result["max_abs_difference"] < 2e-6


def test_a_different_graph_is_refused(lender, models):
    model = models["logistic_regression"]
    other = dataclasses.replace(model, calibrator=Sigmoid(1.0, model.calibrator.intercept + 0.001))
    with pytest.raises(ParityFailed, match="differ by up to"):
        check_parity(model, serialise(build_onnx_model(other)), lender.inputs, cut_off=0.3, tolerance=1e-5, seed=7)


def test_a_decision_that_differs_is_refused(lender, models):
    """A difference far below the tolerance still fails when it changes a decision."""
    model = models["logistic_regression"]
    pd = np.sort(model.predict(lender.inputs))
    slightly = dataclasses.replace(
        model, calibrator=dataclasses.replace(model.calibrator, intercept=model.calibrator.intercept - 5e-6)
    )
    graph = serialise(build_onnx_model(slightly))
    with pytest.raises(ParityFailed, match="decide [1-9]"):
        check_parity(model, graph, lender.inputs, cut_off=float(pd[300]), tolerance=1e-5, seed=7)


def test_the_export_states_how_far_a_graph_may_be_off(lender, models):
    model = models["logistic_regression"]
    graph = serialise(build_onnx_model(model))
    off = dataclasses.replace(
        model, calibrator=dataclasses.replace(model.calibrator, intercept=model.calibrator.intercept + 0.001)
    )
    assert check_parity(off, graph, lender.inputs, cut_off=2.0, tolerance=0.01, seed=7)["tolerance"] == 0.01
    with pytest.raises(ParityFailed, match="allowed 1e-06"):
        check_parity(off, graph, lender.inputs, cut_off=2.0, tolerance=1e-6, seed=7)


def test_the_same_rows_give_the_same_bytes(lender, models):
    for kind, model in models.items():
        assert serialise(build_onnx_model(fit(lender, kind))) == serialise(build_onnx_model(model))
