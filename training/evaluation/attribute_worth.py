"""How much AUC each fairness attribute would be worth: the same model with the attribute and without it.

Sex, marital status and a lender's own attributes are added as inputs, for this measurement only; age, where it is an
input, is removed. All variants are fitted on the same folds of the same training rows, so that their difference comes
from the attribute. No variant is ever served.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from training.data.training_set import Inputs, TrainingSet
from training.evaluation.bootstrap import compare_aucs
from training.evaluation.metrics import compute_auc
from training.evaluation.refits import fold_once, predict_variants
from training.models.specification import ModelSpecification
from training.selection.cross_validation import sample_rows

ROWS = 4_000
"""The variants are fitted on at most this many training rows, which are enough for their differences."""
FOLDS = 5
MAX_ATTRIBUTES = 6
"""The first by name; each costs as many fits as there are folds."""
AGE, AGE_GROUP = "age_years", "age_group"
MODEL_AS_SERVED = ""


def measure_attribute_worth(
    data: TrainingSet, training: np.ndarray, specification: ModelSpecification, *, seed: int, workers: int
) -> dict[str, dict]:
    """By attribute: out-of-fold AUC `with` and `without` it, their difference `worth` and its 95 % interval."""
    rows = training[sample_rows(data.defaulted[training], ROWS, seed)]
    inputs, defaulted = data.inputs.take(rows), data.defaulted[rows]
    variants = {MODEL_AS_SERVED: inputs, **_build_variants(data, rows, inputs)}
    folds = fold_once(defaulted, FOLDS, seed, data.groups[rows])
    out_of_fold = predict_variants(specification, variants, defaulted, folds, seed=seed, workers=workers)
    as_served = out_of_fold.pop(MODEL_AS_SERVED)
    measured = {name: raw for name, raw in out_of_fold.items() if not np.isnan(raw).any()}
    differences = compare_aucs(defaulted, as_served, measured, seed)
    auc = compute_auc(defaulted, as_served)
    describe = {True: _describe_removal, False: _describe_addition}
    return {name: describe[_is_removal(data, name)](differences[name], auc) for name in measured}


def _is_removal(data: TrainingSet, attribute: str) -> bool:
    """Whether the variant removes age instead of adding an attribute."""
    return attribute == AGE_GROUP and AGE in data.num_names


def _build_variants(data: TrainingSet, rows: np.ndarray, inputs: Inputs) -> dict[str, Inputs]:
    """The inputs with each attribute added, or with age removed."""
    variants = {}
    for name in sorted(data.fairness_groups)[:MAX_ATTRIBUTES]:
        if _is_removal(data, name):
            num = inputs.num.copy()
            num[:, data.num_names.index(AGE)] = np.nan  # a number that is never known gets no column
            variants[name] = replace(inputs, num=num)
            continue
        groups, codes = np.unique(data.fairness_groups[name][rows].astype(str), return_inverse=True)
        if len(groups) < 2:
            continue  # all rows have the same group, or none is known
        levels = (*inputs.levels, tuple(groups.tolist()))
        variants[name] = replace(inputs, codes=np.column_stack([inputs.codes, codes.astype(np.int32)]), levels=levels)
    return variants


def _describe_addition(difference: Mapping[str, float], auc: float) -> dict[str, float]:
    """`difference`: AUC of the model as served, `auc`, minus the AUC with the attribute added."""
    return {
        "with": auc - difference["value"],
        "without": auc,
        "worth": 0.0 - difference["value"],
        "low": 0.0 - difference["high"],
        "high": 0.0 - difference["low"],
    }


def _describe_removal(difference: Mapping[str, float], auc: float) -> dict[str, float]:
    """`difference`: AUC of the model as served, `auc`, minus the AUC without age."""
    return {
        "with": auc,
        "without": auc - difference["value"],
        "worth": difference["value"],
        "low": difference["low"],
        "high": difference["high"],
    }
