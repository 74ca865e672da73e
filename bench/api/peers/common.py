"""What both Python peers share with the API: the model's inputs, the policy, the evidence and the two statements.

The peers do not check a token, count requests or validate more than JSON, which makes them faster than a full API.
"""

import json
import math
import os
import uuid
from datetime import UTC, datetime
from pathlib import Path

import joblib
import numpy as np
import orjson

FOLDER = Path(os.environ["BENCH_FOLDER"])
SETTINGS = json.loads((FOLDER / "peers.json").read_text())
WITH_REASONS = os.environ.get("BENCH_REASONS") == "1"
POLICY = SETTINGS["policy"]
NUM, CAT = SETTINGS["inputs"]["num"], SETTINGS["inputs"]["cat"]
NEEDED = SETTINGS["needed"]
FEATURES = {feature["name"]: feature for feature in SETTINGS["features"]}
ORDER = ["approve", "refer", "decline"]
LARGEST = np.finfo(np.float32).max


class Preparation:
    """Turns raw features of one application into a row of the matrix that XGBoost was fitted on."""

    def __init__(self) -> None:
        """Reads the preparation and the model that bench/api/model.py wrote."""
        saved = joblib.load(FOLDER / "peer.joblib")
        self.estimator = saved["estimator"]
        self.estimator.set_params(n_jobs=1)
        plain = saved["preparation"]
        self.number_columns, self.medians = plain["number_columns"], plain["medians"]
        self.indicator_columns = plain["indicator_columns"]
        self.levels = [(name, level) for name, levels in zip(CAT, plain["levels"], strict=True) for level in levels]
        self.booster = self.estimator.get_booster()

    def build_row(self, record: dict) -> np.ndarray:
        """float32 [1, width]."""
        num = np.array([math.nan if record[name] is None else record[name] for name in NUM], np.float32)
        unknown = np.isnan(num)
        values = np.clip(num[self.number_columns], -LARGEST, LARGEST)
        parts = [
            np.where(unknown[self.number_columns], self.medians, values),
            unknown[self.indicator_columns],
            [(record[name] or "") == level for name, level in self.levels],
        ]
        return np.concatenate([np.asarray(part, np.float32) for part in parts])[None]

    def explain(self, row: np.ndarray, record: dict) -> tuple[list, dict]:
        """The four strongest reasons by XGBoost's own SHAP values, the fastest in Python."""
        import xgboost

        contributions = self.booster.predict(xgboost.DMatrix(row), pred_contribs=True)[0]
        base, shares = float(contributions[-1]), {}
        for name, share in zip(SETTINGS["prepared_from"], contributions[:-1], strict=True):
            shares[name] = shares.get(name, 0.0) + float(share)
        strongest = [name for name in sorted(shares, key=shares.get, reverse=True)[:4] if shares[name] > 0]
        reasons = [
            {
                "rank": rank,
                "feature": name,
                "label": FEATURES[name]["label"],
                "text": FEATURES[name]["reason"]["missing" if record[name] is None else "high"],
                "value": record[name],
                "contribution": shares[name],
            }
            for rank, name in enumerate(strongest, 1)
        ]
        margin = base + sum(shares.values())
        return reasons, {"scale": "log_odds", "base": base, "margin": margin}


def apply_policy(pd: float, record: dict) -> dict:
    """Score, band, decision and expected loss by the policy."""
    score = POLICY["score"]
    points = score["base"] + score["pdo"] / math.log(2) * (math.log((1 - pd) / pd) - math.log(score["odds"]))
    cut_offs = POLICY["decisions"]
    below_decline = "refer" if pd < cut_offs["decline_from_pd"] else "decline"
    decision = "approve" if pd < cut_offs["approve_below_pd"] else below_decline
    decided_by = "score"
    for rule in POLICY["hard_rules"]:
        value, condition = record[rule["when"]["feature"]], rule["when"]
        is_below = "below" in condition
        applies = value is not None and (value < condition["below"] if is_below else value >= condition["at_least"])
        if applies and ORDER.index(rule["decision"]) > ORDER.index(decision):
            decision, decided_by = rule["decision"], f"rule:{rule['name']}"
    secured = POLICY["lgd"]["secured"]
    loan_to_value = record[secured["feature"]]
    is_secured = loan_to_value is not None and loan_to_value <= secured["at_most"]
    lgd = secured["lgd"] if is_secured else POLICY["lgd"]["unsecured"]
    ead = record[POLICY["ead"]["feature"]]
    expected_loss = round(pd * lgd * float(ead), 2)
    for limit in POLICY.get("expected_loss_limits", []):
        if expected_loss >= limit["at_least"] and ORDER.index(limit["decision"]) > ORDER.index(decision):
            decision, decided_by = limit["decision"], f"rule:{limit['name']}"
    return {
        "pd": pd,
        "score": min(score["max"], max(score["min"], round(points))),
        "band": next(band["name"] for band in POLICY["bands"] if band["below_pd"] is None or pd < band["below_pd"]),
        "decision": decision,
        "decided_by": decided_by,
        "lgd": lgd,
        "ead": ead,
        "expected_loss": expected_loss,
    }


def list_read_values(application_id: str) -> list:
    """Values of the statement that reads the features, in the order of their numbers."""
    values = {"applications": json.dumps([{"item": 0, "application_id": application_id}])}
    return [values[name] for name in SETTINGS["read"]["names"]]


def select_features(application: dict) -> dict:
    """The features that the model and the policy need."""
    features = application["features"]
    return {name: features.get(name) for name in NEEDED}


def list_evidence_values(
    application: dict, record: dict, prediction: tuple[float, float], explanation: tuple[list, dict | None]
) -> list:
    """Values of the statement that stores the evidence, in the order of their numbers.

    prediction: PD and raw output. explanation: the reasons, and how they add up.
    """
    (pd, raw), (reasons, additivity) = prediction, explanation
    row = {
        **{name: application[name] for name in ("application_id", "customer_id", "features_as_of", "run_id")},
        "prediction_id": str(uuid.uuid4()),
        "as_of": application["features_as_of"],
        "features": record,
        "asked": None,
        "stale": False,
        "raw": raw,
        "shadow": None,
        "reasons": reasons,
        "explanation": additivity,
        **SETTINGS["decided"],
        **apply_policy(pd, record),
    }
    values = {**SETTINGS["constants"], "scores": orjson.dumps([row]).decode()}
    return [values[name] for name in SETTINGS["store"]["names"]]


def build_response(columns: list[str], row: tuple) -> bytes:
    """The stored row as JSON."""
    response = dict(zip(columns, row, strict=True))
    response.pop("request_sha256")
    features_as_of = response["features_as_of"].replace(tzinfo=UTC)
    response["features_age_hours"] = (datetime.now(UTC) - features_as_of).total_seconds() / 3600
    return orjson.dumps(response, default=str)
