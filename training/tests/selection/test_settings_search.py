"""The search is seeded, repeatable by its number of trials, blind to the holdout, and resumes after an interruption."""

import dataclasses

import numpy as np
import pytest
from conftest import create_context, only_kinds, spoil_rows

from training.models.kinds import KINDS
from training.selection import settings_search
from training.selection.checkpoints import Checkpoints, open_checkpoints
from training.selection.search_budget import SearchBudget
from training.steps.search_settings import search_settings

TRIALS = {"logistic_regression": 6, "xgboost": 5}


@pytest.fixture(autouse=True)
def quick():
    """Two kinds, one folding."""
    with only_kinds(*TRIALS):
        yield


def search(lender, budget=None, *, seed=7, workers=1, checkpoints=None):
    budget = budget or SearchBudget(0, TRIALS)
    checkpoints = checkpoints or Checkpoints()
    return settings_search.search_settings(
        lender.inputs, lender.defaulted, budget, checkpoints, seed=seed, folds=2, workers=workers
    )


def list_trials(searches):
    return {kind: result.trials for kind, result in searches.items()}


def count_trials(searches):
    return {kind: len(result.trials) for kind, result in searches.items()}


def test_the_same_seed_and_trials_give_the_same_on_any_number_of_processes(lender):
    first, again, other_seed = search(lender), search(lender, workers=2), search(lender, seed=8)
    assert list_trials(first) == list_trials(again)
    assert list_trials(first) != list_trials(other_seed)
    assert count_trials(first) == TRIALS


def test_the_trials_of_a_timed_search_repeat_it(lender):
    timed = search(lender, SearchBudget(1.5))
    assert sum(count_trials(timed).values()) > 0
    again = search(lender, SearchBudget(0, count_trials(timed)))
    assert {kind: result.params for kind, result in again.items()} == {k: result.params for k, result in timed.items()}


def test_the_first_trial_has_the_default_settings_and_the_best_is_never_worse(lender):
    for kind, result in search(lender).items():
        assert result.trials[0]["params"] == KINDS[kind].list_starts(result.shape)[0]
        assert result.best_trial["auc"] >= result.trials[0]["auc"]


def test_without_a_budget_the_default_settings_are_taken(lender):
    for kind, result in search(lender, SearchBudget(0)).items():
        assert result.trials == []
        assert result.params == KINDS[kind].list_starts(result.shape)[0]


def test_no_holdout_row_reaches_the_search(lender):
    """Nonsense in the holdout changes no trial."""
    holdout = create_context(lender).split.holdout
    spoiled = dataclasses.replace(lender, inputs=spoil_rows(lender.inputs, holdout))
    trials = [list_trials(search_settings(create_context(data, trials=TRIALS))) for data in (lender, spoiled)]
    assert trials[0] == trials[1]


def test_a_clearly_worse_trial_stops_early():
    assert settings_search._is_behind([0.70, 0.70], [0.80, 0.80, 0.80, 0.81])
    assert not settings_search._is_behind([0.70], [0.80, 0.80])
    assert not settings_search._is_behind([0.7999, 0.80], [0.80, 0.80, 0.82, 0.78])


def test_a_restarted_search_reads_its_trials(lender, tmp_path, monkeypatch):
    checkpoints = open_checkpoints(tmp_path, "a training")
    whole = list_trials(search(lender))
    search(lender, SearchBudget(0, {"logistic_regression": 4, "xgboost": 4}), checkpoints=checkpoints)
    run_kinds = []
    run_trial = settings_search._run_trial
    monkeypatch.setattr(
        settings_search, "_run_trial", lambda *arguments: run_kinds.append(arguments[0].kind) or run_trial(*arguments)
    )
    assert list_trials(search(lender, checkpoints=checkpoints)) == whole
    assert sorted(run_kinds) == ["logistic_regression"] * 2 + ["xgboost"]


def test_the_budget_is_kept(lender):
    searches = search(lender, SearchBudget(1.0))
    seconds = sum(result.seconds for result in searches.values())
    assert seconds < 1.0 + 2 * max(result.last_seconds for result in searches.values())
    assert all(np.isfinite(result.best_trial["auc"]) for result in searches.values() if result.trials)
