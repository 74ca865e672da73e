"""Time goes to the kinds that may still win, trials that are behind end early, and finalists are within reach."""

import numpy as np
import pytest

from training.models.specification import ModelSpecification
from training.selection import search_budget
from training.selection.auc_difference import rank_rows
from training.selection.finalists import MAX_FINALISTS, choose_finalists
from training.selection.search_budget import KindSearch, SearchBudget, SearchSchedule
from training.selection.trial import FoldOutcome, Trial, choose_stage

ROWS = 3_000
RANDOM = np.random.default_rng(5)
RISK = RANDOM.normal(size=ROWS)
DEFAULTED = (RISK + RANDOM.logistic(size=ROWS) > 1).astype(np.int8)
NOISE = RANDOM.normal(size=ROWS)


def run_fold(noise: float, trees=(0,), seconds: float = 1.0) -> FoldOutcome:
    """The outcome of a fold whose margins have so much noise."""
    ranking = rank_rows(DEFAULTED, RISK + noise * NOISE)
    aucs = np.full(len(trees), ranking.auc)
    return FoldOutcome(np.array(trees), aucs, np.full(len(trees), 0.4), ranking, seconds)


def run_trial(index: int, noise: float, rival: Trial | None = None, folds: int = 2, seconds: float = 1.0) -> Trial:
    trial = Trial(index, ModelSpecification("xgboost", {"max_depth": index}), "start", rival)
    trial.outcomes = [run_fold(noise, seconds=seconds) for _ in range(folds)]
    trial.conclude(2, finished=True)
    return trial


def make_search(kind: str, *noises: float) -> KindSearch:
    search = KindSearch(kind, {"default": True}, starts=1, folds=2, proposed=len(noises), settings=9)
    search.trials = [run_trial(i, noise) for i, noise in enumerate(noises)]
    return search


def share_time(searches: list[KindSearch], rounds: int) -> dict[str, int]:
    """Trials of each kind when every trial takes a second and finds nothing new."""
    schedule = SearchSchedule(SearchBudget(1_000), searches, workers=1)
    given = {search.kind: 0 for search in searches}
    for _ in range(rounds):
        search = schedule.choose_next(0.0)
        given[search.kind] += 1
        search.trials.append(run_trial(search.proposed, 5.0))
        search.proposed += 1
    return given


def test_every_kind_has_a_trial_before_any_has_two():
    searches = [KindSearch(kind, {}, starts=3, folds=2) for kind in ("scorecard", "xgboost", "lightgbm")]
    schedule = SearchSchedule(SearchBudget(60), searches, workers=1)
    chosen = []
    for _ in searches:
        search = schedule.choose_next(0.0)
        chosen.append(search.kind)
        search.proposed += 1
        search.trials.append(run_trial(0, 0.5))
    assert chosen == ["lightgbm", "xgboost", "scorecard"]  # those that lead most often first


def test_time_goes_to_the_kinds_that_may_still_win():
    given = share_time([make_search("xgboost", 0.1), make_search("scorecard", 2.0)], 30)
    assert given["xgboost"] > 25
    even = share_time([make_search("xgboost", 0.1), make_search("lightgbm", 0.1)], 30)
    assert even["xgboost"] == even["lightgbm"]


def test_a_kind_that_gained_lately_gets_more():
    gained = make_search("lightgbm", 2.0, 1.0)
    flat = make_search("scorecard", 1.0, 1.0)
    leader = make_search("xgboost", 0.8, 0.8)
    given = share_time([leader, gained, flat], 20)
    assert given["lightgbm"] > given["scorecard"]


def test_a_kind_with_few_settings_has_few_trials():
    search = make_search("logistic_regression", 0.5)
    search.settings = 1
    assert sum(share_time([search, make_search("xgboost", 0.5)], 60).values()) == 60
    assert len(search.trials) <= 2 + search_budget.TRIALS_PER_SETTING


def test_a_budget_of_time_ends():
    schedule = SearchSchedule(SearchBudget(10), [make_search("xgboost", 0.5)], workers=1)
    assert schedule.choose_next(9.0) is None  # a trial takes two seconds
    assert schedule.choose_next(7.0) is not None
    assert schedule.is_over(10.0)
    schedule.kept_seconds = 5.0
    assert schedule.is_over(5.0)


def test_the_default_settings_of_every_kind_are_tried_whatever_the_time():
    untried = KindSearch("lightgbm", {}, starts=2, folds=2)
    schedule = SearchSchedule(SearchBudget(10), [make_search("xgboost", 0.5), untried], workers=1)
    assert schedule.choose_next(99.0) is untried
    untried.left = "given up"
    assert schedule.choose_next(99.0) is None


