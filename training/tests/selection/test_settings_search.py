"""The search is seeded, repeatable by its number of trials, blind to the holdout, and resumes after an interruption."""

import dataclasses

import pytest
from conftest import create_context, only_kinds, spoil_rows

from training.models.kinds import KINDS
from training.models.kinds.kind import measure_shape
from training.models.kinds.stages import STAGES
from training.selection import settings_search
from training.selection.checkpoints import Checkpoints, open_checkpoints
from training.selection.search_budget import KindSearch, SearchBudget
from training.steps.search_settings import search_settings

TRIALS = {"logistic_regression": 6, "xgboost": 5}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Two kinds, one folding."""
    monkeypatch.setattr(settings_search, "MAX_REPEATS", 1)
    with only_kinds(*TRIALS):
        yield


def search(lender, budget=None, *, seed=7, workers=1, checkpoints=None):
    budget = budget or SearchBudget(0, TRIALS)
    checkpoints = checkpoints or Checkpoints()
    return settings_search.search_settings(
        lender.inputs, lender.defaulted, budget, checkpoints, seed=seed, folds=2, workers=workers
    )


def list_trials(searches):
    """Every trial without its seconds."""
    return {
        kind: [trial.describe() | {"seconds": None} for trial in result.trials] for kind, result in searches.items()
    }


def count_trials(searches):
    return {kind: len(result.trials) for kind, result in searches.items()}


def test_the_same_seed_and_trials_give_the_same_on_any_number_of_processes(lender):
    first, again, other_seed = search(lender), search(lender, workers=2), search(lender, seed=8)
    assert list_trials(first) == list_trials(again)
    assert list_trials(first) != list_trials(other_seed)
    assert count_trials(first) == TRIALS


def test_the_trials_of_a_kind_do_not_depend_on_the_other_kinds(lender):
    alone = search(lender, SearchBudget(0, {"xgboost": TRIALS["xgboost"]}))
    assert list_trials(alone)["xgboost"] == list_trials(search(lender))["xgboost"]


def test_the_trials_of_a_timed_search_repeat_it(lender):
    timed = search(lender, SearchBudget(1.5))
    assert sum(count_trials(timed).values()) > 0
    again = search(lender, SearchBudget(0, count_trials(timed)))
    assert list_trials(again) == list_trials(timed)


def test_a_search_begins_with_the_default_settings_and_the_best_is_never_worse(lender):
    for kind, result in search(lender).items():
        first = result.trials[0]
        assert first.params.keys() == result.default_params.keys()
        changed = {name for name, value in first.params.items() if value != result.default_params[name]}
        assert changed <= {KINDS[kind].trees_setting, "learning_rate"}
        assert result.best_trial.score >= first.score
        assert len({str(trial.params) for trial in result.trials}) > 1


def test_the_number_of_trees_is_found_on_the_way(lender):
    for trial in search(lender)["xgboost"].trials:
        assert trial.params["n_estimators"] == trial.trees in STAGES


def test_without_a_budget_the_default_settings_are_taken(lender):
    for kind, result in search(lender, SearchBudget(0)).items():
        assert result.trials == []
        assert result.params == result.default_params
        assert result.params in KINDS[kind].list_starts(measure_shape(lender.inputs, lender.defaulted))


def test_no_holdout_row_reaches_the_search(lender):
    """Nonsense in the holdout changes no trial."""
    holdout = create_context(lender).split.holdout
    spoiled = dataclasses.replace(lender, inputs=spoil_rows(lender.inputs, holdout))
    trials = [list_trials(search_settings(create_context(data, trials=TRIALS))) for data in (lender, spoiled)]
    assert trials[0] == trials[1]


def test_a_restarted_search_reads_its_trials(lender, tmp_path, monkeypatch):
    checkpoints = open_checkpoints(tmp_path, "a training")
    whole = list_trials(search(lender))
    search(lender, SearchBudget(0, {"logistic_regression": 4, "xgboost": 4}), checkpoints=checkpoints)
    fitted = []
    fit = settings_search.fit_fold
    monkeypatch.setattr(
        settings_search, "fit_fold", lambda *arguments: fitted.append(arguments[0].kind) or fit(*arguments)
    )
    assert list_trials(search(lender, checkpoints=checkpoints)) == whole
    assert set(fitted) == {"logistic_regression", "xgboost"}
    fitted.clear()
    assert list_trials(search(lender, checkpoints=checkpoints)) == whole
    assert fitted == []


def test_a_search_ends_with_its_budget(lender, monkeypatch):
    """On a clock that each proposal moves by a second, a budget of five seconds has five proposals."""
    seconds = iter(range(1_000))
    propose = settings_search.Proposer.propose
    now = [0.0]
    monkeypatch.setattr(settings_search.time, "monotonic", lambda: now[0])

    def propose_and_wait(proposer):
        now[0] = next(seconds) + 1.0
        return propose(proposer)

    monkeypatch.setattr(settings_search.Proposer, "propose", propose_and_wait)
    monkeypatch.setattr(KindSearch, "trial_seconds", 0.0)
    searches = search(lender, SearchBudget(5))
    assert sum(result.proposed for result in searches.values()) == 5
