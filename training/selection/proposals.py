"""Proposes the settings that a search of a kind tries next.

A search begins with the kind's starts, settings of different shapes (shallow and slow, middle, deep), because which
shape suits depends on the lender. Then three proposers take turns: Optuna's TPE sampler over all settings (Bergstra et
al., Algorithms for Hyper-Parameter Optimization, 2011), a neighbour of the best settings, and, after the best changed,
its slower learner.

A proposal knows the trials of its kind but the LAG - 1 before it, whether these have ended or not. So it depends on the
seed and its number alone.
"""

import warnings
from typing import Any

import numpy as np
import optuna
from optuna.distributions import BaseDistribution, CategoricalDistribution, IntDistribution

from training.models.kinds import KINDS
from training.models.kinds.kind import DataShape
from training.models.specification import ModelSpecification
from training.selection.search_budget import LAG, KindSearch
from training.selection.trial import Trial

RATE = "learning_rate"
FAST_RATE, SLOWEST_RATE = 0.1, 0.015
NEIGHBOUR_STEP = 0.15
"""Standard deviation of a step to a neighbour, as a share of a setting's range."""
MAX_MONOTONE_COST_AUC = 0.002
"""Directions of the catalogue bind where they cost less AUC than this."""


class Proposer:
    """Proposes the trials of one kind, each from the seed and the earlier trials alone."""

    def __init__(self, search: KindSearch, shape: DataShape, has_directions: bool, seed: int):
        self.search = search
        self._kind = KINDS[search.kind]
        self._shape = shape
        self._seed = seed
        self._can_choose = has_directions and self._kind.can_be_constrained
        self._starts = self._kind.list_starts(shape)
        if self._kind.trees_setting:
            self._starts = [_hasten(start) for start in self._starts]
        self._distributions = self._list_distributions()
        search.settings = len(self._distributions)
        search.starts = len(self._starts) + int(self._can_choose)
        self._slowed: set[int] = set()
        self._asked: dict[int, optuna.Trial] = {}
        self._told = 0
        self._study = self._create_study()

    def propose(self) -> Trial:
        """The next trial."""
        index = self.search.proposed
        known = max(0, index - LAG + 1)
        self._tell(known)
        rival = self.search.find_best(known)
        origin, params = self._choose_params(index, rival)
        if params is None:
            self._asked[index] = self._study.ask()
            params = self._kind.propose_settings(self._asked[index], self._shape)
        params = {name: value for name, value in params.items() if name != self._kind.trees_setting}
        self.search.proposed += 1
        constrained = self._can_choose and origin != "free start" and not self._is_too_costly(known)
        return Trial(index, ModelSpecification(self.search.kind, params, constrained), origin, rival)

    def _create_study(self) -> optuna.Study:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            sampler = optuna.samplers.TPESampler(
                seed=self._seed, n_startup_trials=self.search.starts + 2, multivariate=True, constant_liar=True
            )
        return optuna.create_study(direction="maximize", sampler=sampler)

    def _list_distributions(self) -> dict[str, BaseDistribution]:
        """The range of each setting, from a proposal that nobody uses."""
        probe = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0)).ask()
        self._kind.propose_settings(probe, self._shape)
        return {name: limits for name, limits in probe.distributions.items() if name != self._kind.trees_setting}

    def _tell(self, known: int) -> None:
        """Tells the sampler the trials that it may know."""
        for trial in self.search.trials[self._told : known]:
            if (asked := self._asked.pop(trial.index, None)) is not None:
                self._study.tell(asked, trial.score)
            else:
                given = trial.specification.params
                params = {name: _read_value(given, name, limits) for name, limits in self._distributions.items()}
                distributions = self._distributions
                told = optuna.trial.create_trial(params=params, distributions=distributions, value=trial.score)
                self._study.add_trial(told)
        self._told = max(self._told, known)

    def _choose_params(self, index: int, rival: Trial | None) -> tuple[str, dict | None]:
        """Who proposes the trial, and what; None leaves it to the sampler."""
        if self._can_choose and index == 1:
            return "free start", self._starts[0]
        start = index - (self._can_choose and index > 1)
        if start < len(self._starts):
            return "start", self._starts[start]
        turn = (index - self.search.starts) % 3
        if rival is None or turn == 1:
            return "search", None
        if turn == 0 and (slower := self._slow_down(rival)) is not None:
            return "slower", slower
        return "neighbour", self._step_aside(index, rival)

    def _slow_down(self, rival: Trial) -> dict | None:
        """The best settings with half the learning rate, once; None where there is nothing to slow down."""
        params = rival.specification.params
        if not self._kind.trees_setting or params[RATE] / 2 < SLOWEST_RATE or rival.index in self._slowed:
            return None
        self._slowed.add(rival.index)
        return params | {RATE: params[RATE] / 2}

    def _step_aside(self, index: int, rival: Trial) -> dict:
        """A neighbour of the best settings: about half of them change by a small step."""
        random = np.random.default_rng([self._seed, index])
        params = dict(rival.specification.params)
        for name, limits in self._distributions.items():
            if len(self._distributions) == 1 or random.random() < 0.5:
                params[name] = _step(_read_value(params, name, limits), limits, random)
        return params

    def _is_too_costly(self, known: int) -> bool:
        """Whether binding the directions costs too much, by the two first trials."""
        if known < 2:
            return False
        bound, free = self.search.trials[:2]
        return bool(free.finished and free.auc - bound.auc >= MAX_MONOTONE_COST_AUC)


def _hasten(start: dict) -> dict:
    """Starts learn fast: they show which shape suits in a third of the time; a slower learner of the best follows."""
    return start | {RATE: max(start[RATE], FAST_RATE)}


def _read_value(params: dict, name: str, distribution: BaseDistribution) -> Any:
    """The nearest value within a range: a start may lie outside, lack the setting, or have no limit (None)."""
    if isinstance(distribution, CategoricalDistribution):
        return params.get(name, distribution.choices[0])
    value = params.get(name, distribution.low)
    return _clip(distribution.high if value is None else value, distribution)


def _clip(value: float, distribution: BaseDistribution) -> float | int:
    value = np.clip(value, distribution.low, distribution.high)
    return int(value) if isinstance(distribution, IntDistribution) else float(value)


def _step(value: Any, distribution: BaseDistribution, random: np.random.Generator) -> Any:
    """A value near another one, within the range and on its scale."""
    if isinstance(distribution, CategoricalDistribution):
        return distribution.choices[random.integers(len(distribution.choices))]
    scale, back = (np.log, np.exp) if distribution.log else (float, float)
    first, last = scale(distribution.low), scale(distribution.high)
    moved = back(np.clip(scale(value) + NEIGHBOUR_STEP * (last - first) * random.normal(), first, last))
    if not isinstance(distribution, IntDistribution):
        return _clip(moved, distribution)
    rounded = _clip(round(moved), distribution)
    return rounded if rounded != value else _clip(value + random.choice([-1, 1]), distribution)
