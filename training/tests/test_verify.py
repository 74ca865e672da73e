"""Checking a model folder again: an unchanged folder passes, and every change is named."""

import json
import re
import shutil

import numpy as np
import pytest

from training.verify import Check, main, read_parity_rows, verify_folder


@pytest.fixture
def folder(trained, tmp_path):
    return shutil.copytree(trained / "model", tmp_path / "model")


def check_folder(folder) -> dict[str, Check]:
    return {check.name: check for check in verify_folder(folder)}


def change_manifest(folder, change) -> None:
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text())
    change(manifest)
    file.write_text(json.dumps(manifest))


def test_a_folder_as_it_was_written_passes(folder, capsys):
    assert main([str(folder)]) == 0
    checks = json.loads(capsys.readouterr().out)
    assert [check["name"] for check in checks] == [
        *("files", "parity in Python", "figures", "groups", "figures of the serving model"),
    ]
    assert all(check["passed"] for check in checks), checks
    assert re.match(r"300 made-up rows: at most \d\.\de[+-]\d+ apart, 0 decisions differ$", checks[1]["detail"])
    assert not re.search(r"e-0|\d{4}| 1 \w+s ", " ".join(check["detail"] for check in checks[1:]))


def test_the_made_up_rows_are_no_applications_and_are_finite(folder, lender):
    inputs, pds = read_parity_rows(folder / "parity.csv", {"num": lender.num_names, "cat": lender.cat_names})
    assert len(pds) == 300
    assert not np.isinf(inputs.num).any()
    assert np.isnan(inputs.num[0]).all()
    real = {row.tobytes() for row in lender.inputs.num[:, [0, 1, 2, 3]]}
    assert not any(row.tobytes() in real for row in inputs.num[:, [0, 1, 2, 3]])


def test_a_changed_a_lost_and_a_foreign_file_are_named(folder):
    (folder / "model-card.md").write_text("all is well")
    (folder / "plots/roc.png").unlink()
    (folder / "note.txt").write_text("hello")
    check = check_folder(folder)["files"]
    assert not check.passed
    for text in ("model-card.md has another sha256", "plots/roc.png is missing", "note.txt is not listed"):
        assert text in check.detail


def test_a_changed_figure_is_noticed(folder):
    change_manifest(folder, lambda manifest: manifest["metrics"]["holdout"].update(auc=0.99))
    check = check_folder(folder)["figures"]
    assert not check.passed
    assert check.detail.startswith("auc is ")
    assert check.detail.endswith("told is 0.99")


def test_a_changed_interval_is_noticed(folder):
    change_manifest(folder, lambda manifest: manifest["metrics"]["intervals"].update(ks=[0.0, 1.0]))
    assert "ks[0] is" in check_folder(folder)["figures"].detail


@pytest.mark.parametrize("part", ["out_of_fold", "against_assessed"])
def test_a_changed_figure_of_the_serving_model_is_noticed(folder, part):
    name = "auc" if part == "out_of_fold" else "value"
    change_manifest(folder, lambda manifest: manifest["serving"][part].update({name: 0.99}))
    check = check_folder(folder)["figures of the serving model"]
    assert not check.passed
    assert check.detail.startswith(f"{part}.{name} is ")


def test_a_model_from_before_refits_has_no_serving_figures_to_check(folder):
    change_manifest(folder, lambda manifest: manifest.pop("serving"))
    assert "figures of the serving model" not in check_folder(folder)


def test_groups_that_do_not_add_up_are_noticed(folder):
    def change(manifest):
        manifest["fairness"]["attributes"]["sex"]["groups"][0]["approved"] += 1

    change_manifest(folder, change)
    check = check_folder(folder)["groups"]
    assert not check.passed
    assert "sex: approved do not add up" in check.detail


def test_a_graph_with_other_pds_is_noticed(folder):
    rows = (folder / "parity.csv").read_text().splitlines()
    changed = rows[5].rsplit(",", 1)
    changed[1] = "0.0123" if float(changed[1]) > 0.5 else "0.9876"
    rows[5] = ",".join(changed)
    (folder / "parity.csv").write_text("\n".join(rows) + "\n")
    check = check_folder(folder)["parity in Python"]
    assert not check.passed
    assert check.detail.endswith(", 1 decision differs")


def test_a_check_that_cannot_be_made_fails(folder, tmp_path):
    (folder / "holdout.csv").unlink()
    (folder / "model.onnx").write_bytes(b"not a graph")
    checks = check_folder(folder)
    assert not any(checks[name].passed for name in ("files", "parity in Python", "figures", "groups"))
    assert not check_folder(tmp_path / "nothing")["files"].passed
    assert main([]) == 2
    assert main([str(tmp_path / "nothing")]) == 1
