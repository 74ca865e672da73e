"""scorecard.json: the points of each bin on the model's scale, for people and for the dashboard."""

import json

import numpy as np

from training.data.training_set import TrainingSet
from training.models.fitted_model import FittedModel
from training.models.scorecard import Characteristic


def build_scorecard_table(model: FittedModel, data: TrainingSet) -> bytes:
    """scorecard.json. The points of an application, one bin of each characteristic, add up to its score (unrounded).

    Points follow from the calibrated PD: score = base + pdo / ln 2 · (ln((1 − pd) / pd) − ln odds).
    """
    scale = data.document.score
    factor = scale.pdo / np.log(2)
    scorecard, calibrator = model.estimator, model.calibrator
    log_odds = calibrator.slope * float(np.float32(scorecard.intercept_)) + calibrator.intercept
    start = scale.base - factor * (log_odds + np.log(scale.odds))
    start_per_characteristic = start / max(1, len(scorecard.characteristics_))
    columns = model.preparation.name_columns(data.num_names, data.cat_names)
    characteristics = []
    for characteristic in scorecard.characteristics_:
        name = columns[characteristic.column][1]
        points = start_per_characteristic - factor * calibrator.slope * characteristic.points.astype(np.float64)
        bins = zip(_describe_bins(characteristic, model), _count_rows(characteristic), points, strict=True)
        characteristics.append(
            {
                "feature": name,
                "label": data.document.labels[name],
                "bins": [description | counts | {"points": float(point)} for description, counts, point in bins],
                "range": float(np.ptp(points)),
            }
        )
    characteristics.sort(key=lambda characteristic: -characteristic["range"])
    # Points of bins are not bounded: only the score is.
    points_scale = {name: getattr(scale, name) for name in ("base", "odds", "pdo")}
    table = {"scale": points_scale, "characteristics": characteristics}
    return f"{json.dumps(table, indent=1, ensure_ascii=False)}\n".encode()


def _describe_bins(characteristic: Characteristic, model: FittedModel) -> list[dict]:
    """What each bin holds: numbers above one edge and up to another, unknown numbers, a level, or all other levels."""
    if characteristic.level_count:
        levels = [names for names in model.preparation.levels if names]
        starts = model.preparation.one_hot_start + np.cumsum([0, *(len(names) for names in levels)])
        names = levels[int(np.flatnonzero(starts == characteristic.column)[0])]
        return [{"value": name} for name in names] + [{"other": True}]
    edges = [None, *characteristic.edges.tolist(), None]
    intervals = [{"above": low, "up_to": high} for low, high in zip(edges, edges[1:], strict=False)]
    return intervals + ([{"unknown": True}] if characteristic.indicator is not None else [])


def _count_rows(characteristic: Characteristic) -> list[dict]:
    """Training rows and defaults of each bin, with its weight of evidence."""
    return [
        {"rows": int(rows), "defaults": int(defaults), "woe": float(woe)}
        for rows, defaults, woe in zip(characteristic.rows, characteristic.defaults, characteristic.woe, strict=True)
    ]
