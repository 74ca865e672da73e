"""holdout.csv, out_of_fold.csv and parity.csv of the model folder: verify.py computes figures and PDs from them."""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from training.data.preparation import LARGEST
from training.data.training_set import Inputs
from training.evaluation.assessed_model import AssessedModel
from training.export.made_up_rows import average_neighbours
from training.export.parity import make_up_rows

PARITY_ROWS = 300


def write_holdout_rows(assessed: AssessedModel) -> bytes:
    """Outcomes and PDs of the holdout: `pd` is the chosen model's; then one column for each candidate.

    Nobody joins the rows with applications, so they have no identifier, and their order is that of the PD.
    """
    order = np.argsort(assessed.pd, kind="stable")
    columns = [assessed.defaulted, assessed.pd, *assessed.pds.values()]
    rows = zip(*(column[order].tolist() for column in columns), strict=True)
    return _write_csv(["defaulted", "pd", *assessed.pds], rows)


def write_out_of_fold_rows(assessed: AssessedModel) -> bytes:
    """Outcomes and out-of-fold PDs of the serving model, in the order of the PD and without identifier.

    assessed_pd: the assessed model's PD where the row is of the holdout and the serving model is a refit; else empty.
    """
    serving = assessed.serving
    assessed_pds = np.full(len(serving.folded), np.nan)
    if serving.is_refit:
        paired = assessed.pair_with_serving()
        assessed_pds[paired.positions] = paired.assessed
    columns = [assessed.data.defaulted[serving.folded], serving.out_of_fold, assessed_pds]
    order = np.argsort(serving.out_of_fold, kind="stable")
    rows = zip(*(column[order].tolist() for column in columns), strict=True)
    return _write_csv(
        ["defaulted", "pd", "assessed_pd"], ([d, pd, "" if other != other else other] for d, pd, other in rows)
    )


def write_parity_rows(assessed: AssessedModel) -> bytes:
    """Made-up rows with Python's PDs, so that anyone can check a graph later without any person's data.

    Every column is drawn on its own and every number is a mean of ten, so no row and no number is an application's;
    then values are made unknown, unseen and extreme.
    """
    data, random = assessed.data, np.random.default_rng(assessed.seed)

    def shuffle_columns(columns: np.ndarray) -> np.ndarray:
        shuffled = np.empty((PARITY_ROWS, columns.shape[1]), columns.dtype)
        for j in range(columns.shape[1]):
            shuffled[:, j] = columns[random.choice(assessed.serving.rows, PARITY_ROWS), j]
        return shuffled

    def average_columns(columns: np.ndarray) -> np.ndarray:
        for j in range(columns.shape[1]):
            columns[:, j] = average_neighbours(columns[:, j])
        return columns

    num, codes = average_columns(shuffle_columns(data.inputs.num)), shuffle_columns(data.inputs.codes)
    rows = make_up_rows(replace(data.inputs, num=num, codes=codes), assessed.seed)
    rows = replace(rows, num=np.clip(rows.num, -LARGEST, LARGEST))  # a request with an infinite number is refused
    categories = rows.categories().tolist() if rows.levels else [[] for _ in range(len(rows))]
    values = zip(_format_numbers(rows), categories, assessed.serving.model.predict(rows).tolist(), strict=True)
    return _write_csv([*data.num_names, *data.cat_names, "pd"], ([*num, *cat, pd] for num, cat, pd in values))


def _format_numbers(rows: Inputs) -> list[list]:
    """float32 as the double of the same value, whose text every reader rounds to the same float32; '' = unknown."""
    return [["" if value != value else value for value in row] for row in rows.num.tolist()]


def _write_csv(header: list[str], rows: Iterable) -> bytes:
    text = io.StringIO()
    # Every text is quoted: the module leaves one with a lone carriage return bare, and readers end a line there.
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
