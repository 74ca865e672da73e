"""Progress of a training job: one line a step on stdout, `progress <done>/<total> <text>`.

cli/workflows/training-progress.ts parses these lines.
"""

import sys
from typing import TextIO


class Progress:
    """Counts `total` steps; every call to `step` prints one line."""

    def __init__(self, total: int, stream: TextIO | None = None):
        self._total = total
        self._done = 0
        self._stream = stream or sys.stdout

    def expect_fewer(self, steps: int) -> None:
        """Lowers the total by steps that turn out not to be needed."""
        self._total -= steps

    def step(self, text: str, steps: int = 1) -> None:
        """Counts finished steps and prints a text for them."""
        self._done += steps
        print(f"progress {self._done}/{self._total} {text}", file=self._stream, flush=True)
