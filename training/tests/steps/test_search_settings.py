"""The progress lines of a search say which algorithm leads and by how much, and count to their total."""

import io

from training.progress import Progress
from training.selection.settings_search import SearchProgress
from training.steps.search_settings import SEARCH_STEPS, _SearchReport, describe_leader


def test_the_leader_and_its_lead_are_named():
    assert describe_leader({}) == "no algorithm has a score yet"
    assert describe_leader({"xgboost": 0.78}) == "xgboost leads with AUC 0.7800"
    scores = {"random_forest": 0.7841, "xgboost": 0.7829, "scorecard": 0.75}
    assert describe_leader(scores) == "random forest leads with AUC 0.7841, 0.0012 ahead of xgboost"


def test_every_part_of_the_budget_counts_once_whatever_trials_take():
    stream = io.StringIO()
    report = _SearchReport(Progress(SEARCH_STEPS, stream))
    for share, trials in ((0.01, 1), (0.31, 2), (0.32, 3), (0.97, 4)):
        report.update(SearchProgress(share, {"xgboost": 0.78}, trials))
    report.finish()
    report.finish()
    lines = stream.getvalue().splitlines()
    assert [line.split()[1] for line in lines] == ["6/20", "19/20", "20/20"]
    assert lines[0].endswith("30% of the search, 2 trials: xgboost leads with AUC 0.7800")
