"""Maps a model's raw output to a PD, learned on out-of-fold raw outputs of rows that were never resampled.

Two methods, each in numpy and in exact ONNX nodes. Platt's sigmoid on the log-odds (Platt 1999). Centred isotonic
regression (Oron & Flournoy 2017): pooled adjacent violators, merged into blocks of rows, joined by straight lines
between the blocks' centres. The lines keep the order of rows and have bounded slopes, so float32 follows float64;
scikit-learn's own isotonic steps do not survive the conversion.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold

from training.onnx_graph import GraphBuilder

LOWEST_PD = 1e-6
"""No PD is below this or above its complement, so that odds stay finite."""
HIGHEST_LOG_ODDS = float(logit(1 - LOWEST_PD))
FOLDS = 5
"""Of the comparison of the two methods."""
BLOCK_ROWS, BLOCKS_OF_SMALL_SETS = 200, 20
"""An isotonic block has at least this many rows; a small set has at most this many blocks."""


@dataclass(frozen=True)
class Sigmoid:
    """pd = 1 / (1 + exp(-(slope · log-odds(raw) + intercept)))."""

    slope: float
    intercept: float
    method: str = "sigmoid"

    def apply(self, raw: np.ndarray, log_odds: np.ndarray | None = None) -> np.ndarray:
        """Calibrated PD, float64 [rows]; from the model's own log-odds where it has them.

        A float32 near 1 has lost its log-odds: one bit of 0.999999 is 0.06 of them, which a flat slope makes visible.
        """
        odds = logit(_clip(raw)) if log_odds is None else np.clip(log_odds, -HIGHEST_LOG_ODDS, HIGHEST_LOG_ODDS)
        return _clip(expit(self.slope * odds + self.intercept))

    def emit(self, graph: GraphBuilder, raw: str, log_odds: str | None = None) -> str:
        """Adds the same steps to the graph; returns the name of the PD before its last clip."""
        if log_odds is None:
            inside = _emit_clip(graph, raw)
            complement = graph.add_node("Sub", graph.add_constant(1.0), inside)
            odds = graph.add_node("Log", graph.add_node("Div", inside, complement))
        else:
            bounds = graph.add_constant(-HIGHEST_LOG_ODDS), graph.add_constant(HIGHEST_LOG_ODDS)
            odds = graph.add_node("Clip", log_odds, *bounds)
        scaled = graph.add_node("Mul", odds, graph.add_constant(self.slope))
        return graph.add_node("Sigmoid", graph.add_node("Add", scaled, graph.add_constant(self.intercept)))

    def describe(self) -> dict:
        """For the model manifest."""
        return {"method": self.method, "slope": self.slope, "intercept": self.intercept}


@dataclass(frozen=True)
class CentredIsotonic:
    """Straight lines between the points (raw[i], pd[i]); raw goes from 0 to 1."""

    raw: np.ndarray
    pd: np.ndarray
    method: str = "isotonic"

    def apply(self, raw: np.ndarray, log_odds: np.ndarray | None = None) -> np.ndarray:
        """Calibrated PD, float64 [rows]; log-odds are not used."""
        return _clip(np.interp(raw, self.raw, self.pd))

    def emit(self, graph: GraphBuilder, raw: str, log_odds: str | None = None) -> str:
        """Adds the first PD and, for each line, its covered length times its slope; returns the name of the PD before
        its last clip."""
        lengths = np.diff(self.raw)
        slopes = np.diff(self.pd) / lengths
        beyond = graph.add_node("Sub", raw, graph.add_constant(self.raw[None, :-1]))
        zero = graph.add_constant(0.0)
        covered = graph.add_node("Max", zero, graph.add_node("Min", beyond, graph.add_constant(lengths[None])))
        rise = graph.add_node("MatMul", covered, graph.add_constant(slopes[:, None]))
        return graph.add_node("Add", rise, graph.add_constant(self.pd[0]))

    def describe(self) -> dict:
        """For the model manifest."""
        return {"method": self.method, "raw": self.raw.tolist(), "pd": self.pd.tolist()}


Calibrator = Sigmoid | CentredIsotonic


def fit_calibrator(raw: np.ndarray, defaulted: np.ndarray, seed: int) -> Calibrator:
    """The method with the lower log loss in cross-validation over the given out-of-fold raw outputs."""
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(raw, defaulted))

    def measure_loss(fit_method) -> float:
        pds = np.empty(len(raw))
        for learn, test in folds:
            pds[test] = fit_method(raw[learn], defaulted[learn]).apply(raw[test])
        return log_loss(defaulted, pds)

    return min((fit_sigmoid, fit_isotonic), key=measure_loss)(raw, defaulted)


def fit_scorecard_calibrator(raw: np.ndarray, defaulted: np.ndarray, seed: int) -> Sigmoid:
    """Always the sigmoid: points only add up to the score under a straight line in the log-odds."""
    return fit_sigmoid(raw, defaulted)


def choose_calibration(kind: str) -> Callable[[np.ndarray, np.ndarray, int], Calibrator]:
    """The function that fits the calibrator of a kind of model."""
    return fit_scorecard_calibrator if kind == "scorecard" else fit_calibrator


def fit_sigmoid(raw: np.ndarray, defaulted: np.ndarray) -> Sigmoid:
    """Platt scaling."""
    model = LogisticRegression(C=1e6, max_iter=1000).fit(logit(_clip(raw))[:, None], defaulted)
    return Sigmoid(float(model.coef_[0, 0]), float(model.intercept_[0]))


def fit_isotonic(raw: np.ndarray, defaulted: np.ndarray) -> CentredIsotonic:
    """Centred isotonic regression over blocks of BLOCK_ROWS rows, or a twentieth of a small set."""
    level = IsotonicRegression().fit_transform(raw, defaulted)
    _, block = np.unique(level, return_inverse=True)
    block = _merge_blocks(block, min(BLOCK_ROWS, len(raw) / BLOCKS_OF_SMALL_SETS))
    rows = np.bincount(block)
    centres = np.bincount(block, raw) / rows
    bad_rates = np.maximum.accumulate((np.bincount(block, defaulted) + 0.5) / (rows + 1))
    ends = (bad_rates[0] / 2, 1 - (1 - bad_rates[-1]) / 2)
    return CentredIsotonic(np.array([0.0, *centres, 1.0]), np.array([ends[0], *bad_rates, ends[1]]))


def emit_calibrator(graph: GraphBuilder, calibrator: Calibrator, raw: str, log_odds: str | None) -> str:
    """Adds the calibrator; its result is the graph's output `pd`."""
    return _emit_clip(graph, calibrator.emit(graph, raw, log_odds), name="pd")


def _merge_blocks(block: np.ndarray, min_rows: float) -> np.ndarray:
    """Joins neighbouring blocks until each has `min_rows`; a remainder joins the last block."""
    rows = np.bincount(block)
    merged, current, rows_in_current = np.empty(len(rows), np.int64), 0, 0
    for i, count in enumerate(rows):
        merged[i] = current
        rows_in_current += count
        if rows_in_current >= min_rows:
            current, rows_in_current = current + 1, 0
    return np.minimum(merged, max(0, current - 1))[block]


def _clip(pds: np.ndarray) -> np.ndarray:
    return np.clip(pds, LOWEST_PD, 1 - LOWEST_PD)


def _emit_clip(graph: GraphBuilder, value: str, name: str | None = None) -> str:
    bounds = graph.add_constant(LOWEST_PD), graph.add_constant(1 - LOWEST_PD)
    return graph.add_node("Clip", value, *bounds, name=name)
