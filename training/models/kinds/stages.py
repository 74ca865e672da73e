"""How good a boosting is after how many trees: margins of test rows while it is fitted, until someone has seen enough.

The number of trees need not be searched, because one fit shows all of them. Each function fits an unfitted model, up
to its own number of trees, and shows `observe` the test rows' margins at each stage.
"""

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
from catboost import CatBoostClassifier
from lightgbm import LGBMClassifier
from lightgbm.callback import CallbackEnv, EarlyStopException
from sklearn.ensemble import HistGradientBoostingClassifier
from xgboost import Booster, DMatrix, XGBClassifier
from xgboost.callback import TrainingCallback

STAGES = (
    *(5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 110, 130, 155, 185, 220, 260),
    *(310, 370, 440, 520, 620, 740, 880, 1_050, 1_260, 1_500),
)
"""Numbers of trees at which a fit is observed; later ones are a fifth apart."""
BATCHES = (40, 90, 185, 370, 740, 1500)
"""Numbers of trees up to which scikit-learn's boosting is fitted at a time, because it bins the rows anew each time."""

Observe = Callable[[int, np.ndarray], bool]
"""Gets the number of trees so far and the margins of the test rows, float64 [rows]; says whether to stop."""


def observe_xgboost(
    model: XGBClassifier, learn: np.ndarray, outcomes: np.ndarray, test: np.ndarray, observe: Observe
) -> None:
    """Fits XGBoost in stages."""
    rows = DMatrix(test)

    class Observer(TrainingCallback):
        """Predicts with the trees since the last stage only; margins of parts share the base, which counts once."""

        def __init__(self):
            super().__init__()
            self.trees, self.margin, self.base = 0, np.zeros(len(test)), np.zeros(len(test))

        def after_iteration(self, model: Booster, epoch: int, evals_log: dict) -> bool:
            trees = epoch + 1
            if trees not in STAGES:
                return False
            part = model.predict(rows, output_margin=True, iteration_range=(self.trees, trees)).astype(np.float64)
            if self.trees == 0:
                self.base = _find_base(model, rows, part, trees)
                self.margin = part
            else:
                self.margin = self.margin + part - self.base
            self.trees = trees
            return observe(trees, self.margin)

    model.set_params(callbacks=[Observer()]).fit(learn, outcomes)


def _find_base(booster: Booster, rows: DMatrix, margin: np.ndarray, trees: int) -> np.ndarray:
    """The base of every partial margin: two halves of the trees have it twice, all trees have it once."""
    halves = [
        booster.predict(rows, output_margin=True, iteration_range=bounds).astype(np.float64)
        for bounds in ((0, 1), (1, trees))
    ]
    return halves[0] + halves[1] - margin


def observe_lightgbm(
    model: LGBMClassifier, learn: np.ndarray, outcomes: np.ndarray, test: np.ndarray, observe: Observe
) -> None:
    """Fits LightGBM in stages; its base is part of the first tree."""
    margin, predicted = np.zeros(len(test)), 0

    def callback(environment: CallbackEnv) -> None:
        nonlocal margin, predicted
        trees = environment.iteration + 1
        if trees not in STAGES:
            return
        margin = margin + environment.model.predict(
            test, raw_score=True, start_iteration=predicted, num_iteration=trees - predicted
        )
        predicted = trees
        if observe(trees, margin):
            raise EarlyStopException(environment.iteration, [])

    model.fit(learn, outcomes, callbacks=[callback])


def observe_gradient_boosting(
    model: HistGradientBoostingClassifier,
    learn: np.ndarray,
    outcomes: np.ndarray,
    test: np.ndarray,
    observe: Observe,
) -> None:
    """Fits scikit-learn's boosting in stages, a batch of trees at a time."""
    limit, predicted = model.max_iter, 0
    for batch in (*(trees for trees in BATCHES if trees < limit), limit):
        model.set_params(warm_start=True, max_iter=batch).fit(learn, outcomes)
        for trees, margin in enumerate(model._staged_raw_predict(test), start=1):
            if trees > predicted and trees in STAGES and observe(trees, margin[:, 0]):
                return
        if model.n_iter_ < batch:
            return
        predicted = batch


def observe_catboost(
    model: CatBoostClassifier, learn: np.ndarray, outcomes: np.ndarray, test: np.ndarray, observe: Observe
) -> None:
    """Fits CatBoost in stages. Only a metric gets the margins so far; it is asked about the test rows last."""

    class Observer:
        """A metric that is always 0 and remembers the margins, and the callback after each tree."""

        no_jit = True

        def __init__(self):
            self.margin = np.zeros(len(test))

        def __deepcopy__(self, _: dict) -> "Observer":
            """CatBoost copies its settings; the copy has to remember for this one."""
            return self

        def is_max_optimal(self) -> bool:
            return True

        def evaluate(self, margins: list[np.ndarray], _outcomes: np.ndarray, _weights: None) -> tuple[float, float]:
            self.margin = np.array(margins[0])
            return 0.0, 1.0

        def get_final_error(self, _error: float, _weight: float) -> float:
            return 0.0

        def after_iteration(self, info: SimpleNamespace) -> bool:
            """Whether to go on."""
            return info.iteration not in STAGES or not observe(info.iteration, self.margin)

    observer = Observer()
    unknown = np.zeros(len(test), np.int8)
    model.set_params(eval_metric=observer, use_best_model=False)
    model.fit(learn, outcomes, eval_set=(test, unknown), callbacks=[observer])
