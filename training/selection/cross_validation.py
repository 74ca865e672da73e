"""The honest way to choose: a holdout apart, k folds inside the rest, SMOTE inside training folds only.

Nothing here but `split` ever sees a holdout row: the caller passes the training rows alone. A fold's preparation and
synthetic rows come from its training part; its test part is only predicted. The tasks (a fold, as it is or with SMOTE)
run on all cores, and all recipes of a task share one preparation and one resampling. Small sets are folded several
times over, because one folding of 800 rows is mostly luck.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import RepeatedStratifiedKFold, train_test_split

from training.data import preparation
from training.data.resampling import resample
from training.data.training_set import Inputs
from training.evaluation.metrics import mean_and_spread
from training.models.algorithms import Recipe, raw_score
from training.selection.checkpoints import Checkpoints

SMALL_ROWS = 5_000
SMALL_REPEATS = 3
OUTCOME_PERIOD_DAYS = 365
"""The usual performance window of a credit target: applications further apart belong to different outcome periods."""
HOLDOUT_SHARES = (0.5, 2.0)
"""An out-of-time holdout may have so many times the asked-for share, where many applications share a moment."""

BESIDE_FITS_GIB = 1.5
"""What the libraries, the training set and the processes take beside the matrices of the final fits."""
COPIES_OF_FIT = 3
"""A fit holds at most its prepared matrix and a copy in double precision (gradient boosting)."""


@dataclass(frozen=True)
class Split:
    """Positions of the training and of the holdout rows, each in ascending order, and why they are these."""

    training: np.ndarray
    holdout: np.ndarray
    kind: str
    why: str
    holdout_from: str | None = None

    def describe(self) -> dict:
        """For the manifest's protocol."""
        told = {"split": self.kind, "why": self.why}
        return told | ({"holdout_from": self.holdout_from} if self.holdout_from else {})


@dataclass(frozen=True)
class Validation:
    """Cross-validation of one recipe.

    out_of_fold: float64 [rows], each row's raw score from the model of the first folding that did not learn from it.
    """

    cv: dict
    out_of_fold: np.ndarray
    seconds: float


def split(defaulted: np.ndarray, as_of: np.ndarray, share: float, seed: int, min_per_class: int) -> Split:
    """Out of time where the applications span more than one outcome period, else stratified by outcome."""
    why = _why_not_out_of_time(as_of)
    if why is None:
        start = np.sort(as_of)[int(len(as_of) * (1 - share))]
        late = as_of >= start
        if (why := _why_unfit(late, defaulted, share, min_per_class)) is None:
            days = int((as_of.max() - as_of.min()) / np.timedelta64(1, "D"))
            why = f"applications span {days} days, more than one outcome period of {OUTCOME_PERIOD_DAYS}"
            return Split(np.flatnonzero(~late), np.flatnonzero(late), "out_of_time", why, f"{start}Z")
    rows = np.arange(len(defaulted))
    training, holdout = train_test_split(rows, test_size=share, stratify=defaulted, random_state=seed)
    return Split(np.sort(training), np.sort(holdout), "stratified", why)


def _why_not_out_of_time(as_of: np.ndarray) -> str | None:
    if len(as_of) == 0 or np.isnat(as_of).any():
        return "not every application has a time"
    days = (as_of.max() - as_of.min()) / np.timedelta64(1, "D")
    if days <= OUTCOME_PERIOD_DAYS:
        return f"applications span {days:.0f} days, not more than one outcome period of {OUTCOME_PERIOD_DAYS}"
    return None


def _why_unfit(late: np.ndarray, defaulted: np.ndarray, share: float, min_per_class: int) -> str | None:
    least, most = (bound * share for bound in HOLDOUT_SHARES)
    if not least <= late.mean() <= most:
        return f"the newest applications share one time: no cut leaves between {least:.0%} and {most:.0%} of them"
    # A fifth of what the whole set needs is needed in the holdout, which is a fifth of it.
    fewest = min(np.bincount(defaulted[part], minlength=2).min() for part in (late, ~late))
    if fewest < max(2, min_per_class * share):
        return f"a cut in time would leave a part with only {fewest} rows of one outcome"
    return None


def sample(defaulted: np.ndarray, limit: int, seed: int) -> np.ndarray:
    """Positions of at most `limit` rows, stratified by outcome, ascending."""
    rows = np.arange(len(defaulted))
    if len(rows) <= limit:
        return rows
    chosen, _ = train_test_split(rows, train_size=limit, stratify=defaulted, random_state=seed)
    return np.sort(chosen)


def repeats(rows: int) -> int:
    """How often so many rows are folded."""
    return SMALL_REPEATS if rows < SMALL_ROWS else 1


