"""Candidates are chosen, calibrated and fitted on training rows alone; the holdout only measures them."""

import dataclasses

import numpy as np
import pytest
from conftest import create_context, spoil_rows

from training.data.training_set import TrainingSet
from training.export.onnx_model import build_onnx_model, serialise
from training.models import calibration
from training.selection import variants
from training.steps.evaluate_candidates import Candidate, evaluate_candidates
from training.steps.search_settings import search_settings

pytestmark = pytest.mark.usefixtures("quick_training")


def evaluate(data: TrainingSet) -> list[Candidate]:
    training = create_context(data)
    return evaluate_candidates(training, search_settings(training))


def flatter_smote(plan, specifications, rivals):
    """Cross-validation in which SMOTE always helps."""
    return [
        dataclasses.replace(result, cv=result.cv | {"auc_mean": result.auc + 1})
        for result in variants.cross_validate(plan, specifications)
    ]


def test_no_holdout_row_reaches_any_choice(lender):
    holdout = create_context(lender).split.holdout
    honest = evaluate(lender)
    spoiled = evaluate(dataclasses.replace(lender, inputs=spoil_rows(lender.inputs, holdout)))
    for before, after in zip(honest, spoiled, strict=True):
        assert before.record["cv"] == after.record["cv"]
        assert before.record["cv_smote"] == after.record["cv_smote"]
        assert serialise(build_onnx_model(before.model)) == serialise(build_onnx_model(after.model))
        assert before.record["holdout"] != after.record["holdout"]


def test_calibration_reads_every_training_row_once_and_no_synthetic_one(lender, monkeypatch):
    calibrated = []
    fit = calibration.fit_calibrator
    monkeypatch.setattr(
        calibration,
        "fit_calibrator",
        lambda raw, outcomes, seed: calibrated.append(outcomes) or fit(raw, outcomes, seed),
    )
    monkeypatch.setattr(variants, "cross_validate_against", flatter_smote)
    monkeypatch.setattr(variants, "CONTENDERS", 9)
    candidates = evaluate(lender)
    training = create_context(lender).split.training
    assert all(candidate.record["smote"] for candidate in candidates)
    assert calibrated
    for outcomes in calibrated:
        np.testing.assert_array_equal(outcomes, lender.defaulted[training])
    for candidate in candidates:
        assert candidate.pd.mean() == pytest.approx(lender.defaulted.mean(), abs=0.06)


def test_directions_bind_where_they_cost_little(lender):
    """Income lowers the risk here: binding that costs nothing, binding the opposite does."""
    records = {}
    for name, direction in (("right", -1), ("wrong", 1)):
        directions = np.array([direction, 0, 0, 0, 0, 0], np.int8)
        inputs = dataclasses.replace(lender.inputs, directions=directions)
        records[name] = {
            candidate.record["kind"]: candidate.record["monotone"]
            for candidate in evaluate(dataclasses.replace(lender, inputs=inputs))
        }
    assert records["right"]["xgboost"]["applied"] is True
    assert records["right"]["xgboost"]["auc_cost"] < 0.002
    assert records["wrong"]["xgboost"]["applied"] is False
    assert records["wrong"]["xgboost"]["auc_cost"] > 0.002
    assert records["right"]["scorecard"] == {"applied": True, "auc_cost": None}
    assert records["right"]["logistic_regression"] == {"applied": False, "auc_cost": None}
