"""The serving model has learned from every row, is calibrated out of fold, and is the assessed one where it must be."""

import json
from dataclasses import replace

import numpy as np
import pytest
from conftest import create_context, spoil_rows
from sklearn.metrics import roc_auc_score

from testing.models.made_up_lender import make_rows, write_channel
from training.data.training_set import TrainingSet
from training.evaluation.serving_model import MAX_LOSS_AUC, PairedPds, ServingModel
from training.reporting.serving_content import explain_serving, judge_serving
from training.steps import refit as step
from training.steps.context import TrainingContext
from training.steps.evaluate_candidates import Candidate, evaluate_candidates
from training.steps.search_settings import search_settings

pytestmark = pytest.mark.usefixtures("quick_training")


def choose(training: TrainingContext) -> Candidate:
    candidates = evaluate_candidates(training, search_settings(training))
    return next(candidate for candidate in candidates if candidate.model.kind == "xgboost")


def refit_all(data: TrainingSet) -> tuple[TrainingContext, Candidate, ServingModel]:
    training = create_context(data)
    chosen = choose(training)
    return training, chosen, step.refit(training, chosen)


def test_the_serving_model_has_learned_from_the_holdout_and_the_assessed_one_has_not(lender):
    training, chosen, serving = refit_all(lender)
    assert serving.is_refit
    assert len(serving.rows) == len(lender.defaulted)
    holdout = training.split.holdout
    other = replace(lender, defaulted=lender.defaulted.copy())
    other.defaulted[holdout] = 1 - other.defaulted[holdout]
    # the same split: only the outcomes of its holdout differ
    spoiled = replace(training, data=other)
    assert np.array_equal(choose(spoiled).pd, chosen.pd)
    refitted = step._learn_from_all_rows(spoiled, chosen)
    assert not np.array_equal(refitted.model.predict(lender.inputs), serving.model.predict(lender.inputs))


def test_every_row_is_scored_by_a_model_that_did_not_learn_from_it(lender):
    training, chosen, serving = refit_all(lender)
    assert len(serving.out_of_fold) == len(lender.defaulted)
    in_sample = roc_auc_score(lender.defaulted, serving.model.predict(lender.inputs))
    out_of_fold = roc_auc_score(lender.defaulted, serving.out_of_fold)
    assert out_of_fold < in_sample - 0.02
    assert abs(out_of_fold - serving.cv["auc_mean"]) < 0.02
    assert abs(serving.out_of_fold.mean() - lender.defaulted.mean()) < 0.02
    assert serving.against["rows"] == len(training.split.holdout)
    paired = roc_auc_score(lender.defaulted[training.split.holdout], serving.out_of_fold[training.split.holdout])
    assessed = roc_auc_score(lender.defaulted[training.split.holdout], chosen.pd)
    assert serving.against["value"] == pytest.approx(paired - assessed)


def test_the_configuration_leaves_the_refit_out(lender):
    training, chosen, serving = refit_all(replace(lender, document=replace(lender.document, refit=False)))
    assert not serving.is_refit
    assert serving.model is chosen.model
    assert serving.cv == chosen.cv
    assert np.array_equal(serving.rows, training.split.training)
    assert serving.why == step.BY_CONFIGURATION


def test_a_refit_that_clearly_ranks_worse_does_not_serve(lender, monkeypatch):
    training = create_context(lender)
    chosen = choose(training)
    spoiled = spoil_rows(lender.inputs, training.split.holdout)
    honest = step.cross_validate

    def cross_validate(plan, specifications):
        return honest(replace(plan, inputs=spoiled), specifications)

    monkeypatch.setattr(step, "cross_validate", cross_validate)
    serving = step.refit(training, chosen)
    assert not serving.is_refit
    assert serving.model is chosen.model
    assert serving.why.startswith(f"trained on all rows, it ranks the holdout worse by more than {MAX_LOSS_AUC} AUC (-")


@pytest.mark.parametrize(("high", "worse"), [(0.001, False), (-MAX_LOSS_AUC / 2, False), (-MAX_LOSS_AUC * 2, True)])
def test_only_a_loss_beyond_noise_and_margin_counts(high, worse):
    against = {"rows": 100, "value": -0.01, "low": -0.02, "high": high}
    nothing = np.empty(0)
    assert ServingModel(None, None, True, "", nothing, nothing, nothing, {}, against).is_clearly_worse == worse


def test_the_shift_is_that_of_the_pds_of_the_same_rows():
    pds = np.random.default_rng(1).beta(1, 4, 3000)
    rows, outcomes = np.arange(3000), np.zeros(3000, np.int8)
    assert PairedPds(rows, outcomes, pds, pds).measure_shift() == 0
    assert PairedPds(rows, outcomes, pds**2, pds).measure_shift() > 0.25


def test_a_folder_without_a_refit_describes_the_assessed_model(job, tmp_path):
    channel = write_channel(tmp_path / "train", make_rows(300), refit=False)
    status, folder = job("no-refit", SM_CHANNEL_TRAIN=str(channel))
    assert status == 0
    manifest = json.loads((folder / "model/manifest.json").read_text())
    serving = manifest["serving"]
    assert not serving["refit"]
    assert serving["rows"] == 240
    assert serving["cv"] == manifest["metrics"]["cv"]
    assert serving["against_assessed"] is serving["psi"] is None
    assert json.loads((folder / "model/baseline.json").read_text())["rows"] == 240
    header, first = (folder / "model/out_of_fold.csv").read_text().splitlines()[:2]
    assert header == '"defaulted","pd","assessed_pd"'
    assert first.endswith(',""')


def build_manifest(**serving) -> dict:
    against = {"rows": 20, "value": -0.0031, "low": -0.0052, "high": -0.0011}
    figures = {"cv": {"auc_mean": 0.79, "auc_std": 0.004}, "rows": 100, "psi": 0.001, "against_assessed": against}
    return {
        "serving": {"refit": True, "why": "", **figures, **serving},
        "training": {"rows": 100},
        "metrics": {"holdout": {"rows": 20}},
        "protocol": {"split": "out_of_time"},
    }


def test_the_documents_say_what_each_set_of_figures_is_worth():
    *_, comparison, time = explain_serving(build_manifest())
    assert "differs from the assessed model's by −0.0031 (95 % interval −0.0052 to −0.0011)" in comparison
    assert time.startswith("The holdout has the newest applications.")
    manifest = build_manifest()
    manifest["protocol"]["split"] = "stratified"
    assert len(explain_serving(manifest)) == 3
    assert not judge_serving(manifest)[0][0]
    left_out = build_manifest(refit=False, why=step.BY_CONFIGURATION, against_assessed=None)
    assert judge_serving(left_out) == []
    assert explain_serving(left_out) == [
        f"The assessed model serves, trained on the 80 training rows alone: {step.BY_CONFIGURATION}."
    ]
    lost = build_manifest(
        refit=False, why=step._explain_loss(build_manifest()["serving"]["against_assessed"]), against_assessed=None
    )
    assert not judge_serving(lost)[0][0]
