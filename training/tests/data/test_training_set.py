"""Reading the exported training set: order, types, chunks, and a named error for each wrong value or file."""

import numpy as np
import pytest

from testing.models.made_up_lender import NUMBERS, WORDS, make_rows, write_channel
from training.data import training_set
from training.errors import InvalidTrainingData, MissingInput, OneClass, TooFewRows


def test_reads_every_file_in_the_order_of_features_json(channel, lender):
    frame = make_rows(600)
    assert lender.num_names == list(NUMBERS)
    assert lender.cat_names == list(WORDS)
    assert lender.inputs.num.dtype == np.float32
    np.testing.assert_array_equal(lender.inputs.num, frame[list(NUMBERS)].to_numpy(np.float32))
    np.testing.assert_array_equal(lender.inputs.categories(), frame[list(WORDS)].to_numpy(object))
    np.testing.assert_array_equal(lender.defaulted, frame.defaulted)


def test_words_are_read_as_they_are(tmp_path):
    frame = make_rows(5)
    frame["purpose"] = ["NA", "null", "", "1.50", 'a "quoted", comma']
    data = training_set.load_training_set(write_channel(tmp_path / "train", frame))
    assert list(data.inputs.categories()[:, 0]) == list(frame.purpose)


ODD_WORDS = ["carriage\rreturn", "\r", "line\r\nfeed", "\n", "\x0b", "\x0c", "\x85", "\u2028", "a\u2029b", " lead"]
ODD_WORDS += ["missing", "other", "unknown", "nan", "None", "\\N", "\\.", "0", "00", "1e3", "true", "\U0001f600"]
ODD_WORDS += ["e\u0301", "\u00e9", "trail "]


def test_odd_words_stay_apart(tmp_path):
    frame = make_rows(len(ODD_WORDS))
    frame["purpose"] = "plain"
    channel = write_channel(tmp_path / "train", frame, parts=1)
    file = channel / "data" / "0001"
    # As PostgreSQL writes it: a text with a carriage return or a line feed is quoted.
    rows = zip(file.read_text().splitlines(), ODD_WORDS, strict=True)
    file.write_text("".join(f"{row}\n".replace("plain", f'"{word}"') for row, word in rows), newline="")
    data = training_set.load_training_set(channel)
    assert list(data.inputs.categories()[:, 0]) == ODD_WORDS


def test_fairness_groups_are_read_apart_from_the_features(lender):
    np.testing.assert_array_equal(lender.fairness_groups["sex"], make_rows(600).sex)


@pytest.mark.parametrize(("name", "fairness"), [("sex", []), ("purpose", ["purpose"])])
def test_a_group_of_fairness_is_refused_as_a_model_input(tmp_path, name, fairness):
    frame = make_rows(5)
    words = dict.fromkeys([*WORDS, name])
    with pytest.raises(InvalidTrainingData, match=f"{name}: a group of fairness can't be a model input"):
        training_set.load_training_set(write_channel(tmp_path / "train", frame, words=tuple(words), fairness=fairness))


def test_chunks_do_not_show(tmp_path, channel, lender, monkeypatch):
    monkeypatch.setattr(training_set, "CHUNK_ROWS", 37)
    again = training_set.load_training_set(channel)
    np.testing.assert_array_equal(again.inputs.codes, lender.inputs.codes)
    np.testing.assert_array_equal(again.inputs.num, lender.inputs.num)
    assert again.sha256 == lender.sha256


def test_a_lender_without_categories_feeds_a_constant(tmp_path):
    data = training_set.load_training_set(write_channel(tmp_path / "train", make_rows(5), words=()))
    assert data.inputs.categories().tolist() == [["none"]] * 5


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("income", "a lot", "does not fit features.json"),
        ("defaulted", 2, "defaulted must be 0 or 1"),
        ("defaulted", np.nan, "defaulted must be 0 or 1"),
    ],
)
def test_a_wrong_value_is_named(tmp_path, column, value, message):
    frame = make_rows(20)
    frame[column] = frame[column].astype(object)
    frame.loc[3, column] = value
    with pytest.raises(InvalidTrainingData, match=message):
        training_set.load_training_set(write_channel(tmp_path / "train", frame))


def test_a_lost_file_is_noticed(tmp_path):
    folder = write_channel(tmp_path / "train", make_rows(20))
    (folder / "data" / "0002").unlink()
    with pytest.raises(InvalidTrainingData, match="10 rows were found, 20 were exported"):
        training_set.load_training_set(folder)


def test_missing_inputs_are_named(tmp_path, channel):
    with pytest.raises(MissingInput, match=r"features\.json"):
        training_set.load_training_set(tmp_path)
    (tmp_path / "features.json").write_text((channel / "features.json").read_text())
    with pytest.raises(MissingInput, match="no data file"):
        training_set.load_training_set(tmp_path)


def test_too_little_to_learn_from(tmp_path):
    few = training_set.load_training_set(write_channel(tmp_path / "few", make_rows(100)))
    with pytest.raises(TooFewRows, match="100 known outcomes; at least 200"):
        training_set.require_enough_outcomes(few)
    one_class = training_set.load_training_set(write_channel(tmp_path / "one", make_rows(300).assign(defaulted=0)))
    with pytest.raises(OneClass, match="all 300 outcomes are repaid"):
        training_set.require_enough_outcomes(one_class)
    rare = training_set.load_training_set(write_channel(tmp_path / "rare", make_rows(300, default_rate=0.02)))
    with pytest.raises(OneClass, match="at least 20 of each"):
        training_set.require_enough_outcomes(rare)


def test_the_export_states_how_much_is_enough(tmp_path):
    def load(name, rows, outcomes, per_class):
        minimum = {"outcomes": outcomes, "per_class": per_class}
        return training_set.load_training_set(write_channel(tmp_path / name, make_rows(rows), minimum=minimum))

    training_set.require_enough_outcomes(load("low", 100, 100, 25))
    with pytest.raises(TooFewRows, match="600 known outcomes; at least 601"):
        training_set.require_enough_outcomes(load("high", 600, 601, 20))
    with pytest.raises(OneClass, match="25 defaults and 75 repaid; at least 26 of each"):
        training_set.require_enough_outcomes(load("rare", 100, 100, 26))
