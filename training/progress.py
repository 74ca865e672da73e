"""Progress for people and programs: one line a step on stdout, `progress <done>/<total> <text>`."""

import sys


class Progress:
    """Counts `total` steps; every call to `step` prints one line."""

    def __init__(self, total: int, stream=None):
        self._total = total
        self._done = 0
        self._stream = stream or sys.stdout

    def step(self, text: str) -> None:
        """Marks one more step as done and says what it was."""
        self._done += 1
        print(f"progress {self._done}/{self._total} {text}", file=self._stream, flush=True)
