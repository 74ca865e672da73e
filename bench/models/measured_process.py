"""Runs a program and samples the memory of its process tree: how benchmarks of trainings count memory."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.5


class ProgramFailed(Exception):
    """A measured program ended with an error; the message has the end of what it said."""


@dataclass(frozen=True)
class Measured:
    """Peak memory of all processes together, also by step, wall seconds and processor seconds."""

    peak_gib: float
    steps: list[dict]
    seconds: float
    processor_seconds: float


def run_measured(
    command: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    on_line: Callable[[str], None] = lambda line: None,
) -> Measured:
    """Runs the command in the folder; lines that begin with `progress ` end a step. Raises ProgramFailed."""
    started, before = time.monotonic(), os.times()
    with (folder / "errors.log").open("w+") as errors:
        program = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        memory = MemorySampler(program.pid)
        for line in program.stdout:
            on_line(f"{time.monotonic() - started:6.0f} s  {memory.peak / 2**30:5.2f} GiB  {line}")
            if line.startswith("progress "):
                memory.end_step(line.split(" ", 2)[2].strip())
        status = program.wait()
        memory.stop()
        if status:
            errors.seek(0)
            raise ProgramFailed(f"{command[1:]} ended with {status}: {errors.read()[-2_000:]}")
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(memory.peak / 2**30, memory.steps, time.monotonic() - started, processor)


def print_line(line: str) -> None:
    """For `on_line`: shows the progress on stderr."""
    print(line, end="", file=sys.stderr, flush=True)


class MemorySampler(threading.Thread):
    """Samples the proportional set size (PSS) of a process and its descendants, which counts shared memory once."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self._pid, self._ended = pid, threading.Event()
        self.peak, self._step_peak, self.steps = 0, 0, []
        self.start()

    def run(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            now = sum(map(_read_pss, _list_processes(self._pid)))
            self.peak, self._step_peak = max(self.peak, now), max(self._step_peak, now)

    def end_step(self, text: str) -> None:
        """Keeps the peak since the step before; steps that differ only in their figures count as one."""
        step, peak = re.split(r" fold|[:(]", text)[0].strip(), self._step_peak / 2**30
        if self.steps and self.steps[-1]["step"] == step:
            self.steps[-1]["peak_gib"] = max(self.steps[-1]["peak_gib"], peak)
        else:
            self.steps.append({"step": step, "peak_gib": peak})
        self._step_peak = 0

    def stop(self) -> None:
        """Ends the sampling."""
        self._ended.set()
        self.join()


def _list_processes(pid: int) -> list[int]:
    """A process and its descendants."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue  # it has ended
    processes = [pid]
    for process in processes:
        processes.extend(child for child, parent in parents.items() if parent == process)
    return processes


def _read_pss(pid: int) -> int:
    """Bytes; 0 for a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
