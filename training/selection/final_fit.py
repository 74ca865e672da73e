"""Fits the chosen specifications on all training rows, as many at a time as the memory allows."""

import time

import numpy as np
from sklearn.base import ClassifierMixin

from training.data.preparation import Preparation
from training.data.training_set import Inputs
from training.models.kinds.kind import count_columns
from training.models.specification import ModelSpecification
from training.selection.cross_validation import prepare_rows

OVERHEAD_GIB = 1.5
"""Memory of the libraries, the training set and the processes, without the matrices of the final fits."""
COPIES_OF_MATRIX = 3
"""A fit holds at most its prepared matrix and a copy in double precision (gradient boosting)."""


def fit_on_all_rows(
    inputs: Inputs, defaulted: np.ndarray, seed: int, specification: ModelSpecification
) -> tuple[Preparation, ClassifierMixin, float]:
    """The preparation and the model of a specification, fitted on all given rows, and the seconds of the fit."""
    start = time.perf_counter()
    preparation, prepared, outcomes = prepare_rows(inputs, defaulted, slice(None), smote=specification.smote, seed=seed)
    model = specification.build(seed, preparation).fit(prepared, outcomes)
    return preparation, model, time.perf_counter() - start


def count_parallel_fits(inputs: Inputs, *, smote: bool, workers: int, memory_gib: float) -> int:
    """How many fits on all these rows the memory has room for, between one and `workers`; no result depends on it."""
    matrix_gib = len(inputs) * (2 if smote else 1) * count_columns(inputs) * 4 / 2**30
    return int(np.clip((memory_gib - OVERHEAD_GIB) // (COPIES_OF_MATRIX * matrix_gib), 1, workers))