def folds(defaulted: np.ndarray, count: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """(learn, test) positions, stratified by outcome: `count` folds, several times over where rows are few."""
    folding = RepeatedStratifiedKFold(n_splits=count, n_repeats=repeats(len(defaulted)), random_state=seed)
    return list(folding.split(np.empty((len(defaulted), 0)), defaulted))


def learning_matrix(inputs: Inputs, defaulted: np.ndarray, rows: np.ndarray | slice, smote: bool, seed: int):
    """What a model learns from: (preparation, float32 [rows or more, width], int8 outcomes), from `rows` alone."""
    own, outcome = inputs.take(rows), defaulted[rows]
    prepare = preparation.fit(own)
    prepared = prepare.transform(own)
    if smote:
        prepared, outcome = resample(prepare, prepared, outcome, seed)
    return prepare, prepared, outcome


@dataclass(frozen=True)
class Course:
    """Rows to validate on, how they are folded, and with what: the same for every recipe.

    told: hears of each finished task. checkpoints: keep finished tasks for a job that starts again.
    """

    inputs: Inputs
    defaulted: np.ndarray
    folds: int
    seed: int
    workers: int
    told: Callable[[str], None]
    checkpoints: Checkpoints


def cross_validate(course: Course, recipes: Sequence[Recipe]) -> list[Validation]:
    """Each recipe's cross-validation, in their order."""
    parts = folds(course.defaulted, course.folds, course.seed)
    ways = sorted({recipe.smote for recipe in recipes}, reverse=True)  # the longer tasks first
    tasks = [(smote, fold) for smote in ways for fold in range(len(parts))]
    scores: dict[int, dict[int, np.ndarray]] = {i: {} for i in range(len(recipes))}
    seconds = [0.0] * len(recipes)
    results = Parallel(n_jobs=course.workers, return_as="generator_unordered")(
        delayed(_task)(
            course.inputs, course.defaulted, *parts[fold], recipes, smote, fold, course.seed, course.checkpoints
        )
        for smote, fold in tasks
    )
    for smote, fold, predicted in results:
        for i, (raw, took) in predicted.items():
            scores[i][fold] = raw
            seconds[i] += took
        course.told(f"cross-validated fold {fold + 1} of {len(parts)}{' with SMOTE' if smote else ''}")
    return [_gather(scores[i], parts, course.folds, course.defaulted, seconds[i]) for i in range(len(recipes))]


def fits_at_once(inputs: Inputs, smote: bool, workers: int, memory_gib: float) -> int:
    """How many fits on all these rows have room at once, between one and `workers`; no result depends on it."""
    columns = inputs.num.shape[1] + np.count_nonzero(inputs.indicated)
    columns += sum(min(len(words), preparation.MAX_LEVELS) for words in inputs.levels)
    matrix_gib = len(inputs) * (2 if smote else 1) * columns * 4 / 2**30
    return int(np.clip((memory_gib - BESIDE_FITS_GIB) // (COPIES_OF_FIT * matrix_gib), 1, workers))


def fit(recipe: Recipe, inputs: Inputs, defaulted: np.ndarray, seed: int):
    """The recipe on all given rows: (preparation, fitted estimator, seconds)."""
    start = time.perf_counter()
    prepare, prepared, outcome = learning_matrix(inputs, defaulted, slice(None), recipe.smote, seed)
    model = recipe.build(seed, prepare).fit(prepared, outcome)
    return prepare, model, time.perf_counter() - start


def _task(
    inputs: Inputs,
    defaulted: np.ndarray,
    learn: np.ndarray,
    test: np.ndarray,
    recipes: Sequence[Recipe],
    smote: bool,
    fold: int,
    seed: int,
    checkpoints: Checkpoints,
):
    """One fold of all recipes with this `smote`: recipe's position → (raw scores of the test part, seconds)."""
    own = [i for i, recipe in enumerate(recipes) if recipe.smote == smote]
    key = checkpoints.key("fold", [recipes[i] for i in own], fold)
    if (kept := checkpoints.arrays(key)) is not None:
        return smote, fold, {i: (kept[f"raw{i}"], float(kept["seconds"][place])) for place, i in enumerate(own)}
    prepare, prepared, outcome = learning_matrix(inputs, defaulted, learn, smote, seed + fold)
    unseen = prepare.transform(inputs.take(test))
    predicted = {}
    for i in own:
        start = time.perf_counter()
        model = recipes[i].build(seed, prepare).fit(prepared, outcome)
        predicted[i] = (raw_score(model, unseen), time.perf_counter() - start)
    raws = {f"raw{i}": raw for i, (raw, _) in predicted.items()}
    checkpoints.keep_arrays(key, seconds=np.array([took for _, took in predicted.values()]), **raws)
    return smote, fold, predicted


def _gather(
    scores: dict[int, np.ndarray], parts: list, count: int, defaulted: np.ndarray, seconds: float
) -> Validation:
    """Figures over all folds; scores of the first folding, in which every row is tested once."""
    out_of_fold = np.empty(len(defaulted))
    for fold in range(count):
        out_of_fold[parts[fold][1]] = scores[fold]
    aucs = [roc_auc_score(defaulted[test], scores[fold]) for fold, (_, test) in enumerate(parts)]
    return Validation(mean_and_spread(aucs), out_of_fold, seconds)
