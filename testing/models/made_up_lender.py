"""A small made-up lender as a training channel: numbers with gaps, a category with rare levels, empty columns.

Tests of training/ and benchmarks use it; the document is complete, as the export writes it.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

NUMBERS = ("income", "utilisation", "months_late", "savings", "constant", "never_known")
WORDS = ("purpose", "always_same")
SCORE = {"base": 500, "odds": 50, "pdo": 20, "min": 0, "max": 1000}
"""Another scale than that of the first policies on purpose, so that a default in Python cannot go unnoticed."""


def make_rows(rows: int, seed: int = 1, default_rate: float = 0.25) -> pd.DataFrame:
    """Applications whose outcome depends on income, utilisation, months_late and purpose."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "application_id": [f"A{i:06d}" for i in range(rows)],
            "as_of": "2024-01-01 00:00:00",
            "income": random.lognormal(10, 0.5, rows).round(2),
            "utilisation": random.random(rows),
            "months_late": random.integers(0, 4, rows).astype(float),
            "savings": random.normal(0, 1e5, rows).round(2),
            "constant": 3.0,
            "never_known": np.nan,
            "purpose": random.choice(["car", "house", "travel", "été", ""], rows, p=[0.4, 0.3, 0.2, 0.05, 0.05]),
            "always_same": "yes",
            "sex": random.choice(["f", "m"], rows),
        }
    )
    risk = 2 * frame.utilisation + 0.6 * frame.months_late - np.log(frame.income) + (frame.purpose == "travel")
    risk += random.normal(0, 0.7, rows)
    frame["defaulted"] = (risk > risk.quantile(1 - default_rate)).astype(int)
    frame.loc[random.random(rows) < 0.15, "income"] = np.nan
    frame.loc[random.random(rows) < 0.05, "months_late"] = np.nan
    frame.loc[0, "purpose"] = "once only"
    return frame


def build_document(
    rows: int, numbers: Sequence[str], words: Sequence[str], attributes: Sequence[str] = (), **fields
) -> dict:
    """features.json of so many rows with these number and category features; `fields` replace others.

    attributes: the features that the lender declared; the others are the catalogue's.
    """
    features = [
        {"name": name, "type": kind, "monotone": 0, "missing": missing, "label": name, "unit": None}
        | {"attribute": name in attributes}
        for names, kind, missing in ((numbers, "number", "indicator"), (words, "category", "unseen"))
        for name in names
    ]
    document = {
        "run_id": "019a0000-0000-7000-8000-000000000000",
        "as_of_max": "2024-01-01",
        "rows": rows,
        "columns": ["application_id", "as_of", *numbers, *words, "sex", "defaulted"],
        "features": features,
        "fairness": ["sex"],
        "target": {"definition": "made up", "definitions": []},
        "cut_off": 0.3,
        "approve_below": 0.15,
        "score": SCORE,
        "minimum": {"outcomes": 200, "per_class": 20},
        "parity": {"max_abs_difference": 1e-5},
        "fairness_bounds": {"min_approval_rate_ratio": 0.8, "max_equal_opportunity_difference": 0.1},
        "suspicious_auc": 0.95,
        "seed": 7,
        "refit": True,
        "leave_out_kinds": [],
    }
    return document | fields


def write_channel(folder: Path, frame: pd.DataFrame, numbers=NUMBERS, words=WORDS, parts: int = 2, **fields) -> Path:
    """Writes the training channel as export-training-set does; returns the folder."""
    document = build_document(len(frame), numbers, words, **fields)
    document["columns"] += ["borrower"] if "borrower" in frame else []
    (folder / "data").mkdir(parents=True)
    (folder / "features.json").write_text(json.dumps(document))
    for i, rows in enumerate(np.array_split(np.arange(len(frame)), parts)):
        part = frame.iloc[rows][document["columns"]]
        part.to_csv(folder / "data" / f"{i + 1:04d}", header=False, index=False)
    return folder
