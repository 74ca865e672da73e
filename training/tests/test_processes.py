"""The processes of a training: results, failures, and that none outlives its job."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from training import processes
from training.processes import SharedWork, run_in_order, run_tasks, start_processes

ROOT = Path(__file__).parents[2]
KILLED = """
import os, time
from training.processes import SharedWork, start_processes
with start_processes(2, "fork"):
    with SharedWork(2) as work:
        print(*{work.submit(os.getpid).result() for _ in range(20)}, flush=True)
        time.sleep(600)
"""


def add(numbers: np.ndarray, number: int) -> tuple[int, int]:
    """A sum, and the process that computed it."""
    return int(numbers.sum()) + number, os.getpid()


def fail(_: np.ndarray, number: int) -> None:
    raise ValueError(f"task {number}")


@pytest.fixture
def two_processes():
    """A test's process has threads, so it does not fork."""
    with start_processes(2, "forkserver"):
        yield


def test_one_process_does_everything_itself():
    results = list(run_in_order(add, (np.arange(4),), [(i,) for i in range(3)], workers=1))
    assert results == [(6, os.getpid()), (7, os.getpid()), (8, os.getpid())]


def test_processes_give_the_results_in_order_and_map_what_they_share(two_processes):
    numbers = np.arange(200_000)
    sums, pids = zip(*run_in_order(add, (numbers,), [(i,) for i in range(9)], workers=2), strict=True)
    assert sums == tuple(int(numbers.sum()) + i for i in range(9))
    assert os.getpid() not in pids
    assert not list(Path(processes._pool.folder).glob("*.joblib"))
    for position, (result, _) in run_tasks(add, (numbers,), [(i,) for i in range(5)], workers=2, at_once=1):
        assert result == sums[position]


def test_a_failure_of_a_task_is_raised_and_the_processes_go_on(two_processes):
    with pytest.raises(ValueError, match="task 1"):
        list(run_tasks(fail, (np.arange(2),), [(1,)], workers=2))
    assert next(run_in_order(add, (np.arange(2),), [(1,)], workers=2))[0] == 2


def test_no_process_and_no_file_outlives_the_block():
    with start_processes(2, "forkserver"):
        folder = Path(processes._pool.folder)
        with SharedWork(2, np.arange(3)) as work:
            pid = work.submit(add, 0).result()[1]
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def is_running(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_process_outlives_a_job_that_is_killed():
    job = subprocess.Popen([sys.executable, "-c", KILLED], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    pids = [int(pid) for pid in job.stdout.readline().split()]
    assert pids
    assert all(is_running(pid) for pid in pids)
    job.send_signal(signal.SIGKILL)
    job.wait()
    until = time.monotonic() + 60
    while any(is_running(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(is_running(pid) for pid in pids)
