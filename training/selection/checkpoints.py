"""What a job has finished, kept where SageMaker copies it to S3, so that an interrupted spot job goes on, not over.

Only results are kept, never models: trials of the search and out-of-fold scores. A fingerprint of the data, the
settings and the libraries names their folder, so that nothing of another training is ever taken up. Files appear whole
or not at all. https://docs.aws.amazon.com/sagemaker/latest/dg/model-checkpoints.html
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Checkpoints:
    """Of one training; without a folder nothing is kept."""

    folder: Path | None = None

    def key(self, stage: str, *what) -> str:
        """A file's name for a stage of work, by all that the work depends on."""
        return f"{stage}-{_digest(repr(what))}"

    def arrays(self, key: str) -> dict[str, np.ndarray] | None:
        """What was kept under the key."""
        file = self.folder and self.folder / f"{key}.npz"
        if not file or not file.exists():
            return None
        with np.load(file, allow_pickle=False) as kept:
            return dict(kept)

    def keep_arrays(self, key: str, **arrays: np.ndarray) -> None:
        """Keeps arrays under the key."""
        if self.folder:
            with _whole(self.folder / f"{key}.npz") as file:
                np.savez(file, **arrays)

    def document(self, key: str) -> dict | None:
        """The JSON document kept under the key."""
        file = self.folder and self.folder / f"{key}.json"
        return json.loads(file.read_text()) if file and file.exists() else None

    def keep_document(self, key: str, document: dict) -> None:
        """Keeps a JSON document under the key."""
        if self.folder:
            with _whole(self.folder / f"{key}.json") as file:
                file.write(json.dumps(document).encode())


def connect(root: Path | None, *fingerprint) -> Checkpoints:
    """The checkpoints of the training with this fingerprint, under `root`."""
    if root is None:
        return Checkpoints()
    folder = root / _digest(repr(fingerprint))
    folder.mkdir(parents=True, exist_ok=True)
    return Checkpoints(folder)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class _whole:
    """A file that replaces another at the end, and only after everything went well."""

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
