"""The one form of every model: graph, numpy and libraries agree, also where trees and additive parts add up."""

from types import SimpleNamespace

import numpy as np
import pytest

from training.data.preparation import fit_preparation
from training.data.standardiser import Standardiser
from training.evaluation.importance import _compute_shap_values
from training.export.parity import make_up_rows, open_session
from training.models.kinds import KINDS
from training.models.kinds.kind import measure_shape
from training.models.margin import LinearPart, Margin, weigh_margins
from training.models.specification import ModelSpecification
from training.onnx_graph import GraphBuilder


@pytest.fixture(scope="module")
def fitted(lender):
    """The preparation, the prepared matrix with extreme rows, and each kind's estimator."""
    preparation = fit_preparation(lender.inputs)
    prepared = preparation.transform(lender.inputs)

    def fit(kind: str):
        start, *_ = KINDS[kind].list_starts(measure_shape(lender.inputs, lender.defaulted))
        return ModelSpecification(kind, start).build(7, preparation).fit(prepared, lender.defaulted)

    rows = np.vstack([prepared, preparation.transform(make_up_rows(lender.inputs, 3))])
    return SimpleNamespace(preparation=preparation, rows=rows, models={kind: fit(kind) for kind in KINDS})


def read(fitted, kind: str) -> Margin:
    return KINDS[kind].read_margin(fitted.models[kind])


def run_graph(preparation, margin: Margin, inputs):
    """(margin [rows], parts [rows, width] or None) of the graph."""
    graph = GraphBuilder()
    output = margin.emit(graph, preparation.emit(graph))
    for name in ("raw", "pd"):
        graph.add_node("Identity", output, name=name)
    sizes = {"num_width": preparation.num_width, "cat_width": max(1, len(preparation.levels))}
    model = graph.build(**sizes, prepared_width=preparation.width)
    names = [value.name for value in model.graph.output]
    feed = {"num": inputs.num, "cat": inputs.categories()}
    outputs = dict(zip(names, open_session(model.SerializeToString()).run(names, feed), strict=True))
    return outputs["raw"][:, 0], outputs.get("parts")


@pytest.mark.parametrize("kind", KINDS)
def test_the_margin_is_what_the_library_adds_up(fitted, kind):
    margin, theirs = read(fitted, kind), KINDS[kind].predict_margin(fitted.models[kind], fitted.rows)
    assert margin.scale == KINDS[kind].scale
    np.testing.assert_allclose(margin.compute(fitted.rows), theirs, atol=1e-5)


def test_a_weighted_sum_of_all_kinds_is_one_ensemble_and_one_output_of_parts(lender, fitted):
    margins = [read(fitted, kind) for kind in KINDS]
    weights = np.linspace(0.2, 0.9, len(margins))
    blend = weigh_margins(margins, weights, base=-0.5)
    expected = sum(w * margin.compute(fitted.rows[:600]) for w, margin in zip(weights, margins, strict=True)) - 0.5
    np.testing.assert_allclose(blend.compute(fitted.rows[:600]), expected, atol=1e-9)
    assert {tree.strict for tree in blend.trees} == {False, True}
    assert blend.scale == "log_odds"
    outputs, parts = run_graph(fitted.preparation, blend, lender.inputs)
    np.testing.assert_allclose(outputs, expected, atol=2e-5)
    np.testing.assert_allclose(parts, sum(p.compute(fitted.rows[:600]) for p in blend.additive), atol=2e-6)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_parts_without_trees_add_up_too(lender, fitted, count):
    part = read(fitted, "logistic_regression").additive[0]
    parts = [part, *(LinearPart(Standardiser().fit(fitted.rows[:9]), part.weights * 2) for _ in range(count - 1))]
    margin = Margin(base=-1.5, additive=parts)
    outputs, columns = run_graph(fitted.preparation, margin, lender.inputs)
    np.testing.assert_allclose(outputs, margin.compute(fitted.rows[:600]), atol=2e-5)
    assert (columns is None) == (count == 1)  # a linear part alone is a product


def test_values_of_a_sum_are_the_sums_of_the_values(fitted):
    rows, background = fitted.rows[:20], fitted.rows[100:130]
    kinds = ("logistic_regression", "random_forest", "xgboost")
    margins, weights = [read(fitted, kind) for kind in kinds], (0.3, 2.0, 0.5)
    values, base = _compute_shap_values(weigh_margins(margins, weights, base=0.25), rows, background)
    alone = [_compute_shap_values(margin, rows, background) for margin in margins]
    np.testing.assert_allclose(values, sum(w * v for w, (v, _) in zip(weights, alone, strict=True)), atol=1e-6)
    assert base == pytest.approx(0.25 + sum(w * b for w, (_, b) in zip(weights, alone, strict=True)), abs=1e-6)
