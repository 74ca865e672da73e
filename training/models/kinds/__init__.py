"""The kinds of model that a training compares, in a fixed order, which seeds and candidates follow."""

from training.models.kinds.catboost import CATBOOST
from training.models.kinds.extra_trees import EXTRA_TREES
from training.models.kinds.gradient_boosting import GRADIENT_BOOSTING
from training.models.kinds.kind import Kind
from training.models.kinds.lightgbm import LIGHTGBM
from training.models.kinds.logistic_regression import LOGISTIC_REGRESSION
from training.models.kinds.neural_additive import NEURAL_ADDITIVE
from training.models.kinds.random_forest import RANDOM_FOREST
from training.models.kinds.scorecard import SCORECARD
from training.models.kinds.xgboost import XGBOOST

BLEND = "blend"
"""The weighted sum of some kinds, which is built from them and not searched."""

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        LOGISTIC_REGRESSION,
        SCORECARD,
        RANDOM_FOREST,
        EXTRA_TREES,
        GRADIENT_BOOSTING,
        XGBOOST,
        LIGHTGBM,
        CATBOOST,
        NEURAL_ADDITIVE,
    )
}
