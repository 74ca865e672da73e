"""From raw features to the matrix every candidate learns from: one definition, two back-ends (numpy float32 and ONNX).

Columns of the prepared matrix, in this order: numbers with unknown replaced by the median of the training rows; an
indicator per number that is sometimes unknown, where the catalogue asks for one; a one-hot column per frequent
category. Rare and unseen categories are all zeros, so the bucket that a new category falls into was learned from.
Nothing is scaled: an ONNX scaler is an ulp off and would move values across the trees' thresholds.
"""

from dataclasses import dataclass

import numpy as np

from training.data.training_set import Inputs
from training.errors import NoUsableFeature
from training.onnx_graph import Graph

LARGEST = np.finfo(np.float32).max
"""Infinite numbers (a request's double may be beyond float32) count as this: scikit-learn takes finite ones only."""
MIN_LEVEL_ROWS = 20
MAX_LEVELS = 30


@dataclass(frozen=True)
class Preparation:
    """What was learned from the training rows.

    num_width: columns of `num`. numbers: int64 [u], those of them that vary; medians: float32 [u].
    unknowns: int64 [m], columns of `num` with an indicator. levels: a category feature's words with a one-hot column.
    number_directions: int8 [u], the catalogue's directions of `numbers`.
    """

    num_width: int
    numbers: np.ndarray
    medians: np.ndarray
    unknowns: np.ndarray
    levels: tuple[tuple[str, ...], ...]
    number_directions: np.ndarray

    @property
    def directions(self) -> np.ndarray:
        """The catalogue's direction of each prepared column, int8 [width]; 0 for indicators and one-hot columns."""
        return np.concatenate([self.number_directions, np.zeros(self.width - len(self.numbers), np.int8)])

    @property
    def groups(self) -> list[int]:
        """Sizes of the one-hot groups, one a category feature; they are the last columns of the prepared matrix."""
        return [len(words) for words in self.levels]

    @property
    def width(self) -> int:
        """Number of prepared columns."""
        return len(self.numbers) + len(self.unknowns) + sum(self.groups)

    def columns(self, num_names: list[str], cat_names: list[str]) -> list[tuple[str, str]]:
        """(name of the prepared column, name of the raw feature it comes from), in order."""
        numbers = [(num_names[i], num_names[i]) for i in self.numbers]
        unknowns = [(f"{num_names[i]} unknown", num_names[i]) for i in self.unknowns]
        words = [(f"{name} = {w}", name) for name, ws in zip(cat_names, self.levels, strict=True) for w in ws]
        return numbers + unknowns + words

    def transform(self, inputs: Inputs) -> np.ndarray:
        """numpy back-end: float32 [rows, width]."""
        prepared = np.empty((len(inputs), self.width), np.float32)
        for column, (place, median) in enumerate(zip(self.numbers, self.medians, strict=True)):
            values = inputs.num[:, place]
            prepared[:, column] = np.where(np.isnan(values), median, np.clip(values, -LARGEST, LARGEST))
        column = len(self.numbers)
        for place in self.unknowns:
            prepared[:, column] = np.isnan(inputs.num[:, place])
            column += 1
        for j, words in enumerate(self.levels):
            place = {word: position for position, word in enumerate(words)}
            positions = np.array([place.get(word, -1) for word in inputs.levels[j]], np.int64)[inputs.codes[:, j]]
            for position in range(len(words)):
                prepared[:, column] = positions == position
                column += 1
        return prepared

    def emit(self, graph: Graph) -> str:
        """ONNX back-end: adds the same steps to the graph and gives the name of the prepared matrix."""
        parts = []
        if len(self.numbers):
            values = graph.node("Gather", "num", graph.constant(self.numbers, np.int64), axis=1)
            unknown = graph.node("IsNaN", values)
            finite = graph.node("Clip", values, graph.constant(-LARGEST), graph.constant(LARGEST))
            parts.append(graph.node("Where", unknown, graph.constant(self.medians[None]), finite))
        if len(self.unknowns):
            values = graph.node("Gather", "num", graph.constant(self.unknowns, np.int64), axis=1)
            parts.append(graph.to_float(graph.node("IsNaN", values)))
        for j, words in enumerate(self.levels):
            if words:
                parts.append(_emit_one_hot(graph, j, words))
        return graph.node("Concat", *parts, axis=1, name="prepared")


def fit(inputs: Inputs) -> Preparation:
    """Learns medians, indicators and frequent categories; raises NoUsableFeature when nothing varies."""
    unknown = np.isnan(inputs.num)
    known_rows = (~unknown).sum(axis=0)
    numbers = [j for j in np.flatnonzero(known_rows) if np.nanmin(inputs.num[:, j]) < np.nanmax(inputs.num[:, j])]
    medians = [np.nanmedian(inputs.num[:, j].astype(np.float64)) for j in numbers]
    directions = np.zeros(inputs.num.shape[1], np.int8) if inputs.directions is None else inputs.directions
    levels = tuple(_frequent(inputs.codes[:, j], words) for j, words in enumerate(inputs.levels))
    preparation = Preparation(
        num_width=inputs.num.shape[1],
        numbers=np.array(numbers, np.int64),
        medians=np.array(medians, np.float32),
        unknowns=np.flatnonzero(inputs.indicated & (known_rows > 0) & (known_rows < len(inputs))),
        levels=levels,
        number_directions=directions[np.array(numbers, np.int64)],
    )
    if preparation.width == 0:
        raise NoUsableFeature("every feature is unknown or the same in all rows")
    return preparation


def _frequent(codes: np.ndarray, words: tuple[str, ...]) -> tuple[str, ...]:
    """At most MAX_LEVELS words with at least MIN_LEVEL_ROWS rows each; none when all rows have the same word."""
    rows = np.bincount(codes, minlength=len(words))
    if np.count_nonzero(rows) < 2:
        return ()
    most = np.argsort(-rows, kind="stable")[:MAX_LEVELS]
    return tuple(words[i] for i in sorted(most) if rows[i] >= MIN_LEVEL_ROWS)


def _emit_one_hot(graph: Graph, column: int, words: tuple[str, ...]) -> str:
    word = graph.node("Gather", "cat", graph.constant([column], np.int64), axis=1)
    position = graph.node(
        "LabelEncoder", word, keys_strings=list(words), values_int64s=list(range(len(words))), default_int64=-1
    )
    return graph.to_float(graph.node("Equal", position, graph.constant([range(len(words))], np.int64)))
