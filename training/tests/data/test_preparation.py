"""The model matrix: the same bits from numpy and ONNX, named columns, and columns without information left out."""

import numpy as np
import pytest

from training.data.preparation import MAX_LEVELS, fit_preparation
from training.data.training_set import Inputs
from training.errors import NoUsableFeature
from training.export.parity import make_up_rows, open_session
from training.onnx_graph import GraphBuilder


def test_numpy_and_onnx_give_the_same_bits(lender):
    preparation = fit_preparation(lender.inputs)
    graph = GraphBuilder()
    prepared = preparation.emit(graph)
    for output in ("pd", "raw"):
        graph.add_node("ReduceMax", prepared, name=output, axes=[1], keepdims=1)
    model = graph.build(
        num_width=preparation.num_width, cat_width=len(preparation.levels), prepared_width=preparation.width
    )
    session = open_session(model.SerializeToString())
    for rows in (lender.inputs, make_up_rows(lender.inputs, 3)):
        served = session.run(["prepared"], {"num": rows.num, "cat": rows.categories()})[0]
        np.testing.assert_array_equal(served, preparation.transform(rows))


def test_columns_are_named_and_have_their_raw_feature(lender):
    columns = fit_preparation(lender.inputs).name_columns(lender.num_names, lender.cat_names)
    assert columns == [
        *((name, name) for name in ("income", "utilisation", "months_late", "savings")),
        ("income unknown", "income"),
        ("months_late unknown", "months_late"),
        ("purpose = ", "purpose"),
        *((f"purpose = {word}", "purpose") for word in ("car", "house", "travel", "été")),
    ]


def test_columns_without_information_are_left_out(lender):
    """Constant and never known columns, and a level seen once, which counts as unseen."""
    preparation = fit_preparation(lender.inputs)
    assert preparation.width == len(preparation.name_columns(lender.num_names, lender.cat_names)) == 11
    first = preparation.transform(lender.inputs.take(np.array([0])))[0]
    assert first[-5:].tolist() == [0, 0, 0, 0, 0]


def test_the_catalogue_decides_which_numbers_have_an_indicator(lender):
    silent = Inputs(lender.inputs.num, np.zeros(6, bool), lender.inputs.codes, lender.inputs.levels)
    assert len(fit_preparation(silent).indicator_columns) == 0


def test_medians_come_from_the_given_rows_only(lender):
    rows = np.arange(100)
    before = fit_preparation(lender.inputs.take(rows))
    num = lender.inputs.num.copy()
    num[100:] *= 1000
    after = fit_preparation(
        Inputs(num, lender.inputs.has_indicator, lender.inputs.codes, lender.inputs.levels).take(rows)
    )
    np.testing.assert_array_equal(before.medians, after.medians)


def test_nothing_to_learn_from():
    empty = Inputs(np.full((50, 2), np.nan, np.float32), np.ones(2, bool), np.zeros((50, 1), np.int32), (("same",),))
    with pytest.raises(NoUsableFeature):
        fit_preparation(empty)


def test_levels_are_bounded():
    codes = np.repeat(np.arange(100), 30)[:, None].astype(np.int32)
    words = (tuple(f"w{i:03d}" for i in range(100)),)
    many = Inputs(np.zeros((3000, 1), np.float32), np.ones(1, bool), codes, words)
    assert fit_preparation(many).width == MAX_LEVELS
