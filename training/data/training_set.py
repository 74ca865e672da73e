"""Loads and checks the exported training set: features.json and headerless CSV files in data/.

An empty field is unknown: NaN for a number, the category '' for a text. The identifiers of applications are not read.
Numbers are float32 and categories int32 codes from the start: 1,000,000 rows x 50 features stay below 300 MB, and
training reads what the ONNX graph will read.
"""

import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from training.data.left_out import find_left_out
from training.data.row_groups import RowGroups, find_row_groups
from training.data.training_set_document import FILE_NAME, TrainingSetDocument, read_document
from training.errors import InvalidTrainingData, MissingInput, OneClass, TooFewRows

CHUNK_ROWS = 100_000
LARGEST = np.finfo(np.float32).max
"""A number beyond the range of float32 counts as the nearest one in it, here as in the graph."""
REMEDY = ": deliver more outcomes, or lower `minimum` in config/training.json"
BORROWER = "borrower"
"""Column of the borrower's opaque number, which only groups rows. Exports of earlier releases have none."""
PROTECTED = frozenset({"sex", "marital_status", "age_group"})
"""Never model inputs, whatever features.json says; nor is any column under its `fairness`."""


@dataclass(frozen=True)
class Inputs:
    """Raw model inputs.

    num: float32 [rows, n], NaN = unknown. has_indicator: bool [n], whether an unknown value gets a column of its own.
    codes: int32 [rows, c], each a position in `levels[column]`.
    directions: int8 [n], from the catalogue: 1 = the PD can only rise with the number, -1 = only fall, 0 = either.
    """

    num: np.ndarray
    has_indicator: np.ndarray
    codes: np.ndarray
    levels: tuple[tuple[str, ...], ...]
    directions: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.num)

    def take(self, rows: np.ndarray | slice) -> "Inputs":
        """The given rows."""
        return Inputs(self.num[rows], self.has_indicator, self.codes[rows], self.levels, self.directions)

    def categories(self) -> np.ndarray:
        """The categories as text, object [rows, max(c, 1)]: the graph's input `cat`.

        The graph always has both inputs, so without any category feature this is a constant column 'none'.
        """
        if not self.levels:
            return np.full((len(self), 1), "none", dtype=object)
        columns = [np.array(levels, dtype=object)[self.codes[:, j]] for j, levels in enumerate(self.levels)]
        return np.column_stack(columns)


@dataclass(frozen=True)
class TrainingSet:
    """One lender's known outcomes.

    defaulted: int8 [rows], 1 = defaulted. fairness_groups: by attribute, text [rows], '' = unknown; never model inputs.
    as_of: datetime64[s] [rows], the time of each application, UTC. sha256: of all files. row_groups: which rows
    depend on each other and stay on one side of every split. left_out: attributes that are no inputs
    (`data/left_out.py`); the document's features are without them.
    """

    document: TrainingSetDocument
    inputs: Inputs
    defaulted: np.ndarray
    sha256: str
    fairness_groups: dict[str, np.ndarray] = field(default_factory=dict)
    as_of: np.ndarray = field(default_factory=lambda: np.empty(0, "datetime64[s]"))
    left_out: list[dict] = field(default_factory=list)
    row_groups: RowGroups = field(default_factory=lambda: RowGroups(np.empty(0, np.int64)))

    @property
    def groups(self) -> np.ndarray:
        """The group of each row, int64 [rows]: one for all rows of a borrower, copies and near twins."""
        return self.row_groups.groups

    @property
    def num_names(self) -> list[str]:
        """Names of the number features, in the order of the graph's input `num`."""
        return _feature_names(self.document, "number")

    @property
    def cat_names(self) -> list[str]:
        """Names of the category features, in the order of the graph's input `cat`."""
        return _feature_names(self.document, "category")


def load_training_set(train_dir: Path) -> TrainingSet:
    """Reads the training channel; raises MissingInput, InvalidTrainingData or TooFewRows."""
    document_file = train_dir / FILE_NAME
    files = sorted(path for path in (train_dir / "data").glob("**/*") if path.is_file())
    if not document_file.exists():
        raise MissingInput(f"{FILE_NAME} is not in the training channel")
    if not files:
        raise MissingInput("no data file is in the training channel")
    document = read_document(document_file)
    num_names, cat_names = _feature_names(document, "number"), _feature_names(document, "category")
    _check_inputs(document, num_names, cat_names)
    vocabularies: list[dict[str, int]] = [{} for _ in cat_names]
    chunks = (chunk for file in files for chunk in _read_chunks(file, document, num_names, cat_names))
    parts = [_convert_chunk(chunk, num_names, cat_names, document.fairness, vocabularies) for chunk in chunks]
    if not parts:
        raise TooFewRows("the training set is empty")
    num, codes, defaulted, as_of, borrowers, *groups = (np.concatenate(part) for part in zip(*parts, strict=True))
    if len(num) != document.rows:
        raise InvalidTrainingData(f"{len(num)} rows were found, {document.rows} were exported")
    codes, levels = _sort_levels(codes, vocabularies)
    left_out = find_left_out(
        document,
        {name: num[:, j] for j, name in enumerate(num_names)},
        {name: (codes[:, j], levels[j]) for j, name in enumerate(cat_names)},
        as_of,
    )
    if left_out:
        names = {record["feature"] for record in left_out}
        num = num[:, [name not in names for name in num_names]]
        kept = [j for j, name in enumerate(cat_names) if name not in names]
        codes, levels = codes[:, kept], tuple(levels[j] for j in kept)
        document = replace(document, features=[f for f in document.features if f["name"] not in names])
    numbers = [feature for feature in document.features if feature["type"] == "number"]
    has_indicator = np.array([feature["missing"] != "impute_median" for feature in numbers])
    directions = np.array([feature["monotone"] for feature in numbers], np.int8)
    return TrainingSet(
        document=document,
        inputs=Inputs(num, has_indicator, codes, levels, directions),
        defaulted=defaulted,
        sha256=_hash_files([document_file, *files]),
        fairness_groups=dict(zip(document.fairness, groups, strict=True)),
        as_of=as_of,
        left_out=left_out,
        row_groups=find_row_groups(num, codes, borrowers if BORROWER in document.columns else None),
    )


