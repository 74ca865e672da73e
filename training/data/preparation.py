"""The matrix that every algorithm learns from, made of the raw features: in numpy and, with the same bits, in ONNX.

Columns of the prepared matrix, in this order: numbers, where the median of the training rows replaces unknown values;
an indicator for each number that is sometimes unknown, where the catalogue asks for one; a one-hot column for each
frequent category. Rare and unseen categories are all zeros: a new category gets what was learned from the rare ones.
Nothing is scaled: an ONNX scaler is an ulp off and would move values across the thresholds of trees.
"""

from dataclasses import dataclass

import numpy as np

from training.data.training_set import Inputs
from training.errors import NoUsableFeature
from training.onnx_graph import GraphBuilder

LARGEST = np.finfo(np.float32).max
"""Replaces infinite numbers (a request's double may be beyond float32), because scikit-learn takes finite ones only."""
MIN_LEVEL_ROWS = 20
MAX_LEVELS = 30


@dataclass(frozen=True)
class Preparation:
    """What was learned from the training rows.

    num_width: columns of `num`. number_columns: int64 [u], those of them that vary; medians: float32 [u].
    indicator_columns: int64 [m], columns of `num` with an indicator.
    levels: for each category feature, the levels that have a one-hot column.
    number_directions: int8 [u], the catalogue's directions of `number_columns`.
    """

    num_width: int
    number_columns: np.ndarray
    medians: np.ndarray
    indicator_columns: np.ndarray
    levels: tuple[tuple[str, ...], ...]
    number_directions: np.ndarray

    @property
    def directions(self) -> np.ndarray:
        """The catalogue's direction of each prepared column, int8 [width]; 0 for indicators and one-hot columns."""
        return np.concatenate([self.number_directions, np.zeros(self.width - len(self.number_columns), np.int8)])

    @property
    def one_hot_widths(self) -> list[int]:
        """One-hot columns of each category feature; they are the last columns of the prepared matrix."""
        return [len(levels) for levels in self.levels]

    @property
    def one_hot_start(self) -> int:
        """Position of the first one-hot column."""
        return len(self.number_columns) + len(self.indicator_columns)

    @property
    def width(self) -> int:
        """Number of prepared columns."""
        return self.one_hot_start + sum(self.one_hot_widths)

    def name_columns(self, num_names: list[str], cat_names: list[str]) -> list[tuple[str, str]]:
        """(name of the prepared column, name of the raw feature that it comes from), in order."""
        numbers = [(num_names[i], num_names[i]) for i in self.number_columns]
        indicators = [(f"{num_names[i]} unknown", num_names[i]) for i in self.indicator_columns]
        one_hot = [
            (f"{name} = {level}", name) for name, levels in zip(cat_names, self.levels, strict=True) for level in levels
        ]
        return numbers + indicators + one_hot

    def transform(self, inputs: Inputs) -> np.ndarray:
        """The prepared matrix in numpy: float32 [rows, width]."""
        prepared = np.empty((len(inputs), self.width), np.float32)
        for column, (source, median) in enumerate(zip(self.number_columns, self.medians, strict=True)):
            values = inputs.num[:, source]
            prepared[:, column] = np.where(np.isnan(values), median, np.clip(values, -LARGEST, LARGEST))
        column = len(self.number_columns)
        for source in self.indicator_columns:
            prepared[:, column] = np.isnan(inputs.num[:, source])
            column += 1
        for j, levels in enumerate(self.levels):
            position_of = {level: position for position, level in enumerate(levels)}
            positions = np.array([position_of.get(level, -1) for level in inputs.levels[j]], np.int64)
            row_positions = positions[inputs.codes[:, j]]
            for position in range(len(levels)):
                prepared[:, column] = row_positions == position
                column += 1
        return prepared

    def emit(self, graph: GraphBuilder) -> str:
        """Adds the same steps to the graph and returns the name of the prepared matrix."""
        parts = []
        if len(self.number_columns):
            values = graph.add_node("Gather", "num", graph.add_constant(self.number_columns, np.int64), axis=1)
            unknown = graph.add_node("IsNaN", values)
            finite = graph.add_node("Clip", values, graph.add_constant(-LARGEST), graph.add_constant(LARGEST))
            parts.append(graph.add_node("Where", unknown, graph.add_constant(self.medians[None]), finite))
        if len(self.indicator_columns):
            values = graph.add_node("Gather", "num", graph.add_constant(self.indicator_columns, np.int64), axis=1)
            parts.append(graph.cast_to_float(graph.add_node("IsNaN", values)))
        for j, levels in enumerate(self.levels):
            if levels:
                parts.append(_emit_one_hot(graph, j, levels))
        return graph.add_node("Concat", *parts, axis=1, name="prepared")


def fit_preparation(inputs: Inputs) -> Preparation:
    """Learns medians, indicators and frequent categories; raises NoUsableFeature when nothing varies."""
    unknown = np.isnan(inputs.num)
    known_rows = (~unknown).sum(axis=0)
    numbers = [j for j in np.flatnonzero(known_rows) if np.nanmin(inputs.num[:, j]) < np.nanmax(inputs.num[:, j])]
    medians = [np.nanmedian(inputs.num[:, j].astype(np.float64)) for j in numbers]
    directions = np.zeros(inputs.num.shape[1], np.int8) if inputs.directions is None else inputs.directions
    preparation = Preparation(
        num_width=inputs.num.shape[1],
        number_columns=np.array(numbers, np.int64),
        medians=np.array(medians, np.float32),
        indicator_columns=np.flatnonzero(inputs.has_indicator & (known_rows > 0) & (known_rows < len(inputs))),
        levels=tuple(_frequent_levels(inputs.codes[:, j], levels) for j, levels in enumerate(inputs.levels)),
        number_directions=directions[np.array(numbers, np.int64)],
    )
    if preparation.width == 0:
        raise NoUsableFeature(
            "every input is unknown or the same in all rows; deliver one that differs between applications"
        )
    return preparation


def _frequent_levels(codes: np.ndarray, levels: tuple[str, ...]) -> tuple[str, ...]:
    """At most MAX_LEVELS levels with at least MIN_LEVEL_ROWS rows each; none when all rows have the same level."""
    rows = np.bincount(codes, minlength=len(levels))
    if np.count_nonzero(rows) < 2:
        return ()
    most_frequent = np.argsort(-rows, kind="stable")[:MAX_LEVELS]
    return tuple(levels[i] for i in sorted(most_frequent) if rows[i] >= MIN_LEVEL_ROWS)


def _emit_one_hot(graph: GraphBuilder, column: int, levels: tuple[str, ...]) -> str:
    text = graph.add_node("Gather", "cat", graph.add_constant([column], np.int64), axis=1)
    position = graph.add_node(
        "LabelEncoder",
        text,
        keys_strings=list(levels),
        values_int64s=list(range(len(levels))),
        default_int64=-1,
    )
    columns = graph.add_constant([range(len(levels))], np.int64)
    return graph.cast_to_float(graph.add_node("Equal", position, columns))
