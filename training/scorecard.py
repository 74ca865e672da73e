"""A weight-of-evidence scorecard: monotone bins, points per bin, added up (Siddiqi 2006; Anderson 2007).

A number is cut at its quantiles; neighbouring cuts are pooled until the default rate only rises or only falls (pooled
adjacent violators), in the catalogue's direction where it has one, else in the direction that tells more; bins with too
few rows join their neighbour. Unknown is a bin of its own wherever the preparation keeps an indicator of it. A category
has a bin per frequent word and one for all others, which an unseen word falls into. A ridge logistic regression whose
weights can't be negative joins the weights of evidence: a bin with more risk never gets more points than one with less.

In the graph the scorecard is one TreeEnsembleRegressor, a tree a characteristic: its leaves are the bins, their sum the
log-odds. The bins are found here rather than by optbinning: docs/adr/0006-an-own-scorecard.md.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.isotonic import IsotonicRegression

from training.preparation import Preparation
from training.trees import Tree

SMOOTHING_ROWS = 20.0
"""A bin's default rate is drawn to the overall one as if by this many rows: small bins claim little."""


@dataclass(frozen=True)
class Characteristic:
    """One feature's bins over columns of the prepared matrix.

    column: a number's, or the first of a category's `words` one-hot columns. unknown: column of a number's indicator.
    edges: float32, rising; bin i of a number holds values up to edges[i], the last the rest. Bins come in this order:
    a number's, then unknown (where there is an indicator); a category's words, then all others.
    woe, rows, defaults: of each bin, as learned. points: share of the log-odds, float32.
    """

    column: int
    words: int
    unknown: int | None
    edges: np.ndarray
    woe: np.ndarray
    rows: np.ndarray
    defaults: np.ndarray
    points: np.ndarray | None = None

    def bins(self, prepared: np.ndarray) -> np.ndarray:
        """Each row's bin: int64 [rows]."""
        if self.words:
            group = prepared[:, self.column : self.column + self.words]
            return np.where(group.any(axis=1), group.argmax(axis=1), self.words)
        bins = np.searchsorted(self.edges, prepared[:, self.column], side="left")
        if self.unknown is not None:
            bins[prepared[:, self.unknown] > 0.5] = len(self.edges) + 1
        return bins

    def tree(self) -> Tree:
        """The bins as a tree: a number's halve, a category's are asked one after another."""
        nodes: list[list] = []  # left, right, column, threshold, value, leaf

        def leaf(position: int) -> int:
            nodes.append([-1, -1, 0, 0.0, self.points[position], True])
            return len(nodes) - 1

        def branch(column: int, threshold: float, at_most, above) -> int:
            place = len(nodes)
            nodes.append([-1, -1, column, threshold, 0.0, False])
            nodes[place][:2] = at_most(), above()
            return place

        def halves(first: int, last: int) -> int:
            if first == last:
                return leaf(first)
            middle = (first + last) // 2
            return branch(
                self.column, self.edges[middle], lambda: halves(first, middle), lambda: halves(middle + 1, last)
            )

        def words(position: int) -> int:
            if position == self.words:
                return leaf(position)
            return branch(self.column + position, 0.5, lambda: words(position + 1), lambda: leaf(position))

        if self.words:
            words(0)
        elif self.unknown is None:
            halves(0, len(self.edges))
        else:
            branch(self.unknown, 0.5, lambda: halves(0, len(self.edges)), lambda: leaf(len(self.edges) + 1))
        left, right, column, threshold, value, is_leaf = zip(*nodes, strict=True)
        numbers = (np.array(left), np.array(right), np.array(column), np.array(threshold, np.float32))
        return Tree(*numbers, np.array(value, np.float32), np.array(is_leaf))


class Scorecard(ClassifierMixin, BaseEstimator):
    """Learned from the prepared matrix of `preparation`.

    bins: cuts of a number to begin with. min_share: of the rows, that a bin has at least. penalty: of the ridge.
    """

    def __init__(self, preparation: Preparation, bins: int = 20, min_share: float = 0.03, penalty: float = 10.0):
        self.preparation = preparation
        self.bins = bins
        self.min_share = min_share
        self.penalty = penalty

    def fit(self, prepared: np.ndarray, defaulted: np.ndarray) -> "Scorecard":
        """Finds the bins, then the points."""
        self.classes_ = np.array([0, 1])
        found = self._characteristics(prepared, defaulted)
        evidence = np.empty((len(prepared), len(found)), np.float32)
        for j, characteristic in enumerate(found):
            evidence[:, j] = characteristic.woe[characteristic.bins(prepared)]
        weights, self.base_ = _weights(evidence, defaulted, self.penalty)
        self.weights_ = weights[weights > 0]
        self.characteristics_ = [
            Characteristic(**{**vars(one), "points": (weight * one.woe).astype(np.float32)})
            for one, weight in zip(found, weights, strict=True)
            if weight > 0
        ]
        return self

    def log_odds(self, prepared: np.ndarray) -> np.ndarray:
        """float64 [rows]."""
        total = np.full(len(prepared), np.float64(np.float32(self.base_)))
        for characteristic in self.characteristics_:
            total += characteristic.points[characteristic.bins(prepared)]
        return total

    def predict_proba(self, prepared: np.ndarray) -> np.ndarray:
        """float64 [rows, 2]: of no default and of default."""
        share = expit(self.log_odds(prepared))
        return np.column_stack([1 - share, share])

    def trees(self) -> tuple[list[Tree], float]:
        """A tree a characteristic, and the base log-odds."""
        trees = [characteristic.tree() for characteristic in self.characteristics_]
        nothing = Tree(*(np.array([v]) for v in (-1, -1, 0)), np.zeros(1, np.float32), np.zeros(1), np.array([True]))
        return trees or [nothing], float(self.base_)

    def _characteristics(self, prepared: np.ndarray, defaulted: np.ndarray) -> list[Characteristic]:
        prepare = self.preparation
        unknowns = {number: len(prepare.numbers) + i for i, number in enumerate(prepare.unknowns.tolist())}
        found = [
            self._number(j, unknowns.get(number), int(prepare.directions[j]), prepared, defaulted)
            for j, number in enumerate(prepare.numbers.tolist())
        ]
        column = len(prepare.numbers) + len(prepare.unknowns)
        for size in prepare.groups:
            if size:
                blank = Characteristic(column, size, None, *(np.empty(0),) * 4)
                found.append(_described(blank, prepared, defaulted, size + 1))
            column += size
        return found

    def _number(self, column: int, unknown: int | None, direction: int, prepared: np.ndarray, defaulted: np.ndarray):
        known = slice(None) if unknown is None else prepared[:, unknown] < 0.5
        edges = monotone_edges(prepared[known, column], defaulted[known], direction, self.bins, self.min_share)
        blank = Characteristic(column, 0, unknown, edges, *(np.empty(0),) * 3)
        return _described(blank, prepared, defaulted, len(edges) + 1 + (unknown is not None))


