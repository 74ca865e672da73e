"""A small made-up lender: numbers with gaps, a word column with rare values, columns that say nothing."""

import json
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # small fits are slower on several threads, much so on a busy machine

import numpy as np
import pandas as pd
import pytest

from training.data.training_set import TrainingSet, load

NUMBERS = ("income", "utilisation", "months_late", "savings", "constant", "never_known")
WORDS = ("purpose", "always_same")
SCORE = {"base": 500, "odds": 50, "pdo": 20, "min": 0, "max": 1000}
"""On purpose another scale than that of config/policy: no number of it may stand in Python."""


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


def write_channel(folder: Path, frame: pd.DataFrame, numbers=NUMBERS, words=WORDS, parts: int = 2, **fields) -> Path:
    """Writes the training channel as export-training-set does; gives the folder."""
    features = [
        {"name": name, "type": kind, "monotone": 0, "missing": missing, "label": name}
        for names, kind, missing in ((numbers, "number", "indicator"), (words, "category", "unseen"))
        for name in names
    ]
    columns = ["application_id", "as_of", *numbers, *words, "sex", "defaulted"]
    document = {
        "run_id": "019a0000-0000-7000-8000-000000000000",
        "as_of_max": "2024-01-01",
        "rows": len(frame),
        "columns": columns,
        "features": features,
        "fairness": ["sex"],
        "target": {"definition": "made up"},
        "cut_off": 0.3,
        "approve_below": 0.15,
        "score": SCORE,
        "minimum": {"outcomes": 200, "per_class": 20},
        "parity": {"max_abs_difference": 1e-5},
        "seed": 7,
        **fields,
    }
    (folder / "data").mkdir(parents=True)
    (folder / "features.json").write_text(json.dumps(document))
    for i, rows in enumerate(np.array_split(np.arange(len(frame)), parts)):
        frame.iloc[rows][columns].to_csv(folder / "data" / f"{i + 1:04d}", header=False, index=False)
    return folder


@pytest.fixture(scope="session")
def channel(tmp_path_factory) -> Path:
    """The made-up lender's training channel, 600 rows in two files."""
    return write_channel(tmp_path_factory.mktemp("lender") / "train", make_rows(600))


@pytest.fixture(scope="session")
def lender(channel) -> TrainingSet:
    """The made-up lender's training set, loaded."""
    return load(channel)


@pytest.fixture(scope="session")
def job(tmp_path_factory, channel):
    """Runs a job in a folder of its own; gives a function (name, variables) → (exit status, folder)."""
    from mlflow import MlflowClient  # a second to import, and not for every test

    from training import train

    root = tmp_path_factory.mktemp("jobs")

    def run(name: str, **variables: str):
        folder = root / name
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(root)
            patch.setenv("SM_CHANNEL_TRAIN", str(channel))
            patch.setenv("SM_MODEL_DIR", str(folder / "model"))
            patch.setenv("SM_OUTPUT_DATA_DIR", str(folder / "output/data"))
            patch.setenv("SM_HPS", json.dumps({"job_name": name, "folds": "2", "workers": "1", "budget_seconds": "0"}))
            patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{root}/mlflow.db")
            for variable, value in variables.items():
                patch.setenv(variable, value)
            return train.main(), folder

    run.client = lambda: MlflowClient(f"sqlite:///{root}/mlflow.db")
    return run


@pytest.fixture(scope="session")
def trained(job) -> Path:
    """The folder of a job that trained the made-up lender's model."""
    status, folder = job("first")
    assert status == 0
    return folder
