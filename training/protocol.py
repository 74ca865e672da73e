"""The honest way to choose: stratified 80/20, k folds inside the 80 %, SMOTE inside training folds only.

Nothing here ever sees a holdout row: the caller passes the training rows alone. A fold's preparation and synthetic rows
come from its training part; its test part is only predicted. The ten tasks of five folds (as they are, with SMOTE) run
on all cores, and the four kinds of a task share one preparation and one resampling.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, train_test_split

from training import preparation
from training.candidates import CANDIDATES, raw_score
from training.data import Inputs
from training.evaluation import mean_and_spread
from training.resampling import resample


@dataclass(frozen=True)
class Validation:
    """Cross-validation of one kind, as is or with SMOTE.

    out_of_fold: float64 [rows], each row's raw score from the model that did not learn from it.
    """

    cv: dict
    out_of_fold: np.ndarray
    seconds: float


def split(defaulted: np.ndarray, holdout_share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the training and of the holdout rows, stratified by outcome, each in ascending order."""
    rows = np.arange(len(defaulted))
    training, holdout = train_test_split(rows, test_size=holdout_share, stratify=defaulted, random_state=seed)
    return np.sort(training), np.sort(holdout)


def sample(defaulted: np.ndarray, limit: int, seed: int) -> np.ndarray:
    """Positions of at most `limit` rows, stratified by outcome, ascending."""
    rows = np.arange(len(defaulted))
    if len(rows) <= limit:
        return rows
    chosen, _ = train_test_split(rows, train_size=limit, stratify=defaulted, random_state=seed)
    return np.sort(chosen)


def learning_matrix(inputs: Inputs, defaulted: np.ndarray, rows: np.ndarray, smote: bool, seed: int):
    """What a model learns from: (preparation, float32 [rows or more, width], int8 outcomes), from `rows` alone."""
    own, outcome = inputs.take(rows), defaulted[rows]
    prepare = preparation.fit(own)
    prepared = prepare.transform(own)
    if smote:
        prepared, outcome = resample(prepare, prepared, outcome, seed)
    return prepare, prepared, outcome


def cross_validate(
    inputs: Inputs, defaulted: np.ndarray, folds: int, seed: int, workers: int, told: Callable[[str], None]
) -> dict[tuple[str, bool], Validation]:
    """Cross-validation of every kind, as is and with SMOTE: (kind, smote) → Validation. `told` hears of each task."""
    parts = list(StratifiedKFold(folds, shuffle=True, random_state=seed).split(inputs.num, defaulted))
    tasks = [(smote, fold) for smote in (True, False) for fold in range(folds)]  # the longer ones first
    results = Parallel(n_jobs=workers, return_as="generator_unordered")(
        delayed(_fold)(inputs, defaulted, *parts[fold], smote, fold, seed) for smote, fold in tasks
    )
    scores: dict[tuple[str, bool], dict[int, np.ndarray]] = {(k, s): {} for k in CANDIDATES for s in (False, True)}
    seconds = dict.fromkeys(scores, 0.0)
    for smote, fold, predicted in results:
        for kind, (raw, took) in predicted.items():
            scores[kind, smote][fold] = raw
            seconds[kind, smote] += took
        told(f"cross-validated fold {fold + 1} of {folds}{' with SMOTE' if smote else ''}")
    return {key: _gather(scores[key], parts, defaulted, seconds[key]) for key in scores}


def fit_kind(kind: str, inputs: Inputs, defaulted: np.ndarray, smote: bool, seed: int):
    """One kind fitted on all given rows: (preparation, estimator, seconds)."""
    start = time.perf_counter()
    prepare, prepared, outcome = learning_matrix(inputs, defaulted, np.arange(len(inputs)), smote, seed)
    model = CANDIDATES[kind](len(inputs), seed).fit(prepared, outcome)
    return prepare, model, time.perf_counter() - start


def _fold(
    inputs: Inputs, defaulted: np.ndarray, learn: np.ndarray, test: np.ndarray, smote: bool, fold: int, seed: int
):
    prepare, prepared, outcome = learning_matrix(inputs, defaulted, learn, smote, seed + fold)
    unseen = prepare.transform(inputs.take(test))
    predicted = {}
    for kind, factory in CANDIDATES.items():
        start = time.perf_counter()
        model = factory(len(learn), seed).fit(prepared, outcome)
        predicted[kind] = (raw_score(model, unseen), time.perf_counter() - start)
    return smote, fold, predicted


def _gather(scores: dict[int, np.ndarray], parts: list, defaulted: np.ndarray, seconds: float) -> Validation:
    out_of_fold = np.empty(len(defaulted))
    for fold, (_, test) in enumerate(parts):
        out_of_fold[test] = scores[fold]
    aucs = [roc_auc_score(defaulted[test], out_of_fold[test]) for _, test in parts]
    return Validation(mean_and_spread(aucs), out_of_fold, seconds)
