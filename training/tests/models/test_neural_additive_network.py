"""The neural additive network: its graph, its reasons, its directions, and odd matrices."""

import numpy as np
import onnx
import pytest
from sklearn.metrics import roc_auc_score

from training.data.preparation import fit_preparation
from training.evaluation.importance import _compute_shap_values
from training.export.parity import open_session
from training.models.margin import Margin
from training.models.neural_additive_network import CHUNK_ROWS, NeuralAdditiveNetwork, NeuralPart
from training.onnx_graph import GraphBuilder

FEW_ROWS = 400


def make_matrix(rows: int = FEW_ROWS, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """A wave, an amount of money, a rare value, a flag, three levels and a constant; the wave and the flag count."""
    random = np.random.default_rng(seed)
    wave, level = random.uniform(-3, 3, rows), random.integers(0, 3, rows)
    flag = random.integers(0, 2, rows)
    columns = [wave, random.lognormal(9, 2, rows), np.where(random.random(rows) < 0.05, -999.0, 1.0) * level, flag]
    matrix = np.column_stack([*columns, *(level == i for i in range(3)), np.full(rows, 7.0)]).astype(np.float32)
    log_odds = 2 * np.cos(2 * wave) + flag - 1
    return matrix, (random.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(np.int8)


@pytest.fixture(scope="module")
def fitted() -> NeuralAdditiveNetwork:
    matrix, defaulted = make_matrix()
    return NeuralAdditiveNetwork(random_state=3).fit(matrix, defaulted)


def make_extreme_rows() -> np.ndarray:
    """Rows of the lender, then values far away, at the ends of float32, and between all."""
    matrix, _ = make_matrix(CHUNK_ROWS + 50, seed=2)
    largest = np.finfo(np.float32).max
    extremes = np.array([0, 1, -1, 1e-38, -1e-38, 1e30, -1e30, largest, -largest], np.float32)
    return np.vstack([matrix, np.repeat(extremes[:, None], matrix.shape[1], axis=1)])


def compute_reference(part: NeuralPart, prepared: np.ndarray) -> np.ndarray:
    """What each column adds, row by row in float64, from the definition."""
    parts = np.zeros(prepared.shape)
    for i, column in enumerate(part.numbers.columns):
        for row, value in enumerate(prepared[:, column].astype(np.float64)):
            shares = np.clip((value - part.numbers.lower[i]) / part.numbers.widths[i].astype(np.float64), 0, 1)
            hidden = np.maximum(shares @ part.hidden_weights[i].astype(np.float64) + part.hidden_biases[i, 0], 0)
            parts[row, column] = hidden @ part.output_weights[i, :, 0].astype(np.float64)
    for i, column in enumerate(part.steps.columns):
        offset = prepared[:, column].astype(np.float64) - part.steps.lower[i, 0]
        parts[:, column] = np.clip(offset / part.steps.widths[i, 0], 0, 1) * part.step_weights[i, 0, 0]
    return parts


def run_graph(margin: Margin, prepared: np.ndarray) -> tuple[onnx.ModelProto, np.ndarray, np.ndarray]:
    """The graph, its margins [rows] and its parts, with the number input as the prepared matrix."""
    graph = GraphBuilder()
    matrix = graph.add_node("Identity", "num", name="prepared")
    output = margin.emit(graph, matrix)
    for name in ("raw", "pd"):
        graph.add_node("Identity", output, name=name)
    width = prepared.shape[1]
    model = graph.build(num_width=width, cat_width=1, prepared_width=width)
    feed = {"num": prepared, "cat": np.full((len(prepared), 1), "", object)}
    raw, parts = open_session(model.SerializeToString()).run(["raw", "parts"], feed)
    return model, raw[:, 0], parts


def test_a_wave_is_learned_where_a_line_finds_nothing(fitted):
    matrix, defaulted = make_matrix(2_000, seed=5)
    assert roc_auc_score(defaulted, fitted.decision_function(matrix)) > 0.75
    assert abs(roc_auc_score(defaulted, matrix[:, 0]) - 0.5) < 0.1


def test_the_graph_adds_the_same_parts_at_extreme_values(fitted):
    rows = make_extreme_rows()
    margin = Margin(base=fitted.bias_, additive=[fitted.part_])
    _, raw, parts = run_graph(margin, rows)
    np.testing.assert_allclose(parts, compute_reference(fitted.part_, rows), atol=1e-6)
    np.testing.assert_allclose(parts, fitted.part_.compute(rows), atol=1e-6)
    np.testing.assert_allclose(raw, fitted.decision_function(rows), atol=2e-6)
    assert (parts[:, -1] == 0).all()  # a constant column adds nothing, whatever comes later


def test_the_graph_has_standard_operators_alone(fitted):
    model, *_ = run_graph(Margin(base=0.0, additive=[fitted.part_]), make_extreme_rows()[:2])
    assert {node.domain for node in model.graph.node} == {""}


def test_reasons_are_the_parts_less_their_means_over_the_background(fitted):
    rows, background = make_extreme_rows()[-60:], make_extreme_rows()[:40]
    values, base = _compute_shap_values(Margin(base=fitted.bias_, additive=[fitted.part_]), rows, background)
    means = compute_reference(fitted.part_, background).mean(axis=0)
    np.testing.assert_allclose(values, compute_reference(fitted.part_, rows) - means, atol=1e-6)
    assert base == pytest.approx(fitted.bias_ + means.sum(), abs=1e-6)


def test_a_weighted_part_adds_as_much_more(fitted):
    rows = make_extreme_rows()
    np.testing.assert_allclose(fitted.part_.weigh(0.3).compute(rows), 0.3 * fitted.part_.compute(rows), atol=1e-6)


def test_the_same_seed_gives_the_same_weights_and_another_one_others(fitted):
    matrix, defaulted = make_matrix()
    again, other = (NeuralAdditiveNetwork(random_state=seed).fit(matrix, defaulted) for seed in (3, 4))
    np.testing.assert_array_equal(again.part_.hidden_weights, fitted.part_.hidden_weights)
    assert again.bias_ == fitted.bias_
    assert not np.array_equal(other.part_.hidden_weights, fitted.part_.hidden_weights)


@pytest.mark.parametrize("direction", [1, -1])
def test_directions_bind(direction):
    matrix, defaulted = make_matrix()
    directions = np.full(matrix.shape[1], direction, np.int8)
    network = NeuralAdditiveNetwork(directions=directions, random_state=3).fit(matrix, defaulted)
    for column in range(matrix.shape[1]):
        rows = np.repeat(matrix[:1], 200, axis=0)
        rows[:, column] = np.linspace(matrix[:, column].min() - 1, matrix[:, column].max() + 1, 200)
        assert (np.diff(network.decision_function(rows)) * direction >= -1e-6).all()
    assert np.ptp(network.decision_function(matrix)) > 0.1


def test_the_bound_network_still_follows_what_the_directions_allow():
    random = np.random.default_rng(4)
    matrix = random.uniform(0, 1, (800, 2)).astype(np.float32)
    defaulted = (random.random(800) < np.where(matrix[:, 0] > 0.6, 0.7, 0.1)).astype(np.int8)
    network = NeuralAdditiveNetwork(directions=np.array([1, 0], np.int8), random_state=3).fit(matrix, defaulted)
    low, middle, high = network.decision_function(np.array([[0.1, 0.5], [0.5, 0.5], [0.9, 0.5]], np.float32))
    assert high - middle > 1.5
    assert middle - low < 1.0


@pytest.mark.parametrize(
    "columns",
    [[0], [3], [7], [4, 5, 6], [7, 3], [0, 1, 2]],
    ids=["one number", "one flag", "nothing varies", "a category alone", "a constant and a flag", "numbers alone"],
)
@pytest.mark.parametrize("rows", [50])
def test_odd_matrices_train_and_agree_with_their_graphs(columns, rows):
    matrix, defaulted = make_matrix(rows)
    matrix = np.ascontiguousarray(matrix[:, columns])
    network = NeuralAdditiveNetwork(random_state=3).fit(matrix, defaulted)
    extreme = np.ascontiguousarray(make_extreme_rows()[:, columns])
    _, raw, parts = run_graph(Margin(base=network.bias_, additive=[network.part_]), extreme)
    assert np.isfinite(parts).all()
    np.testing.assert_allclose(raw, network.decision_function(extreme), atol=2e-6)


def test_one_default_is_enough_to_train():
    matrix, _ = make_matrix(60)
    network = NeuralAdditiveNetwork().fit(matrix, (np.arange(60) == 7).astype(np.int8))
    assert np.isfinite(network.predict_proba(matrix)).all()


@pytest.mark.filterwarnings("error")
def test_values_at_the_ends_of_float32_are_learned_as_they_are_predicted():
    """The reciprocal of their distance is 0 in XLA."""
    random = np.random.default_rng(6)
    largest = np.finfo(np.float32).max
    matrix = random.choice(np.array([-largest, 0, 1, largest], np.float32), (600, 1))
    defaulted = (random.random(600) < np.where(np.isin(matrix[:, 0], [0, largest]), 0.8, 0.2)).astype(np.int8)
    network = NeuralAdditiveNetwork(random_state=3).fit(matrix, defaulted)
    lowest, zero, one, highest = network.predict_proba(np.array([[-largest], [0], [1], [largest]], np.float32))[:, 1]
    assert min(zero, highest) - max(lowest, one) > 0.4


@pytest.mark.filterwarnings("error")
def test_a_network_that_diverges_adds_nothing_but_the_base_rate():
    matrix, defaulted = make_matrix()
    network = NeuralAdditiveNetwork(learning_rate=1e30, random_state=3).fit(matrix, defaulted)
    np.testing.assert_allclose(network.predict_proba(matrix)[:, 1], defaulted.mean(), atol=1e-6)


def test_the_made_up_lender_has_numbers_and_levels(lender):
    preparation = fit_preparation(lender.inputs)
    network = NeuralAdditiveNetwork().fit(preparation.transform(lender.inputs), lender.defaulted)
    covered = np.concatenate([network.part_.numbers.columns, network.part_.steps.columns])
    assert sorted(covered) == list(range(preparation.width))
    assert network.part_.steps.columns.max() == preparation.width - 1
