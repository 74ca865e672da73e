"""How long each step of a training takes, in seconds of wall time: the manifest's `timings`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Timings:
    """Seconds by step, in the order in which the steps began."""

    def __init__(self):
        self.seconds: dict[str, float] = {}

    @contextmanager
    def measure(self, step: str) -> Iterator[None]:
        """Adds the seconds of the block to the step."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[step] = round(self.seconds.get(step, 0.0) + time.monotonic() - started, 3)
