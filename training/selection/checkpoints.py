"""Keeps finished work where SageMaker copies it to S3, so that an interrupted spot job resumes.

Only results are kept, never models: trials of the search and out-of-fold raw outputs. The folder is named after a
fingerprint of the data, the settings and the libraries, so no training reads the work of another. Files are complete
or absent. https://docs.aws.amazon.com/sagemaker/latest/dg/model-checkpoints.html
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Checkpoints:
    """The checkpoints of one training; without a folder nothing is kept."""

    folder: Path | None = None

    def build_key(self, stage: str, *dependencies) -> str:
        """The name of a file of a stage of work, from all that the work depends on."""
        return f"{stage}-{_hash_text(repr(dependencies))}"

    def read_arrays(self, key: str) -> dict[str, np.ndarray] | None:
        """The arrays under the key, if any."""
        file = self.folder and self.folder / f"{key}.npz"
        if not file or not file.exists():
            return None
        with np.load(file, allow_pickle=False) as arrays:
            return dict(arrays)

    def write_arrays(self, key: str, **arrays: np.ndarray) -> None:
        """Keeps arrays under the key."""
        if self.folder:
            with _AtomicFile(self.folder / f"{key}.npz") as file:
                np.savez(file, **arrays)

    def read_document(self, key: str) -> dict | None:
        """The JSON document under the key, if any."""
        file = self.folder and self.folder / f"{key}.json"
        return json.loads(file.read_text()) if file and file.exists() else None

    def write_document(self, key: str, document: dict) -> None:
        """Keeps a JSON document under the key."""
        if self.folder:
            with _AtomicFile(self.folder / f"{key}.json") as file:
                file.write(json.dumps(document).encode())


def open_checkpoints(root: Path | None, *fingerprint) -> Checkpoints:
    """The checkpoints of the training with this fingerprint, in `root`."""
    if root is None:
        return Checkpoints()
    folder = root / _hash_text(repr(fingerprint))
    folder.mkdir(parents=True, exist_ok=True)
    return Checkpoints(folder)


def _hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class _AtomicFile:
    """A file that replaces another when it is complete, and is deleted when writing fails."""

    def __init__(self, path: Path):
        self._path = path
        self._part = path.with_name(f".{path.name}.{os.getpid()}")

    def __enter__(self):
        self._file = self._part.open("wb")
        return self._file

    def __exit__(self, failure, *_):
        self._file.close()
        if failure:
            self._part.unlink()
        else:
            self._part.replace(self._path)
