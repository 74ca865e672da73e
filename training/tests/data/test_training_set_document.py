"""features.json: every number that training takes from the policy or the configuration has to be in it."""

import json

import pytest

from testing.models.made_up_lender import SCORE, make_rows, write_channel
from training.data.training_set_document import MinimumOutcomes, ScoreScale, read_document
from training.errors import InvalidTrainingData, MissingInput


@pytest.fixture
def file(tmp_path):
    return write_channel(tmp_path / "train", make_rows(5)) / "features.json"


def change(file, path: str, value=None) -> None:
    """Sets the value at a path such as `score.pdo`; None deletes it."""
    document = json.loads(file.read_text())
    *parents, name = path.split(".")
    owner = document
    for parent in parents:
        owner = owner[parent]
    owner.pop(name)
    if value is not None:
        owner[name] = value
    file.write_text(json.dumps(document))


def test_reads_what_the_export_states(file):
    document = read_document(file)
    assert document.score == ScoreScale(**SCORE)
    assert document.minimum == MinimumOutcomes(outcomes=200, per_class=20)
    assert (document.cut_off, document.approve_below, document.parity_tolerance) == (0.3, 0.15, 1e-5)
    assert (document.rows, document.seed, document.fairness) == (5, 7, ["sex"])


@pytest.mark.parametrize(
    "path",
    [
        *("score", "score.base", "score.odds", "score.pdo", "score.min", "score.max"),
        *("minimum", "minimum.outcomes", "minimum.per_class", "parity.max_abs_difference"),
        *("fairness_bounds.min_approval_rate_ratio", "fairness_bounds.max_equal_opportunity_difference"),
        *("cut_off", "approve_below", "suspicious_auc", "seed", "rows", "columns", "features", "fairness", "target"),
        *("run_id", "as_of_max", "refit", "leave_out_kinds"),
    ],
)
def test_nothing_has_a_default(file, path):
    change(file, path)
    with pytest.raises(MissingInput, match=f"features.json does not state {path}"):
        read_document(file)


@pytest.mark.parametrize("field", ["type", "monotone", "missing", "label", "unit"])
def test_nothing_of_a_feature_has_a_default(file, field):
    features = json.loads(file.read_text())["features"]
    del features[0][field]
    change(file, "features", features)
    with pytest.raises(MissingInput, match=f"does not state {field} of the feature income"):
        read_document(file)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("score.base", "600", "score.base in features.json is not a number"),
        ("score.odds", 0, "score.odds in features.json is 0; it has to be more than 0"),
        ("score.pdo", -20, "score.pdo in features.json is -20"),
        ("minimum.outcomes", 0, "minimum.outcomes in features.json is 0"),
        ("seed", True, "seed in features.json is not a number"),
        ("refit", 1, "refit in features.json is neither true nor false"),
    ],
)
def test_a_wrong_value_is_named(file, path, value, message):
    change(file, path, value)
    with pytest.raises(InvalidTrainingData, match=message):
        read_document(file)


def test_what_is_not_json_is_named(file):
    file.write_text("{")
    with pytest.raises(InvalidTrainingData, match="features.json is not JSON"):
        read_document(file)
