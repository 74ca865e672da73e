"""The scorecard as people read it: scorecard.json, points per bin on the policy's scale."""

import json
from dataclasses import asdict

import numpy as np

from training.data.training_set import TrainingSet
from training.export.onnx_model import FittedModel
from training.models.scorecard import Characteristic


def document(model: FittedModel, data: TrainingSet) -> bytes:
    """scorecard.json. An application's points, one bin a characteristic, add up to its score (before rounding).

    Points are from the calibrated PD: score = base + pdo / ln 2 · (ln((1 − pd) / pd) − ln odds).
    """
    scale = data.document.score
    factor = scale.pdo / np.log(2)
    card, calibrator = model.estimator, model.calibrator
    odds = calibrator.slope * float(np.float32(card.base_)) + calibrator.intercept
    start = scale.base - factor * (odds + np.log(scale.odds))
    per_characteristic = start / max(1, len(card.characteristics_))
    labels = data.document.labels
    columns = model.preparation.columns(data.num_names, data.cat_names)
    characteristics = []
    for one in card.characteristics_:
        name = columns[one.column][1]
        points = per_characteristic - factor * calibrator.slope * one.points.astype(np.float64)
        bins = [
            told | {"rows": int(rows), "defaults": int(bad), "woe": float(woe), "points": float(point)}
            for told, rows, bad, woe, point in zip(
                _bins(one, model), one.rows, one.defaults, one.woe, points, strict=True
            )
        ]
        found = {"feature": name, "label": labels[name], "bins": bins}
        characteristics.append(found | {"range": float(np.ptp(points))})
    characteristics.sort(key=lambda found: -found["range"])
    text = json.dumps({"scale": asdict(scale), "characteristics": characteristics}, indent=1, ensure_ascii=False)
    return f"{text}\n".encode()


def _bins(one: Characteristic, model: FittedModel) -> list[dict]:
    """What each bin holds: numbers above one and up to another, unknown ones, a word, or all other words."""
    if one.words:
        start = len(model.preparation.numbers) + len(model.preparation.unknowns)
        groups = [words for words in model.preparation.levels if words]
        starts = start + np.cumsum([0, *(len(words) for words in groups)])
        words = groups[int(np.flatnonzero(starts == one.column)[0])]
        return [{"value": word} for word in words] + [{"other": True}]
    edges = [None, *one.edges.tolist(), None]
    told = [{"above": low, "up_to": high} for low, high in zip(edges, edges[1:], strict=False)]
    return told + ([{"unknown": True}] if one.unknown is not None else [])
