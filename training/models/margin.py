"""The one form of every fitted model: what it adds up before its link. Graph, reasons and blend read nothing else.

A margin is a base, trees, and parts that add one number for each prepared column. Trees are one TreeEnsembleRegressor.
A single linear part is a Gemm. Any other parts are the graph's output `parts`, what each prepared column adds, and
their sum. https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Literal, Protocol

import numpy as np

from training.data.standardiser import CLIP_DEVIATIONS, Standardiser
from training.models.trees import Tree, add_up_trees, emit_trees
from training.onnx_graph import GraphBuilder

PARTS = "parts"
"""Output of a graph whose margin has additive parts: float32 [N, prepared width]."""


class AdditivePart(Protocol):
    """A part of a margin that is a sum over the prepared columns."""

    def compute(self, prepared: np.ndarray) -> np.ndarray:
        """What each column adds: float64 [rows, width]."""

    def emit(self, graph: GraphBuilder, prepared: str) -> str:
        """Adds the same to the graph; returns the name of float32 [N, width]."""

    def weigh(self, weight: float) -> "AdditivePart":
        """The same part, times a weight."""


@dataclass(frozen=True)
class LinearPart:
    """Weights [width] of the standardised, clipped columns."""

    standardiser: Standardiser
    weights: np.ndarray

    def compute(self, prepared: np.ndarray) -> np.ndarray:
        """What each column adds: float64 [rows, width]."""
        return self.standardiser.transform(prepared) * self.weights.astype(np.float64)

    def emit(self, graph: GraphBuilder, prepared: str) -> str:
        """Adds the same to the graph; returns the name of float32 [N, width]."""
        return graph.add_node("Mul", self._emit_columns(graph, prepared), graph.add_constant(self.weights[None]))

    def emit_sum(self, graph: GraphBuilder, prepared: str, base: float) -> str:
        """Adds the sum of the part and a base as one product; returns the name of float32 [N, 1]."""
        columns, weights = self._emit_columns(graph, prepared), graph.add_constant(self.weights[:, None])
        return graph.add_node("Gemm", columns, weights, graph.add_constant([base]))

    def weigh(self, weight: float) -> "LinearPart":
        """The same part, times a weight."""
        return replace(self, weights=self.weights * weight)

    def _emit_columns(self, graph: GraphBuilder, prepared: str) -> str:
        centred = graph.add_node("Sub", prepared, graph.add_constant(self.standardiser.mean_[None]))
        scaled = graph.add_node("Div", centred, graph.add_constant(self.standardiser.scale_[None]))
        bounds = graph.add_constant(-CLIP_DEVIATIONS), graph.add_constant(CLIP_DEVIATIONS)
        return graph.add_node("Clip", scaled, *bounds)


@dataclass(frozen=True)
class Margin:
    """base + the sum of the trees + the sum of the additive parts, as log-odds or as a probability."""

    base: float
    trees: Sequence[Tree] = ()
    additive: Sequence[AdditivePart] = field(default=())
    scale: Literal["log_odds", "probability"] = "log_odds"

    @property
    def leaves(self) -> int:
        """Leaves of all trees."""
        return sum(int(np.count_nonzero(tree.leaf)) for tree in self.trees)

    def compute(self, prepared: np.ndarray) -> np.ndarray:
        """The margin of rows in numpy: float64 [rows]. Slow for many trees: kinds have their libraries' own."""
        parts = (part.compute(prepared).sum(axis=1) for part in self.additive)
        return sum(parts, self.base + add_up_trees(self.trees, prepared))

    def emit(self, graph: GraphBuilder, prepared: str) -> str:
        """Adds the margin to the graph; returns the name of float32 [N, 1]."""
        if len(self.additive) == 1 and not self.trees and isinstance(self.additive[0], LinearPart):
            return self.additive[0].emit_sum(graph, prepared, self.base)
        if not self.additive:
            return emit_trees(graph, prepared, self.trees, base=self.base)
        parts = _emit_sum(graph, [part.emit(graph, prepared) for part in self.additive])
        total = graph.add_node("ReduceSum", parts, graph.add_constant([1], np.int64), keepdims=1)
        if self.trees:
            return graph.add_node("Add", emit_trees(graph, prepared, self.trees, base=self.base), total)
        return graph.add_node("Add", total, graph.add_constant(self.base))


def weigh_margins(margins: Sequence[Margin], weights: Sequence[float], base: float) -> Margin:
    """Log-odds that are a base and the weighted sum of margins of any scale, as a blend of models adds them up."""
    weighted = list(zip(margins, weights, strict=True))
    return Margin(
        base=base + sum(weight * margin.base for margin, weight in weighted),
        trees=[tree.weigh(weight) for margin, weight in weighted for tree in margin.trees],
        additive=[part.weigh(weight) for margin, weight in weighted for part in margin.additive],
    )


def _emit_sum(graph: GraphBuilder, parts: list[str]) -> str:
    """Adds the graph's output `parts`, the sum of some parts, and returns its name."""
    *others, last = parts
    if not others:
        return graph.add_node("Identity", last, name=PARTS)
    return graph.add_node(
        "Add", reduce(lambda total, part: graph.add_node("Add", total, part), others), last, name=PARTS
    )