def require_enough_outcomes(data: TrainingSet) -> None:
    """Raises TooFewRows or OneClass when the set has fewer outcomes than the export states as its minimum."""
    rows, defaults = len(data.defaulted), int(data.defaulted.sum())
    minimum = data.document.minimum
    if rows < minimum.outcomes:
        raise TooFewRows(f"{rows} known outcomes; at least {minimum.outcomes} are needed{REMEDY}")
    if min(defaults, rows - defaults) == 0:
        raise OneClass(f"all {rows} outcomes are {'defaults' if defaults else 'repaid'}; both kinds are needed{REMEDY}")
    if min(defaults, rows - defaults) < minimum.per_class:
        counts = f"{defaults} defaults and {rows - defaults} repaid"
        raise OneClass(f"{counts}; at least {minimum.per_class} of each are needed{REMEDY}")


def _feature_names(document: TrainingSetDocument, feature_type: str) -> list[str]:
    return [feature["name"] for feature in document.features if feature["type"] == feature_type]


def _check_inputs(document: TrainingSetDocument, num_names: list[str], cat_names: list[str]) -> None:
    if not num_names:
        raise InvalidTrainingData(f"{FILE_NAME} has no feature of type number")
    if protected := PROTECTED.union(document.fairness).intersection(num_names + cat_names):
        raise InvalidTrainingData(f"{', '.join(sorted(protected))}: a group of fairness can't be a model input")


def _read_chunks(
    file: Path, document: TrainingSetDocument, num_names: list[str], cat_names: list[str]
) -> Iterator[pd.DataFrame]:
    types = dict.fromkeys(num_names, np.float32) | dict.fromkeys([*cat_names, *document.fairness], "category")
    types |= {"as_of": str, "defaulted": np.float32}
    types |= {BORROWER: np.int64} if BORROWER in document.columns else {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            warnings.simplefilter("ignore", RuntimeWarning)  # a number beyond float32 is clipped by _convert_chunk
            yield from pd.read_csv(
                file,
                header=None,
                names=document.columns,
                usecols=[*types],
                dtype=types,
                index_col=False,
                keep_default_na=False,
                na_values={name: [""] for name in (*num_names, "defaulted")},
                chunksize=CHUNK_ROWS,
            )
    except pd.errors.EmptyDataError:
        return
    except (ValueError, pd.errors.ParserWarning) as error:
        raise InvalidTrainingData(f"{file.name} does not fit {FILE_NAME}: {error}") from error


def _convert_chunk(
    chunk: pd.DataFrame,
    num_names: list[str],
    cat_names: list[str],
    fairness: list[str],
    vocabularies: list[dict[str, int]],
) -> tuple[np.ndarray, ...]:
    """Arrays of one chunk: num, codes, defaulted, as_of, borrowers and one of each fairness column."""
    num = chunk[num_names].to_numpy(np.float32, copy=True)
    np.clip(num, -LARGEST, LARGEST, out=num)  # as the graph does; NaN stays NaN
    codes = np.empty((len(chunk), len(cat_names)), np.int32)
    for j, name in enumerate(cat_names):
        column, vocabulary = chunk[name].cat, vocabularies[j]
        known = [vocabulary.setdefault(str(category), len(vocabulary)) for category in column.categories]
        codes[:, j] = np.array(known)[column.codes]
    defaulted = chunk["defaulted"].to_numpy()
    if not np.isin(defaulted, (0, 1)).all():
        raise InvalidTrainingData("defaulted must be 0 or 1 in every row")
    groups = [chunk[name].to_numpy(object) for name in fairness]
    borrowers = chunk[BORROWER].to_numpy(np.int64) if BORROWER in chunk else np.zeros(len(chunk), np.int64)
    return num, codes, defaulted.astype(np.int8), _parse_times(chunk["as_of"]), borrowers, *groups


def _parse_times(texts: pd.Series) -> np.ndarray:
    """PostgreSQL's timestamps as datetime64[s] in UTC."""
    try:
        times = pd.to_datetime(texts, utc=True, format="ISO8601")
    except ValueError as error:
        raise InvalidTrainingData(f"as_of is not a time: {error}") from error
    return times.dt.tz_localize(None).to_numpy("datetime64[s]")


def _sort_levels(codes: np.ndarray, vocabularies: list[dict[str, int]]):
    """Codes by alphabetical order of the levels, so that the order of the rows does not change the model."""
    levels = tuple(tuple(sorted(vocabulary)) for vocabulary in vocabularies)
    for j, vocabulary in enumerate(vocabularies):
        sorted_code = np.empty(len(vocabulary), np.int32)
        for position, level in enumerate(levels[j]):
            sorted_code[vocabulary[level]] = position
        codes[:, j] = sorted_code[codes[:, j]]
    return codes, levels


def _hash_files(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
