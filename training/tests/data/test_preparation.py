import numpy as np
import pytest

from training.data import preparation
from training.data.training_set import Inputs
from training.errors import NoUsableFeature
from training.export.parity import inject, open_session
from training.onnx_graph import Graph


def test_both_back_ends_give_the_same_bits(lender):
    prepare = preparation.fit(lender.inputs)
    graph = Graph()
    prepared = prepare.emit(graph)
    for output in ("pd", "raw"):
        graph.node("ReduceMax", prepared, name=output, axes=[1], keepdims=1)
    model = graph.model(prepare.num_width, len(prepare.levels), prepare.width)
    session = open_session(model.SerializeToString())
    for rows in (lender.inputs, inject(lender.inputs, 3)):
        served = session.run(["prepared"], {"num": rows.num, "cat": rows.cat()})[0]
        np.testing.assert_array_equal(served, prepare.transform(rows))


def test_columns_say_what_they_are_and_where_they_come_from(lender):
    columns = preparation.fit(lender.inputs).columns(lender.num_names, lender.cat_names)
    assert columns == [
        *((name, name) for name in ("income", "utilisation", "months_late", "savings")),
        ("income unknown", "income"),
        ("months_late unknown", "months_late"),
        ("purpose = ", "purpose"),
        *((f"purpose = {word}", "purpose") for word in ("car", "house", "travel", "été")),
    ]


def test_what_says_nothing_is_left_out(lender):
    """Constant and never known columns, and a word seen once: it falls into the bucket of unseen words."""
    prepare = preparation.fit(lender.inputs)
    assert prepare.width == len(prepare.columns(lender.num_names, lender.cat_names)) == 11
    first = prepare.transform(lender.inputs.take(np.array([0])))[0]
    assert first[-5:].tolist() == [0, 0, 0, 0, 0]


def test_the_catalogue_says_where_being_unknown_is_information(lender):
    silent = Inputs(lender.inputs.num, np.zeros(6, bool), lender.inputs.codes, lender.inputs.levels)
    assert len(preparation.fit(silent).unknowns) == 0


def test_medians_come_from_the_given_rows_only(lender):
    rows = np.arange(100)
    before = preparation.fit(lender.inputs.take(rows))
    num = lender.inputs.num.copy()
    num[100:] *= 1000
    after = preparation.fit(Inputs(num, lender.inputs.indicated, lender.inputs.codes, lender.inputs.levels).take(rows))
    np.testing.assert_array_equal(before.medians, after.medians)


def test_nothing_to_learn_from():
    empty = Inputs(np.full((50, 2), np.nan, np.float32), np.ones(2, bool), np.zeros((50, 1), np.int32), (("same",),))
    with pytest.raises(NoUsableFeature):
        preparation.fit(empty)


def test_levels_are_bounded():
    codes = np.repeat(np.arange(100), 30)[:, None].astype(np.int32)
    words = (tuple(f"w{i:03d}" for i in range(100)),)
    many = Inputs(np.zeros((3000, 1), np.float32), np.ones(1, bool), codes, words)
    assert preparation.fit(many).width == preparation.MAX_LEVELS
