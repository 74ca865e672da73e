"""Loads and validates the exported training set: features.json and headerless CSV files under data/.

An empty field is unknown: NaN for a number, the category '' for a text. Everything is float32 or an int32 code from the
first moment, so that 1,000,000 rows x 50 features stay below 300 MB, and training sees what the ONNX graph will see.
"""

import hashlib
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from training.data.training_set_document import FILE_NAME, TrainingSetDocument, read_document
from training.errors import InvalidTrainingData, MissingInput, OneClass, TooFewRows

CHUNK_ROWS = 100_000
PROTECTED = frozenset({"sex", "marital_status", "age_group"})
"""Never model inputs, whatever features.json says; nor is anything that it names under `fairness`."""


@dataclass(frozen=True)
class Inputs:
    """Raw model inputs.

    num: float32 [rows, n], NaN = unknown. indicated: bool [n], whether being unknown is information in itself.
    codes: int32 [rows, c], each a position in `levels[column]`.
    directions: int8 [n], the catalogue's: 1 = the PD can only rise with the number, -1 = only fall, 0 = either.
    """

    num: np.ndarray
    indicated: np.ndarray
    codes: np.ndarray
    levels: tuple[tuple[str, ...], ...]
    directions: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.num)

    def take(self, rows: np.ndarray) -> "Inputs":
        """The given rows."""
        return Inputs(self.num[rows], self.indicated, self.codes[rows], self.levels, self.directions)

    def cat(self) -> np.ndarray:
        """The categories as text, object [rows, max(c, 1)]: what the graph's input `cat` is fed.

        Without any category feature a constant column 'none' stands in, because the graph has always both inputs.
        """
        if not self.levels:
            return np.full((len(self), 1), "none", dtype=object)
        columns = [np.array(levels, dtype=object)[self.codes[:, j]] for j, levels in enumerate(self.levels)]
        return np.column_stack(columns)


@dataclass(frozen=True)
class TrainingSet:
    """One lender's known outcomes. defaulted: int8 [rows], 1 = defaulted."""

    document: TrainingSetDocument
    inputs: Inputs
    defaulted: np.ndarray
    application_id: np.ndarray
    sha256: str
    groups: dict[str, np.ndarray] = field(default_factory=dict)
    """What fairness is measured over, by name: text [rows], '' = unknown. Never a model input."""
    as_of: np.ndarray = field(default_factory=lambda: np.empty(0, "datetime64[s]"))
    """When each application was made, datetime64[s] [rows]."""

    @property
    def num_names(self) -> list[str]:
        """Names of the number features, in the order of the graph's input `num`."""
        return [feature["name"] for feature in self.document.features if feature["type"] == "number"]

    @property
    def cat_names(self) -> list[str]:
        """Names of the category features, in the order of the graph's input `cat`."""
        return [feature["name"] for feature in self.document.features if feature["type"] == "category"]


def load(train_dir: Path) -> TrainingSet:
    """Reads the training channel; raises MissingInput or InvalidTrainingData."""
    document_file = train_dir / FILE_NAME
    files = sorted(path for path in (train_dir / "data").glob("**/*") if path.is_file())
    if not document_file.exists():
        raise MissingInput("features.json is not in the training channel")
    if not files:
        raise MissingInput("no data file is in the training channel")
    document = read_document(document_file)
    num = [feature["name"] for feature in document.features if feature["type"] == "number"]
    cat = [feature["name"] for feature in document.features if feature["type"] == "category"]
    if not num:
        raise InvalidTrainingData("features.json has no feature of type number")
    fairness = document.fairness
    if protected := PROTECTED.union(fairness).intersection(num + cat):
        raise InvalidTrainingData(f"{', '.join(sorted(protected))}: a group of fairness can't be a model input")
    vocabularies: list[dict[str, int]] = [{} for _ in cat]
    chunks = (chunk for file in files for chunk in _chunks(file, document, num, cat))
    parts = [_arrays(chunk, num, cat, fairness, vocabularies) for chunk in chunks]
    if not parts:
        raise TooFewRows("the training set is empty")
    numbers, codes, defaulted, ids, as_of, *groups = (np.concatenate(part) for part in zip(*parts, strict=True))
    codes, levels = _sorted_levels(codes, vocabularies)
    indicated = np.array([f["missing"] != "impute_median" for f in document.features if f["type"] == "number"])
    if len(numbers) != document.rows:
        raise InvalidTrainingData(f"{len(numbers)} rows were found, {document.rows} were exported")
    directions = np.array([f["monotone"] for f in document.features if f["type"] == "number"], np.int8)
    inputs = Inputs(numbers, indicated, codes, levels, directions)
    named = dict(zip(fairness, groups, strict=True))
    return TrainingSet(document, inputs, defaulted, ids, _sha256([document_file, *files]), named, as_of)


