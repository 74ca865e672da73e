"""From a raw score to a probability that means what it says, learned on out-of-fold scores of rows never resampled.

Two ways, each with a numpy form and exact ONNX nodes: Platt's sigmoid on the log-odds, and centred isotonic
regression (Oron & Flournoy 2017): pooled adjacent violators, merged into blocks of rows, joined by straight lines
between the blocks' centres. The lines keep the order of scores and have bounded slopes, so float32 follows float64;
scikit-learn's own isotonic steps do not survive the conversion.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold

from training.onnx_graph import Graph

SMALLEST = 1e-6
"""No PD is below this or above its complement: odds stay finite."""
LARGEST_ODDS = float(logit(1 - SMALLEST))
"""The same, of log-odds."""


@dataclass(frozen=True)
class Sigmoid:
    """pd = 1 / (1 + exp(-(slope · log-odds(raw) + intercept)))."""

    slope: float
    intercept: float
    method: str = "sigmoid"

    def apply(self, raw: np.ndarray, log_odds: np.ndarray | None = None) -> np.ndarray:
        """Calibrated PD, float64 [rows]; from the model's own log-odds where it has them.

        A float32 near 1 does not tell its log-odds: one bit of 0.999999 is 0.06 of them, which a flat slope shows.
        """
        odds = logit(_clip(raw)) if log_odds is None else np.clip(log_odds, -LARGEST_ODDS, LARGEST_ODDS)
        return _clip(expit(self.slope * odds + self.intercept))

    def emit(self, graph: Graph, raw: str, log_odds: str | None = None) -> str:
        """The same as ONNX nodes; gives the name of the PD before its last clip."""
        if log_odds is None:
            inside = _emit_clip(graph, raw)
            odds = graph.node("Log", graph.node("Div", inside, graph.node("Sub", graph.constant(1.0), inside)))
        else:
            odds = graph.node("Clip", log_odds, graph.constant(-LARGEST_ODDS), graph.constant(LARGEST_ODDS))
        scaled = graph.node("Mul", odds, graph.constant(self.slope))
        return graph.node("Sigmoid", graph.node("Add", scaled, graph.constant(self.intercept)))

    def describe(self) -> dict:
        """For the manifest."""
        return {"method": self.method, "slope": self.slope, "intercept": self.intercept}


@dataclass(frozen=True)
class CentredIsotonic:
    """Straight lines between the points (raw[i], pd[i]); raw goes from 0 to 1."""

    raw: np.ndarray
    pd: np.ndarray
    method: str = "isotonic"

    def apply(self, raw: np.ndarray, log_odds: np.ndarray | None = None) -> np.ndarray:
        """Calibrated PD, float64 [rows]; log-odds are not looked at."""
        return _clip(np.interp(raw, self.raw, self.pd))

    def emit(self, graph: Graph, raw: str, log_odds: str | None = None) -> str:
        """How far each line is walked, times its slope; gives the name of the PD before its last clip."""
        lengths = np.diff(self.raw)
        slopes = np.diff(self.pd) / lengths
        beyond = graph.node("Sub", raw, graph.constant(self.raw[None, :-1]))
        walked = graph.node("Max", graph.constant(0.0), graph.node("Min", beyond, graph.constant(lengths[None])))
        return graph.node(
            "Add", graph.node("MatMul", walked, graph.constant(slopes[:, None])), graph.constant(self.pd[0])
        )

    def describe(self) -> dict:
        """For the manifest."""
        return {"method": self.method, "raw": self.raw.tolist(), "pd": self.pd.tolist()}


Calibrator = Sigmoid | CentredIsotonic


def fit_sigmoid(raw: np.ndarray, defaulted: np.ndarray) -> Sigmoid:
    """Platt scaling."""
    model = LogisticRegression(C=1e6, max_iter=1000).fit(logit(_clip(raw))[:, None], defaulted)
    return Sigmoid(float(model.coef_[0, 0]), float(model.intercept_[0]))


def fit_isotonic(raw: np.ndarray, defaulted: np.ndarray) -> CentredIsotonic:
    """Centred isotonic regression with blocks of at least 200 rows (a twentieth of a small set)."""
    level = IsotonicRegression().fit_transform(raw, defaulted)
    _, block = np.unique(level, return_inverse=True)
    block = _merge(block, min(200, len(raw) / 20))
    rows = np.bincount(block)
    centres = np.bincount(block, raw) / rows
    shares = np.maximum.accumulate((np.bincount(block, defaulted) + 0.5) / (rows + 1))
    ends = (shares[0] / 2, 1 - (1 - shares[-1]) / 2)
    return CentredIsotonic(np.array([0.0, *centres, 1.0]), np.array([ends[0], *shares, ends[1]]))


def fit(raw: np.ndarray, defaulted: np.ndarray, seed: int) -> Calibrator:
    """The way with the lower log loss in 5-fold cross-validation over the given out-of-fold scores."""
    folds = list(StratifiedKFold(5, shuffle=True, random_state=seed).split(raw, defaulted))

    def loss(way) -> float:
        pds = np.empty(len(raw))
        for learn, test in folds:
            pds[test] = way(raw[learn], defaulted[learn]).apply(raw[test])
        return log_loss(defaulted, pds)

    return min((fit_sigmoid, fit_isotonic), key=loss)(raw, defaulted)


def fit_points(raw: np.ndarray, defaulted: np.ndarray, seed: int) -> Sigmoid:
    """A scorecard's way: only a straight line in the log-odds leaves its points adding up."""
    return fit_sigmoid(raw, defaulted)


def emit(graph: Graph, calibrator: Calibrator, raw: str, log_odds: str | None) -> str:
    """Adds the calibrator; its result is the graph's output `pd`."""
    return _emit_clip(graph, calibrator.emit(graph, raw, log_odds), name="pd")


def _merge(block: np.ndarray, min_rows: float) -> np.ndarray:
    """Joins neighbouring blocks until each has `min_rows`; a small rest joins the last."""
    rows = np.bincount(block)
    merged, current, held = np.empty(len(rows), np.int64), 0, 0
    for i, count in enumerate(rows):
        merged[i] = current
        held += count
        if held >= min_rows:
            current, held = current + 1, 0
    return np.minimum(merged, max(0, current - 1))[block]


def _clip(values: np.ndarray) -> np.ndarray:
    return np.clip(values, SMALLEST, 1 - SMALLEST)


def _emit_clip(graph: Graph, value: str, name: str | None = None) -> str:
    return graph.node("Clip", value, graph.constant(SMALLEST), graph.constant(1 - SMALLEST), name=name)
