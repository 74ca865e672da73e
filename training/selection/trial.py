"""One trial of a search: a kind's settings, fitted on one fold after another until it is clearly behind.

A boosting is fitted once to many trees, observed at stages (training/models/kinds/stages.py); its number of trees is
where the mean over the folds is best. So the number is a setting like any other: found on the search's own folds of
the training rows, and cross-validated with the others on other folds.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from training.data.preparation import Preparation
from training.models.kinds import KINDS
from training.models.size import limit_trees
from training.models.specification import ModelSpecification
from training.selection.auc_difference import AucDifference, Ranking, compare_rankings, rank_rows

LOG_LOSS_WEIGHT = 0.02
"""A score is the AUC minus so much log loss: it decides between settings that rank alike, and punishes wild PDs."""
PATIENCE = 1.4
"""A fit stops when no stage between the best one and this many times its trees is better."""
PATIENCE_TREES = 20
CLEARLY_BEHIND = 1.5
"""Standard errors of the difference by which a trial is behind the best one when it stops after its first fold."""
BEHIND = 0.25
"""The same after each whole folding. Later foldings test the same rows again, so a trial so far behind is not worth
them."""


@dataclass(frozen=True)
class PreparedFold:
    """One fold, prepared once for all trials."""

    preparation: Preparation
    learn: np.ndarray
    learn_outcomes: np.ndarray
    test: np.ndarray
    test_outcomes: np.ndarray


@dataclass(frozen=True)
class FoldOutcome:
    """What one fold showed.

    trees: int64 [stages], in order; one 0 where the kind has no number of trees. aucs, log_losses: float64 [stages].
    ranking: at the stage with the best score.
    """

    trees: np.ndarray
    aucs: np.ndarray
    log_losses: np.ndarray
    ranking: Ranking
    seconds: float

    @property
    def scores(self) -> np.ndarray:
        """Score at each stage."""
        return self.aucs - LOG_LOSS_WEIGHT * self.log_losses

    def pack(self) -> dict[str, np.ndarray]:
        """As arrays, for a checkpoint."""
        return {
            "curve": np.stack([self.trees, self.aucs, self.log_losses]),
            "defaulted": self.ranking.defaulted,
            "repaid": self.ranking.repaid,
            "seconds": np.array(self.seconds),
        }

    @classmethod
    def unpack(cls, arrays: dict[str, np.ndarray]) -> "FoldOutcome":
        """The reverse of `pack`."""
        trees, aucs, log_losses = arrays["curve"]
        ranking = Ranking(arrays["defaulted"], arrays["repaid"])
        return cls(trees.astype(np.int64), aucs, log_losses, ranking, float(arrays["seconds"]))


@dataclass
class Trial:
    """Settings and what they have shown so far.

    specification: its settings lack the number of trees where the fit finds it; `params` has it. origin: who proposed
    them: `start`, `free start`, `search`, `neighbour` or `slower`. rival: the best trial of the kind when this one
    began. score: what the sampler is told; of a trial that stopped early it is estimated from its rival's. auc: mean of
    the folds at the number of trees that suits all; a fold's ranking is at its own best. pending: outcomes of folds
    that ended while others of the same part still run.
    """

    index: int
    specification: ModelSpecification
    origin: str
    rival: "Trial | None"
    outcomes: list[FoldOutcome] = field(default_factory=list)
    pending: dict[int, FoldOutcome] = field(default_factory=dict)
    finished: bool = False
    auc: float = float("nan")
    score: float = float("nan")
    trees: int = 0

    @property
    def kind(self) -> str:
        """Whose settings they are."""
        return self.specification.kind

    @property
    def rankings(self) -> list[Ranking]:
        """Of each fold so far."""
        return [outcome.ranking for outcome in self.outcomes]

    @property
    def seconds(self) -> float:
        """Processor seconds of its fits."""
        return sum(outcome.seconds for outcome in self.outcomes)

    @property
    def params(self) -> dict:
        """Complete settings: with the number of trees that was found."""
        setting = KINDS[self.kind].trees_setting
        return self.specification.params | ({setting: self.trees} if self.trees else {})

    def compare(self, other: "Trial", folds: int) -> AucDifference:
        """This trial's AUC minus the other's, on the folds of both."""
        return compare_rankings(self.rankings, other.rankings, folds)

    def is_behind(self, folds: int) -> bool:
        """Whether the rival is so far ahead that the remaining folds are not worth their time."""
        if self.rival is None or not self.outcomes:
            return False
        difference = self.compare(self.rival, folds)
        allowed = CLEARLY_BEHIND if len(self.outcomes) < folds else BEHIND
        return difference.value < -allowed * difference.standard_error

    def conclude(self, folds: int, *, finished: bool) -> None:
        """Finds the number of trees and the figures, after the last fold."""
        self.finished = finished
        stage, self.trees = choose_stage(self.outcomes)
        self.auc = float(np.mean([_take(outcome.aucs, stage) for outcome in self.outcomes]))
        log_loss = float(np.mean([_take(outcome.log_losses, stage) for outcome in self.outcomes]))
        self.score = self.auc - LOG_LOSS_WEIGHT * log_loss
        if not finished and self.rival is not None:
            self.score = self.rival.score + min(0.0, self.compare(self.rival, folds).value)

    def describe(self) -> dict:
        """Its entry in search.json."""
        return {
            "params": self.params,
            "constrained": self.specification.constrained,
            "origin": self.origin,
            "aucs": [outcome.ranking.auc for outcome in self.outcomes],
            "auc": self.auc,
            "finished": self.finished,
            "seconds": round(self.seconds, 3),
        }


def choose_stage(outcomes: Sequence[FoldOutcome]) -> tuple[int, int]:
    """The stage at which the smoothed mean score over the folds is best, and its number of trees.

    A fold whose fit stopped early keeps its last figures.
    """
    longest = max((outcome.trees for outcome in outcomes), key=len)
    scores = [_take(outcome.scores, np.arange(len(longest))) for outcome in outcomes]
    stage = int(np.argmax(_smooth(np.mean(scores, axis=0))))
    return stage, int(longest[stage])


def fit_fold(specification: ModelSpecification, fold: PreparedFold, seed: int) -> FoldOutcome:
    """Fits the settings on one fold."""
    started = time.process_time()
    kind = KINDS[specification.kind]
    watch = _Watch(fold.test_outcomes)
    if kind.fit_with_stopping is None:
        params = specification.params | kind.trial_settings
        model = kind.build(params, seed, fold.preparation, specification.constrained)
        watch.observe(0, kind.predict_margin(model.fit(fold.learn, fold.learn_outcomes), fold.test), kind.scale)
    else:
        limit = limit_trees(specification.params)
        params = specification.params | {kind.trees_setting: limit}
        model = kind.build(params, seed, fold.preparation, specification.constrained)
        kind.fit_with_stopping(model, fold.learn, fold.learn_outcomes, fold.test, watch.observe)
    return watch.conclude(time.process_time() - started)


class _Watch:
    """Keeps the curve of a fit and says when it has passed its best."""

    def __init__(self, outcomes: np.ndarray):
        self._outcomes = outcomes
        self._curve: list[tuple[int, float, float]] = []
        self._best_score = -np.inf
        self._best: tuple[int, Ranking] | None = None

    def observe(self, trees: int, margin: np.ndarray, scale: str = "log_odds") -> bool:
        """Whether to stop."""
        ranking = rank_rows(self._outcomes, margin)
        log_loss = _compute_log_loss(self._outcomes, margin, scale)
        self._curve.append((trees, ranking.auc, log_loss))
        score = ranking.auc - LOG_LOSS_WEIGHT * log_loss
        if score > self._best_score:
            self._best_score, self._best = score, (trees, ranking)
        return trees > PATIENCE * self._best[0] + PATIENCE_TREES

    def conclude(self, seconds: float) -> FoldOutcome:
        """What the fold showed."""
        trees, aucs, log_losses = (np.array(column) for column in zip(*self._curve, strict=True))
        return FoldOutcome(trees.astype(np.int64), aucs, log_losses, self._best[1], seconds)


def _compute_log_loss(outcomes: np.ndarray, margin: np.ndarray, scale: str) -> float:
    if scale == "probability":
        likelihood = np.clip(np.where(outcomes == 1, margin, 1 - margin), 1e-4, 1)
        return float(-np.mean(np.log(likelihood)))
    return float(np.mean(np.logaddexp(0, np.where(outcomes == 1, -margin, margin))))


def _take(curve: np.ndarray, stage):
    """The value of a curve at a stage, or its last one."""
    return curve[np.minimum(stage, len(curve) - 1)]


def _smooth(curve: np.ndarray) -> np.ndarray:
    """The mean of each point and its neighbours; the ends count twice."""
    padded = np.concatenate([curve[:1], curve, curve[-1:]])
    return (padded[:-2] + padded[1:-1] + padded[2:]) / 3