def validate(data: TrainingSet) -> None:
    """Raises TooFewRows or OneClass when no model can be learned and judged from the set."""
    rows, bad = len(data.defaulted), int(data.defaulted.sum())
    minimum = data.document.minimum
    if rows < minimum.outcomes:
        raise TooFewRows(f"{rows} known outcomes; at least {minimum.outcomes} are needed")
    if min(bad, rows - bad) == 0:
        raise OneClass(f"all {rows} outcomes are {'defaults' if bad else 'repaid'}; both kinds are needed")
    if min(bad, rows - bad) < minimum.per_class:
        raise OneClass(f"{bad} defaults and {rows - bad} repaid; at least {minimum.per_class} of each are needed")


def _chunks(file: Path, document: TrainingSetDocument, num: list[str], cat: list[str]):
    types = dict.fromkeys(num, np.float32) | dict.fromkeys([*cat, *document.fairness], "category")
    types |= {"application_id": str, "as_of": str, "defaulted": np.float32}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            warnings.simplefilter("ignore", RuntimeWarning)  # a number beyond float32 is named below
            yield from pd.read_csv(
                file,
                header=None,
                names=document.columns,
                usecols=[*types],
                dtype=types,
                index_col=False,
                keep_default_na=False,
                na_values={name: [""] for name in (*num, "defaulted")},
                chunksize=CHUNK_ROWS,
            )
    except pd.errors.EmptyDataError:
        return
    except (ValueError, pd.errors.ParserWarning) as error:
        raise InvalidTrainingData(f"{file.name} does not fit features.json: {error}") from error


def _arrays(chunk: pd.DataFrame, num: list[str], cat: list[str], fairness: list[str], vocabularies: list[dict]):
    numbers = chunk[num].to_numpy(np.float32)
    infinite = np.isinf(numbers).any(axis=0)
    if infinite.any():
        raise InvalidTrainingData(f"{num[int(infinite.argmax())]} has a value beyond the range of float32")
    codes = np.empty((len(chunk), len(cat)), np.int32)
    for j, name in enumerate(cat):
        words = chunk[name].cat
        known = vocabularies[j]
        codes[:, j] = np.array([known.setdefault(str(word), len(known)) for word in words.categories])[words.codes]
    outcome = chunk["defaulted"].to_numpy()
    if not np.isin(outcome, (0, 1)).all():
        raise InvalidTrainingData("defaulted must be 0 or 1 in every row")
    groups = [chunk[name].to_numpy(object) for name in fairness]
    ids, as_of = chunk["application_id"].to_numpy(object), _times(chunk["as_of"])
    return numbers, codes, outcome.astype(np.int8), ids, as_of, *groups


def _times(texts: pd.Series) -> np.ndarray:
    """PostgreSQL's timestamps as datetime64[s] in UTC."""
    try:
        times = pd.to_datetime(texts, utc=True, format="ISO8601")
    except ValueError as error:
        raise InvalidTrainingData(f"as_of is not a time: {error}") from error
    return times.dt.tz_localize(None).to_numpy("datetime64[s]")


def _sorted_levels(codes: np.ndarray, vocabularies: list[dict[str, int]]):
    """Levels in alphabetical order, so that the order of rows does not show in the model."""
    levels = tuple(tuple(sorted(vocabulary)) for vocabulary in vocabularies)
    for j, vocabulary in enumerate(vocabularies):
        place = np.empty(len(vocabulary), np.int32)
        for position, word in enumerate(levels[j]):
            place[vocabulary[word]] = position
        codes[:, j] = place[codes[:, j]]
    return codes, levels


def _sha256(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
