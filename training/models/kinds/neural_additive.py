"""Neural additive network: a sum of small ReLU networks of one column each, trained with JAX."""

import numpy as np
from optuna import Trial

from training.data.preparation import Preparation
from training.models.kinds.kind import DataShape, Kind
from training.models.margin import Margin
from training.models.neural_additive_network import NeuralAdditiveNetwork


def _build(params: dict, seed: int, preparation: Preparation, constrained: bool) -> NeuralAdditiveNetwork:
    directions = preparation.directions if constrained else None
    return NeuralAdditiveNetwork(**params, directions=directions, random_state=seed)


def _predict_margin(model: NeuralAdditiveNetwork, prepared: np.ndarray) -> np.ndarray:
    return model.decision_function(prepared)


def _read_margin(model: NeuralAdditiveNetwork) -> Margin:
    return Margin(base=model.bias_, additive=[model.part_])


def _list_starts(shape: DataShape) -> list[dict]:
    """Moderate first; then stiff networks for few defaults, and supple ones for many."""
    moderate = {"learning_rate": 0.01, "penalty": 3.0, "dropout": 0.1, "column_dropout": 0.05}
    return [
        moderate,
        moderate | {"penalty": 12.0, "column_dropout": 0.0},
        moderate | {"penalty": 0.8, "learning_rate": 0.015},
    ]


def _propose_settings(trial: Trial, shape: DataShape) -> dict:
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.003, 0.03, log=True),
        "penalty": trial.suggest_float("penalty", 0.3, 30.0, log=True),
        "dropout": trial.suggest_float("dropout", 0.0, 0.4),
        "column_dropout": trial.suggest_float("column_dropout", 0.0, 0.2),
    }


NEURAL_ADDITIVE = Kind(
    name="neural_additive",
    list_starts=_list_starts,
    propose_settings=_propose_settings,
    build=_build,
    predict_margin=_predict_margin,
    read_margin=_read_margin,
    can_be_constrained=True,
)
