"""The neural additive network (Agarwal et al. 2021): a small ReLU network for each number, one weight for the rest.

The log-odds are a sum of one term for each prepared column, so its reasons are exact: nothing has to be approximated.
A number enters its network as a piecewise-linear encoding (Gorishniy et al. 2022): the share of each segment between
two quantiles that lies below the value. Long tails and special values need no scaling then, values beyond the
training rows count as the nearest end, and all of it exists in ONNX. A column with two values has a single weight.
Several networks, each with its own rows for early stopping, are averaged; side by side they are one wider network.

Prediction needs numpy alone. JAX is imported in `fit` (training/models/neural_additive_training.py).
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin

from training.onnx_graph import GraphBuilder

SEGMENTS = 16
"""A number has at most this many segments, between quantiles of the training rows."""
CHUNK_ROWS = 512
LARGEST = np.finfo(np.float32).max


@dataclass(frozen=True)
class SegmentEncoder:
    """Encodes a column by the share of each of its segments that lies below the value.

    columns: int64 [f], positions in the prepared matrix. lower, widths: float32 [f, segments]. Segments that a column
    lacks begin at the largest float32, so nothing lies in them.
    """

    columns: np.ndarray
    lower: np.ndarray
    widths: np.ndarray

    def encode(self, prepared: np.ndarray) -> np.ndarray:
        """float32 [f, rows, segments], from 0 to 1."""
        values = prepared[:, self.columns].T[:, :, None]
        with np.errstate(over="ignore"):  # a share beyond float32 is clipped like every other above 1
            return np.clip((values - self.lower[:, None]) / self.widths[:, None], np.float32(0), np.float32(1))

    def emit(self, graph: GraphBuilder, transposed: str) -> str:
        """Adds the same steps; `transposed` is the prepared matrix as [width, N, 1]."""
        values = graph.add_node("Gather", transposed, graph.add_constant(self.columns, np.int64), axis=0)
        offset = graph.add_node("Sub", values, graph.add_constant(self.lower[:, None]))
        shares = graph.add_node("Div", offset, graph.add_constant(self.widths[:, None]))
        return graph.add_node("Clip", shares, graph.add_constant(0.0), graph.add_constant(1.0))


@dataclass(frozen=True)
class NeuralPart:
    """What each prepared column adds to the log-odds.

    numbers: columns with a network: hidden_weights [f, segments, hidden], hidden_biases [f, 1, hidden], and
    output_weights [f, hidden, 1]. steps: columns with one weight: step_weights [s, 1, 1]. All float32. Columns in
    neither are constant and add nothing. factor: multiplies all of it.
    """

    width: int
    numbers: SegmentEncoder
    hidden_weights: np.ndarray
    hidden_biases: np.ndarray
    output_weights: np.ndarray
    steps: SegmentEncoder
    step_weights: np.ndarray
    factor: float = 1.0

    def compute(self, prepared: np.ndarray) -> np.ndarray:
        """What each column adds: float64 [rows, width], from float32 as the graph has it."""
        parts = np.zeros((len(prepared), self.width))
        for start in range(0, len(prepared), CHUNK_ROWS):
            rows = prepared[start : start + CHUNK_ROWS]
            chunk = parts[start : start + CHUNK_ROWS]
            if len(self.numbers.columns):
                hidden = np.matmul(self.numbers.encode(rows), self.hidden_weights) + self.hidden_biases
                chunk[:, self.numbers.columns] = np.matmul(np.maximum(hidden, 0), self.output_weights)[:, :, 0].T
            if len(self.steps.columns):
                chunk[:, self.steps.columns] = (self.steps.encode(rows) * self.step_weights)[:, :, 0].T
        return parts * self.factor

    def weigh(self, weight: float) -> "NeuralPart":
        """The same part, times a weight."""
        return replace(self, factor=self.factor * weight)

    def emit(self, graph: GraphBuilder, prepared: str) -> str:
        """Adds the same to the graph; returns the name of float32 [N, width]."""
        transposed = graph.add_node(
            "Unsqueeze", graph.add_node("Transpose", prepared, perm=[1, 0]), graph.add_constant([2], np.int64)
        )
        columns, terms = [], []
        if len(self.numbers.columns):
            encoded = self.numbers.emit(graph, transposed)
            product = graph.add_node("MatMul", encoded, graph.add_constant(self.hidden_weights))
            hidden = graph.add_node("Relu", graph.add_node("Add", product, graph.add_constant(self.hidden_biases)))
            terms.append(graph.add_node("MatMul", hidden, graph.add_constant(self.output_weights * self.factor)))
            columns.append(self.numbers.columns)
        if len(self.steps.columns):
            weights = graph.add_constant(self.step_weights * self.factor)
            terms.append(graph.add_node("Mul", self.steps.emit(graph, transposed), weights))
            columns.append(self.steps.columns)
        constant = np.setdiff1d(np.arange(self.width), np.concatenate([*columns, np.empty(0, np.int64)]))
        if len(constant):
            same = graph.add_node("Gather", transposed, graph.add_constant(constant, np.int64), axis=0)
            terms.append(graph.add_node("Sub", same, same))
            columns.append(constant)
        joined = graph.add_node("Concat", *terms, axis=0) if len(terms) > 1 else terms[0]
        order = np.argsort(np.concatenate(columns))
        in_order = graph.add_node("Gather", joined, graph.add_constant(order, np.int64), axis=0)
        flat = graph.add_node("Squeeze", in_order, graph.add_constant([2], np.int64))
        return graph.add_node("Transpose", flat, perm=[1, 0])


class NeuralAdditiveNetwork(ClassifierMixin, BaseEstimator):
    """A classifier of the prepared matrix.

    members: networks that are averaged. hidden: units of each. penalty: ridge penalty of all weights, as if each had a
    normal prior with variance 1 / penalty. dropout: share of units left out in a step; column_dropout: share of
    columns. directions: int8 [width], 1 = the log-odds never fall with the column, -1 = they never rise, 0 = free;
    None = all are free.
    """

    def __init__(
        self,
        *,
        hidden: int = 16,
        members: int = 4,
        learning_rate: float = 0.01,
        penalty: float = 3.0,
        dropout: float = 0.1,
        column_dropout: float = 0.05,
        directions: np.ndarray | None = None,
        random_state: int = 0,
    ):
        self.hidden = hidden
        self.members = members
        self.learning_rate = learning_rate
        self.penalty = penalty
        self.dropout = dropout
        self.column_dropout = column_dropout
        self.directions = directions
        self.random_state = random_state

    def fit(self, prepared: np.ndarray, defaulted: np.ndarray) -> "NeuralAdditiveNetwork":
        """Trains all members at once. The same rows, settings and seed give the same weights on one machine."""
        from training.models.neural_additive_training import train_members  # imports JAX, which takes seconds

        self.classes_ = np.array([0, 1])
        numbers, steps = fit_encoders(prepared)
        self.part_, self.bias_ = train_members(self, numbers, steps, prepared, defaulted)
        return self

    def decision_function(self, prepared: np.ndarray) -> np.ndarray:
        """Log-odds, float64 [rows]."""
        return self.part_.compute(prepared).sum(axis=1) + self.bias_

    def predict_proba(self, prepared: np.ndarray) -> np.ndarray:
        """Probability of each class, float64 [rows, 2]."""
        share = expit(self.decision_function(prepared))
        return np.column_stack([1 - share, share])

    def predict(self, prepared: np.ndarray) -> np.ndarray:
        """1 where the log-odds are not below 0."""
        return (self.decision_function(prepared) >= 0).astype(np.int8)


def fit_encoders(prepared: np.ndarray) -> tuple[SegmentEncoder, SegmentEncoder]:
    """Encoders of the columns with more than two values, and of those with two."""
    knots = [_find_knots(column) for column in prepared.T]
    several = np.array([j for j, ends in enumerate(knots) if len(ends) > 2], np.int64)
    two = np.array([j for j, ends in enumerate(knots) if len(ends) == 2], np.int64)
    return _build_encoder(several, knots, SEGMENTS), _build_encoder(two, knots, 1)


def _find_knots(values: np.ndarray) -> np.ndarray:
    """Ends of the segments, float32, ascending: all values where they are few, else quantiles without repetitions."""
    quantiles = np.quantile(values, np.linspace(0, 1, SEGMENTS + 1), method="inverted_cdf")
    knots = np.unique(quantiles.astype(np.float32))
    if len(knots) <= SEGMENTS and len(distinct := np.unique(values)) <= SEGMENTS + 1:
        return distinct
    return knots


def _build_encoder(columns: np.ndarray, knots: list[np.ndarray], segments: int) -> SegmentEncoder:
    lower = np.full((len(columns), segments), LARGEST, np.float32)
    widths = np.ones((len(columns), segments), np.float32)
    for row, column in enumerate(columns):
        ends = knots[column].astype(np.float64)
        lower[row, : len(ends) - 1] = ends[:-1]
        widths[row, : len(ends) - 1] = np.minimum(np.diff(ends), LARGEST)
    return SegmentEncoder(columns, lower, widths)
