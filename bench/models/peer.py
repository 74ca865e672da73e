"""Fits one AutoML system, or one library with its default settings, on the training rows and predicts the test rows.

`bench/models/.venv/bin/python bench/models/peer.py NAME FOLDER --seconds N --cores N`: bench/models/beside_peers.py
runs it as a process of its own, in the environment of peers-requirements.txt, which has nothing of the project. FOLDER
has rows.npz and levels.json of `write_rows` there, and gets test_pd.npy and figures.json.
"""

import argparse
import json
import pickle
import shutil
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 7
LATENCY_ROWS, WARM_UP_ROWS, LATENCY_SECONDS = 200, 20, 5.0


@dataclass(frozen=True)
class Fitted:
    """predict: PDs of rows. size_bytes: of what has to be deployed. description: what was chosen."""

    predict: Callable[[pd.DataFrame], np.ndarray]
    size_bytes: int
    description: str


def fit_flaml(frame: pd.DataFrame, outcomes: np.ndarray, seconds: float, cores: int, folder: Path) -> Fitted:
    """FLAML with its own kinds, search space and choice of folds; it is told the figure that is compared."""
    from flaml import AutoML

    automl = AutoML()
    settings = {"task": "classification", "metric": "roc_auc", "seed": SEED, "verbose": 0}
    automl.fit(frame, outcomes, time_budget=seconds, n_jobs=cores, **settings)
    predict = lambda rows: automl.predict_proba(rows)[:, 1]  # noqa: E731
    return Fitted(predict, len(pickle.dumps(automl)), str(automl.best_estimator))


def fit_autogluon(frame: pd.DataFrame, outcomes: np.ndarray, seconds: float, cores: int, folder: Path) -> Fitted:
    """AutoGluon's preset for the best quality (bagging and stacking), with every kind that needs no deep learning."""
    from autogluon.tabular import TabularPredictor

    predictor = TabularPredictor("defaulted", eval_metric="roc_auc", path=str(folder / "autogluon"), verbosity=0)
    predictor.fit(
        frame.assign(defaulted=outcomes), time_limit=seconds, presets="best_quality", num_cpus=cores, num_gpus=0
    )
    deployed = Path(predictor.clone_for_deployment(str(folder / "deployed")))
    size = sum(file.stat().st_size for file in deployed.rglob("*") if file.is_file())
    predictor = TabularPredictor.load(str(deployed))
    predictor.persist()
    predict = lambda rows: predictor.predict_proba(rows)[1].to_numpy()  # noqa: E731
    return Fitted(predict, size, predictor.model_best)


def fit_lightgbm(frame: pd.DataFrame, outcomes: np.ndarray, seconds: float, cores: int, folder: Path) -> Fitted:
    """LightGBM with its default settings."""
    from lightgbm import LGBMClassifier

    return _fit_estimator(LGBMClassifier(n_jobs=cores, random_state=SEED, verbose=-1), frame, outcomes)


def fit_shallow_xgboost(frame: pd.DataFrame, outcomes: np.ndarray, seconds: float, cores: int, folder: Path) -> Fitted:
    """XGBoost with trees of depth 3, 200 of them at a rate of 0.05: what many take for small sets."""
    from xgboost import XGBClassifier

    settings = {"max_depth": 3, "n_estimators": 200, "learning_rate": 0.05, "enable_categorical": True}
    return _fit_estimator(XGBClassifier(**settings, n_jobs=cores, random_state=SEED), frame, outcomes)


def fit_random_forest(frame: pd.DataFrame, outcomes: np.ndarray, seconds: float, cores: int, folder: Path) -> Fitted:
    """scikit-learn's forest with its default settings; categories are one-hot, gaps as the library takes them."""
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder

    encode = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore", sparse_output=False), make_column_selector(dtype_include="category")),
        remainder="passthrough",
    )
    forest = RandomForestClassifier(n_jobs=cores, random_state=SEED)
    fitted = _fit_estimator(make_pipeline(encode, forest), frame, outcomes)
    forest.n_jobs = 1  # a row does not wait for threads to start
    return fitted


def _fit_estimator(estimator, frame: pd.DataFrame, outcomes: np.ndarray) -> Fitted:
    estimator.fit(frame, outcomes)
    predict = lambda rows: estimator.predict_proba(rows)[:, 1]  # noqa: E731
    return Fitted(predict, len(pickle.dumps(estimator)), "default settings")


SYSTEMS = {
    "flaml": fit_flaml,
    "autogluon": fit_autogluon,
    "lightgbm": fit_lightgbm,
    "shallow_xgboost": fit_shallow_xgboost,
    "random_forest": fit_random_forest,
}


def main() -> None:
    """Fits, predicts, measures one row, and writes."""
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=SYSTEMS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--cores", type=int, required=True)
    options = parser.parse_args()
    folder = options.folder
    training, outcomes, test = _read_rows(folder)
    started = time.monotonic()
    fitted = SYSTEMS[options.name](training, outcomes, options.seconds, options.cores, folder)
    seconds = time.monotonic() - started
    np.save(folder / "test_pd.npy", np.asarray(fitted.predict(test), np.float64))
    latency = _measure_latency(fitted, test)
    shutil.rmtree(folder / "autogluon", ignore_errors=True)
    shutil.rmtree(folder / "deployed", ignore_errors=True)
    figures = {"seconds": seconds, "size_bytes": fitted.size_bytes, "chosen": fitted.description}
    (folder / "figures.json").write_text(json.dumps(figures | latency))


def _read_rows(folder: Path) -> tuple[pd.DataFrame, np.ndarray, pd.DataFrame]:
    """Training rows, their outcomes, and test rows: numbers with NaN, categories as pandas' own type.

    Columns are numbered, because LightGBM refuses some characters of a lender's names.
    """
    categories = json.loads((folder / "levels.json").read_text())
    with np.load(folder / "rows.npz") as rows:
        frame = pd.DataFrame(rows["num"], columns=[f"number_{i}" for i in range(rows["num"].shape[1])])
        for j, levels in enumerate(categories):
            frame[f"category_{j}"] = pd.Categorical.from_codes(rows["codes"][:, j], levels)
        is_test, outcomes = rows["is_test"], rows["defaulted"]
    training, test = frame[~is_test].reset_index(drop=True), frame[is_test].reset_index(drop=True)
    return training, outcomes[~is_test], test


def _measure_latency(fitted: Fitted, test: pd.DataFrame) -> dict:
    """Milliseconds of one row after a warm-up: median and 99th percentile, of at most so many rows and seconds."""
    started, milliseconds = time.monotonic(), []
    for i in range(LATENCY_ROWS + WARM_UP_ROWS):
        row = test.iloc[i % len(test) : i % len(test) + 1]
        start = time.perf_counter()
        fitted.predict(row)
        milliseconds.append(1000 * (time.perf_counter() - start))
        if time.monotonic() - started > LATENCY_SECONDS and len(milliseconds) > 2:
            break
    measured = milliseconds[WARM_UP_ROWS:] or milliseconds[1:]
    p50, p99 = np.percentile(measured, [50, 99])
    return {"row_p50_ms": float(p50), "row_p99_ms": float(p99)}


if __name__ == "__main__":
    main()
