"""What each attribute that fairness is measured over would be worth in AUC: the same model with it and without.

Sex, marital status and a lender's own attributes are added as inputs, for measuring only; age, where it is an input, is
taken away. All variants are learned on the same folds of the same training rows, so that their difference is the
attribute's. Nothing of it is ever served.
"""

from dataclasses import replace

import numpy as np
from joblib import Parallel, delayed
from sklearn.model_selection import StratifiedKFold

from training.data.training_set import Inputs, TrainingSet
from training.errors import NoUsableFeature
from training.evaluation import bootstrap
from training.evaluation.importance import auc
from training.models.algorithms import Recipe, raw_score
from training.selection import cross_validation

ROWS = 4_000
"""Of the training rows, that the variants are learned and judged on: the worth of an attribute needs no more."""
FOLDS = 5
MAX_ATTRIBUTES = 6
"""The first by name; each costs as many fits as there are folds."""
AGE, AGE_GROUP = "age_years", "age_group"


def measure(data: TrainingSet, training: np.ndarray, recipe: Recipe, seed: int, workers: int) -> dict[str, dict]:
    """By attribute: AUC `with` and `without` it out of fold, their difference `worth` and its 95 % interval."""
    rows = training[cross_validation.sample(data.defaulted[training], ROWS, seed)]
    inputs, defaulted = data.inputs.take(rows), data.defaulted[rows]
    variants = {"": inputs, **_variants(data, rows, inputs)}
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(rows, defaulted))
    tasks = [(name, fold) for name in variants for fold in range(FOLDS)]
    scores = Parallel(n_jobs=workers)(
        delayed(_fold)(recipe, variants[name], defaulted, *folds[fold], seed + fold) for name, fold in tasks
    )
    out_of_fold = {name: np.empty(len(rows)) for name in variants}
    for (name, fold), score in zip(tasks, scores, strict=True):
        out_of_fold[name][folds[fold][1]] = score
    usual = out_of_fold.pop("")
    known = {name: score for name, score in out_of_fold.items() if not np.isnan(score).any()}
    found = bootstrap.auc_differences(defaulted, usual, known, seed)
    return {
        name: _worth(name == AGE_GROUP and AGE in data.num_names, found[name], auc(defaulted, usual)) for name in known
    }


def _variants(data: TrainingSet, rows: np.ndarray, inputs: Inputs) -> dict[str, Inputs]:
    """The inputs with each attribute added, or with age taken away."""
    variants = {}
    for name in sorted(data.groups)[:MAX_ATTRIBUTES]:
        if name == AGE_GROUP and AGE in data.num_names:
            without = inputs.num.copy()
            without[:, data.num_names.index(AGE)] = np.nan  # a number that is never known is no column
            variants[name] = replace(inputs, num=without)
        else:
            words, codes = np.unique(data.groups[name][rows].astype(str), return_inverse=True)
            if len(words) < 2:
                continue  # nobody's is known
            levels = (*inputs.levels, tuple(words.tolist()))
            variants[name] = replace(
                inputs, codes=np.column_stack([inputs.codes, codes.astype(np.int32)]), levels=levels
            )
    return variants


def _fold(recipe: Recipe, inputs: Inputs, defaulted: np.ndarray, learn: np.ndarray, test: np.ndarray, seed: int):
    try:
        prepare, prepared, outcome = cross_validation.learning_matrix(inputs, defaulted, learn, recipe.smote, seed)
    except NoUsableFeature:  # without age nothing is left
        return np.nan
    model = recipe.build(seed, prepare).fit(prepared, outcome)
    return raw_score(model, prepare.transform(inputs.take(test)))


def _worth(taken_away: bool, difference: dict[str, float], usual: float) -> dict[str, float]:
    """`difference` is the usual model's AUC minus the variant's."""
    other = usual - difference["value"]
    if taken_away:
        told = {"worth": difference["value"], "low": difference["low"], "high": difference["high"]}
        return {"with": usual, "without": other} | told
    return {
        "with": other,
        "without": usual,
        "worth": 0.0 - difference["value"],
        "low": 0.0 - difference["high"],
        "high": 0.0 - difference["low"],
    }