def test_a_kind_that_was_given_up_gets_no_more_trials():
    given_up = KindSearch("neural_additive", {}, starts=3, folds=2, proposed=1, left="given up")
    schedule = SearchSchedule(SearchBudget(60), [make_search("xgboost", 0.5), given_up], workers=1)
    assert schedule.choose_next(0.0).kind == "xgboost"  # although the other has used none of its share


def test_a_kind_that_is_slow_and_behind_is_given_up():
    leader = make_search("xgboost", 0.1)

    def is_given_up(noise: float, seconds: float, budget: SearchBudget) -> bool:
        trial = Trial(0, ModelSpecification("neural_additive", {}), "start", None, [run_fold(noise, seconds=seconds)])
        return SearchSchedule(budget, [leader], workers=1).is_too_costly(trial)

    assert is_given_up(2.0, 9.0, SearchBudget(60))
    assert not is_given_up(0.1, 9.0, SearchBudget(60))
    assert not is_given_up(2.0, 3.0, SearchBudget(60))
    assert not is_given_up(2.0, 9.0, SearchBudget(0, {"neural_additive": 1}))


def test_a_trial_clearly_behind_its_rival_ends_early():
    rival = run_trial(0, 0.1)
    assert run_trial(1, 2.0, rival, folds=1).is_behind(folds=2)
    assert not run_trial(1, 0.15, rival, folds=1).is_behind(folds=2)
    assert not run_trial(1, 0.0, rival, folds=2).is_behind(folds=2)
    assert not run_trial(0, 2.0, None, folds=1).is_behind(folds=2)


def test_the_score_of_a_trial_that_ended_early_is_no_better_than_its_rival():
    """A first fold may be an easy one, so its AUC alone says little."""
    rival = run_trial(0, 0.5)
    trial = Trial(1, ModelSpecification("xgboost", {}), "search", rival, [run_fold(1.0)])
    trial.conclude(2, finished=False)
    assert trial.score < rival.score
    assert not trial.finished


def test_settings_change_only_for_a_gain_beyond_noise():
    same, better = make_search("xgboost", 0.5, 0.499), make_search("xgboost", 2.0, 0.1)
    assert same.chosen_trial is same.trials[0]
    assert better.chosen_trial is better.trials[1]
    assert KindSearch("xgboost", {"default": True}, starts=1, folds=2).params == {"default": True}


def test_the_number_of_trees_is_where_the_mean_curve_is_best():
    def follow(aucs: list[float]) -> FoldOutcome:
        outcome = run_fold(0.5, trees=(10, 20, 30, 40, 50)[: len(aucs)])
        return FoldOutcome(outcome.trees, np.array(aucs), outcome.log_losses, outcome.ranking, 1.0)

    assert choose_stage([follow([0.6, 0.7, 0.8, 0.7, 0.6])]) == (2, 30)
    stopped_early = follow([0.70, 0.75, 0.76])
    assert choose_stage([stopped_early, follow([0.60, 0.70, 0.78, 0.80, 0.79])])[1] in (40, 50)


def test_finalists_are_within_reach_and_the_scorecard_always():
    kinds = {"xgboost": 0.1, "lightgbm": 0.12, "random_forest": 3.0, "scorecard": 4.0}
    searches = [make_search(kind, noise) for kind, noise in kinds.items()]
    untried = KindSearch("extra_trees", {}, starts=1, folds=2)
    finalists = choose_finalists([*searches, untried])
    assert [finalist.kind for finalist in finalists] == ["xgboost", "lightgbm", "scorecard"]
    assert "behind xgboost" in searches[2].left
    assert untried.left == "it had no trial"


def test_there_are_few_finalists():
    searches = [make_search(f"kind {i}", 0.1) for i in range(MAX_FINALISTS + 2)]
    assert len(choose_finalists(searches)) == MAX_FINALISTS
    assert searches[-1].left == f"{MAX_FINALISTS} kinds ranked better in the search"


def test_without_a_search_every_kind_is_a_finalist():
    searches = [KindSearch(kind, {}, starts=1, folds=2) for kind in ("xgboost", "scorecard")]
    assert len(choose_finalists(searches)) == 2
    assert choose_finalists(searches)[0].constrained is None


@pytest.mark.parametrize("count", [0, 3])
def test_a_repetition_by_trials_stops_at_their_number(count):
    search = KindSearch("xgboost", {}, starts=1, folds=2)
    schedule = SearchSchedule(SearchBudget(0, {"xgboost": count}), [search], workers=1)
    while (chosen := schedule.choose_next(1e9)) is not None:
        chosen.trials.append(run_trial(chosen.proposed, 0.5))
        chosen.proposed += 1
    assert len(search.trials) == count