def monotone_edges(
    values: np.ndarray, defaulted: np.ndarray, direction: int, bins: int, min_share: float
) -> np.ndarray:
    """Upper edges of all bins but the last, float32, between which the default rate only rises or only falls.

    direction: 1 = it rises with the value, -1 = it falls, 0 = whichever tells more.
    """
    cuts = np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1], method="inverted_cdf")
    cuts = np.unique(cuts.astype(np.float32))
    cuts = cuts[cuts < values.max(initial=-np.inf)]
    place = np.searchsorted(cuts, values, side="left")
    rows = np.bincount(place, minlength=len(cuts) + 1).astype(np.float64)
    defaults = np.bincount(place, defaulted, minlength=len(cuts) + 1)
    ways = [direction] if direction else [1, -1]
    pooled = [_pool(rows, defaults, way, min_share * len(values)) for way in ways]
    last = max(pooled, key=lambda ends: _information(rows, defaults, ends))
    return cuts[last[:-1]]


def _pool(rows: np.ndarray, defaults: np.ndarray, direction: int, min_rows: float) -> np.ndarray:
    """Positions of the last cut of each pooled bin."""
    level = IsotonicRegression(increasing=direction > 0).fit_transform(
        np.arange(len(rows)), defaults / rows, sample_weight=rows
    )
    ends = np.append(np.flatnonzero(np.diff(level) != 0), len(rows) - 1)
    while len(ends) > 1:
        counts, bad = _counts(rows, ends), _counts(defaults, ends)
        smallest = int(counts.argmin())
        if counts[smallest] >= min_rows:
            break
        rate = bad / counts
        left = abs(rate[smallest] - rate[smallest - 1]) if smallest else np.inf
        right = abs(rate[smallest] - rate[smallest + 1]) if smallest + 1 < len(ends) else np.inf
        ends = np.delete(ends, smallest - 1 if left <= right else smallest)
    return ends


def _counts(values: np.ndarray, ends: np.ndarray) -> np.ndarray:
    return np.diff(np.concatenate([[0.0], np.cumsum(values)[ends]]))


def _information(rows: np.ndarray, defaults: np.ndarray, ends: np.ndarray) -> float:
    """Information value of the pooled bins."""
    counts, bad = _counts(rows, ends), _counts(defaults, ends)
    share = (bad + 0.5) / (bad.sum() + 0.5), (counts - bad + 0.5) / (counts.sum() - bad.sum() + 0.5)
    return float(((share[0] - share[1]) * np.log(share[0] / share[1])).sum())


def _described(blank: Characteristic, prepared: np.ndarray, defaulted: np.ndarray, bins: int) -> Characteristic:
    """The characteristic with its bins' counts and weights of evidence: ln(odds of default in the bin / overall)."""
    place = blank.bins(prepared)
    rows = np.bincount(place, minlength=bins)
    defaults = np.bincount(place, defaulted, minlength=bins)
    overall = defaulted.mean()
    rate = (defaults + SMOOTHING_ROWS * overall) / (rows + SMOOTHING_ROWS)
    woe = np.log(rate / (1 - rate)) - np.log(overall / (1 - overall))
    return Characteristic(**{**vars(blank), "woe": woe, "rows": rows, "defaults": defaults.astype(np.int64)})


def _weights(evidence: np.ndarray, defaulted: np.ndarray, penalty: float) -> tuple[np.ndarray, float]:
    """Weights (never negative) and intercept of a ridge logistic regression."""
    rows, width = evidence.shape

    def loss(parameters: np.ndarray):
        weights, base = parameters[:-1], parameters[-1]
        odds = evidence @ weights.astype(np.float32) + base
        gap = expit(odds) - defaulted
        value = np.logaddexp(0, odds).sum() - odds[defaulted == 1].sum() + penalty / 2 * (weights @ weights)
        slope = np.append((gap.astype(np.float32) @ evidence) + penalty * weights, gap.sum())
        return value / rows, slope / rows

    overall = defaulted.mean()
    start = np.append(np.full(width, 0.5 / max(1, width) ** 0.5), np.log(overall / (1 - overall)))
    bounds = [(0, None)] * width + [(None, None)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}).x
    return found[:-1], float(found[-1])
