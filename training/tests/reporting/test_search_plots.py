"""The pictures of a search: drawn from its trials, the same bytes for the same figures, and none of an empty search."""

from training.reporting.search_plots import draw_search_plots

NAMES = {"xgboost": "XGBoost", "scorecard": "scorecard"}
TIMINGS = {"search": 60.0, "cross-validate and fit": 30.0}
SEARCH = [
    {"kind": "xgboost", "trials": 2, "seconds": 40.0, "start_auc": 0.75, "best_auc": 0.78, "left": None},
    {"kind": "scorecard", "trials": 0, "seconds": 0.0, "start_auc": None, "best_auc": None, "left": None},
]
TRIALS = {
    "xgboost": [{"auc": 0.75, "finished": True}, {"auc": 0.70, "finished": False}, {"auc": 0.78, "finished": True}],
    "scorecard": [],
}


def test_a_search_has_three_pictures_with_the_same_bytes_each_time():
    drawn = draw_search_plots(TRIALS, SEARCH, TIMINGS, NAMES)
    assert set(drawn) == {"search_trials", "search_gain", "search_time"}
    assert drawn == draw_search_plots(TRIALS, SEARCH, TIMINGS, NAMES)
    assert all(picture.startswith(b"\x89PNG") for picture in drawn.values())
    trials = TRIALS | {"xgboost": TRIALS["xgboost"][:1]}
    assert draw_search_plots(trials, SEARCH, TIMINGS, NAMES)["search_trials"] != drawn["search_trials"]


def test_without_a_search_only_the_time_is_drawn():
    nothing = {kind: [] for kind in TRIALS}
    empty = [SEARCH[1] | {"kind": kind} for kind in NAMES]
    assert set(draw_search_plots(nothing, empty, TIMINGS, NAMES)) == {"search_time"}
