"""Processes that fit a fold of a trial each. The prepared folds are written once, and every process maps them."""

import shutil
import tempfile
from concurrent.futures import Future
from functools import lru_cache
from pathlib import Path

import joblib
from joblib.externals.loky import ProcessPoolExecutor

from training.models.specification import ModelSpecification
from training.selection.trial import FoldOutcome, PreparedFold, fit_fold


class FoldWorkers:
    """`count` processes; with one, everything runs in this process, when it is submitted."""

    def __init__(self, folds: list[PreparedFold], seed: int, count: int):
        self.count = count
        self._folds = folds
        self._seed = seed

    def __enter__(self) -> "FoldWorkers":
        if self.count > 1:
            self._folder = Path(tempfile.mkdtemp(prefix="training-folds-"))
            self._file = self._folder / "folds.joblib"
            joblib.dump(self._folds, self._file)
            self._executor = ProcessPoolExecutor(max_workers=self.count)
        return self

    def __exit__(self, *_) -> None:
        if self.count > 1:
            self._executor.shutdown(kill_workers=True)
            shutil.rmtree(self._folder)

    def submit(self, specification: ModelSpecification, fold: int) -> "Future[FoldOutcome]":
        """Fits the specification on a fold."""
        if self.count > 1:
            return self._executor.submit(_fit_stored_fold, str(self._file), specification, fold, self._seed)
        future: Future[FoldOutcome] = Future()
        future.set_result(fit_fold(specification, self._folds[fold], self._seed))
        return future


def _fit_stored_fold(file: str, specification: ModelSpecification, fold: int, seed: int) -> FoldOutcome:
    return fit_fold(specification, _load_folds(file)[fold], seed)


@lru_cache(maxsize=1)
def _load_folds(file: str) -> list[PreparedFold]:
    return joblib.load(file, mmap_mode="r")
