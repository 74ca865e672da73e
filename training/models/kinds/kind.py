"""What a kind of model has to offer, and what its settings may depend on. One file per kind lies beside this one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from optuna import Trial
from sklearn.base import ClassifierMixin

from training.data.preparation import MAX_LEVELS, Preparation
from training.data.training_set import Inputs
from training.models.margin import Margin


@dataclass(frozen=True)
class DataShape:
    """What settings may depend on: never the lender, only how much there is to learn from.

    rows: training rows. defaults: rows of the rarer outcome. columns: width of the prepared matrix, at most.
    """

    rows: int
    defaults: int
    columns: int


def measure_shape(inputs: Inputs, defaulted: np.ndarray) -> DataShape:
    """The shape of some training rows, without preparing them."""
    defaults = int(np.count_nonzero(defaulted))
    return DataShape(
        rows=len(defaulted), defaults=min(defaults, len(defaulted) - defaults), columns=count_columns(inputs)
    )


def count_columns(inputs: Inputs) -> int:
    """The width of the prepared matrix, at most."""
    columns = inputs.num.shape[1] + int(np.count_nonzero(inputs.has_indicator))
    return columns + sum(min(len(levels), MAX_LEVELS) for levels in inputs.levels)


@dataclass(frozen=True)
class Kind:
    """One kind of model, in KINDS under its name.

    list_starts: complete settings of different shapes, which a search tries first. The first is the default,
    used without a search. propose_settings: those of a trial.
    build: an unfitted classifier of the prepared matrix, from settings, seed, the preparation and whether the
    catalogue's directions bind.
    predict_margin: what a fitted classifier adds up before its link, float64 [rows], in the library's own arithmetic.
    read_margin: the same as tables and columns, from which graph, reasons and blend are made. scale: of the margin.
    can_be_constrained: whether binding the directions is a choice (a scorecard always follows them).
    trees_setting: the setting that says how many trees are added up one after another; None where there is none.
    fit_with_stopping: fits a classifier of such a kind, observed at stages (training/models/kinds/stages.py); then a
    search finds the number of trees on the way.
    trial_settings: replace settings in trials only; they rank alike and take less time.
    """

    name: str
    list_starts: Callable[[DataShape], list[dict]]
    propose_settings: Callable[[Trial, DataShape], dict]
    build: Callable[[dict, int, Preparation, bool], ClassifierMixin]
    predict_margin: Callable[[ClassifierMixin, np.ndarray], np.ndarray]
    read_margin: Callable[[ClassifierMixin], Margin]
    can_be_constrained: bool
    scale: Literal["log_odds", "probability"] = "log_odds"
    trees_setting: str | None = None
    fit_with_stopping: (
        Callable[[ClassifierMixin, np.ndarray, np.ndarray, np.ndarray, Callable[[int, np.ndarray], bool]], None] | None
    ) = None
    trial_settings: dict = field(default_factory=dict)
