"""The search: seeded, the same again by its number of trials, blind to the holdout, and able to go on."""

import dataclasses

import numpy as np
import pytest

from training import pipeline
from training.environment import Settings
from training.models.algorithms import CANDIDATES
from training.progress import Progress
from training.selection import checkpoints, cross_validation, settings_search
from training.selection.checkpoints import Checkpoints
from training.selection.settings_search import Budget

TRIALS = {"logistic_regression": 6, "xgboost": 5}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Two kinds, one folding."""
    monkeypatch.setattr(cross_validation, "SMALL_REPEATS", 1)
    every = dict(CANDIDATES)
    for kind in set(every) - set(TRIALS):
        del CANDIDATES[kind]
    yield
    CANDIDATES.clear()
    CANDIDATES.update(every)


def find(lender, budget=None, seed=7, workers=1, kept=None, rows=slice(None)):
    inputs, defaulted = lender.inputs.take(rows), lender.defaulted[rows]
    budget = budget or Budget(0, TRIALS)
    return settings_search.search(inputs, defaulted, budget, seed, 2, workers, kept or Checkpoints())


def trials(found):
    return {kind: one.trials for kind, one in found.items()}


def test_the_same_seed_and_trials_find_the_same_on_any_number_of_processes(lender):
    one, again, other = find(lender), find(lender, workers=2), find(lender, seed=8)
    assert trials(one) == trials(again)
    assert trials(one) != trials(other)
    assert {kind: len(found.trials) for kind, found in one.items()} == TRIALS


def test_the_trials_of_a_timed_search_make_it_again(lender):
    timed = find(lender, Budget(1.5))
    counts = {kind: len(found.trials) for kind, found in timed.items()}
    assert sum(counts.values()) > 0
    again = find(lender, Budget(0, counts))
    assert {kind: found.params for kind, found in again.items()} == {k: found.params for k, found in timed.items()}


def test_the_first_trial_is_the_sound_settings_and_the_best_is_never_worse(lender):
    for kind, found in find(lender).items():
        assert found.trials[0]["params"] == CANDIDATES[kind].defaults(600)
        assert found.best["auc"] >= found.trials[0]["auc"]


def test_without_a_budget_the_sound_settings_are_taken(lender):
    for kind, found in find(lender, Budget(0)).items():
        assert found.trials == []
        assert found.params == CANDIDATES[kind].defaults(600)


def test_no_holdout_row_reaches_the_search(lender):
    """Nonsense in the holdout changes no trial."""
    settings = Settings(folds=2, workers=1, trials=TRIALS)
    split = cross_validation.split(lender.defaulted, lender.as_of, 0.2, 7, 20)
    num = lender.inputs.num.copy()
    num[split.holdout] = 1e6
    spoiled = dataclasses.replace(lender, inputs=dataclasses.replace(lender.inputs, num=num))
    found = []
    for data in (lender, spoiled):
        training = pipeline.Training(data, split, settings, Progress(99), Checkpoints())
        found.append(trials(pipeline.search(training)[0]))
    assert found[0] == found[1]


def test_a_clearly_worse_trial_stops_early():
    assert settings_search._is_behind([0.70, 0.70], [0.80, 0.80, 0.80, 0.81])
    assert not settings_search._is_behind([0.70], [0.80, 0.80])
    assert not settings_search._is_behind([0.7999, 0.80], [0.80, 0.80, 0.82, 0.78])


def test_a_restarted_search_takes_up_its_trials(lender, tmp_path, monkeypatch):
    kept = checkpoints.connect(tmp_path, "a training")
    whole = trials(find(lender, kept=Checkpoints()))
    find(lender, Budget(0, {"logistic_regression": 4, "xgboost": 4}), kept=kept)
    tried = []
    attempt = settings_search._try
    monkeypatch.setattr(settings_search, "_try", lambda *given: tried.append(given[0].kind) or attempt(*given))
    assert trials(find(lender, kept=kept)) == whole
    assert sorted(tried) == ["logistic_regression"] * 2 + ["xgboost"]


def test_the_budget_is_kept(lender):
    found = find(lender, Budget(1.0))
    used = sum(one.seconds for one in found.values())
    assert used < 1.0 + 2 * max(one.last_seconds for one in found.values())
    assert all(np.isfinite(one.best["auc"]) for one in found.values() if one.trials)
