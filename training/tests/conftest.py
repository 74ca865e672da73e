"""What the tests of the training share: the lender's training set, a finished job, contexts of a training."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # small fits are slower on several threads, much so on a busy machine

import numpy as np
import pytest

from testing.models.made_up_lender import make_rows, write_channel
from training.data.training_set import Inputs, TrainingSet, load_training_set
from training.environment import Settings
from training.models.kinds import KINDS
from training.progress import Progress
from training.selection import cross_validation
from training.selection.checkpoints import Checkpoints
from training.selection.holdout import split_holdout
from training.steps.context import TrainingContext


def create_context(data: TrainingSet, trials: dict[str, int] | None = None) -> TrainingContext:
    """A training of the data in two folds and one process, without a search where no trials are given."""
    minimum, seed = data.document.minimum, data.document.seed
    split = split_holdout(
        data.defaulted,
        data.as_of,
        share=0.2,
        seed=seed,
        min_per_class=minimum.per_class,
        groups=data.groups,
    )
    settings = Settings(folds=2, workers=1, budget_seconds=0, trials=trials)
    return TrainingContext(data, split, settings, Progress(99), Checkpoints())


def spoil_rows(inputs: Inputs, rows: np.ndarray) -> Inputs:
    """The same inputs with nonsense in the given rows."""
    num, codes = inputs.num.copy(), inputs.codes.copy()
    num[rows] = 1e6
    codes[rows] = 0
    return replace(inputs, num=num, codes=codes)


@contextmanager
def only_kinds(*kinds: str) -> Iterator[None]:
    """Training with these kinds alone and one folding, to be quick."""
    all_kinds = dict(KINDS)
    for kind in set(all_kinds) - set(kinds):
        del KINDS[kind]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cross_validation, "SMALL_REPEATS", 1)
        yield
    KINDS.clear()
    KINDS.update(all_kinds)  # in the same order, which seeds and candidates follow


@pytest.fixture
def quick_training():
    """Three of the kinds are enough to show how a training proceeds."""
    with only_kinds("logistic_regression", "scorecard", "xgboost"):
        yield


@pytest.fixture(scope="session")
def channel(tmp_path_factory) -> Path:
    """The made-up lender's training channel, 600 rows in two files."""
    return write_channel(tmp_path_factory.mktemp("lender") / "train", make_rows(600))


@pytest.fixture(scope="session")
def lender(channel) -> TrainingSet:
    """The made-up lender's training set, loaded."""
    return load_training_set(channel)


@pytest.fixture(scope="session")
def job(tmp_path_factory, channel):
    """A function (name, variables) → (exit status, folder) that runs a job in a folder of its own."""
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
            for variable, value in variables.items():
                patch.setenv(variable, value)
            return train.main(), folder

    return run


@pytest.fixture(scope="session")
def trained(job) -> Path:
    """The folder of a job that trained the made-up lender's model."""
    status, folder = job("first")
    assert status == 0
    return folder
