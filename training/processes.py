"""The processes that share the work of a training. Every step uses the same ones, so each of them imports the libraries
and compiles the networks once.

A job forks them before it has computed anything, and they need no import at all. A fork of a process whose libraries
run threads may hang, so anywhere else they come from a server process (`forkserver`).
"""

import atexit
import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import joblib

StartMethod = Literal["fork", "forkserver"]
PRELOADED = "training.pipeline"
SECONDS_BETWEEN_LOOKS = 1.0
"""A process looks so often whether the job still lives: a job that is killed leaves none behind."""


def count_processes(wanted: int) -> int:
    """The wanted number, or one for each core where it is 0."""
    return wanted or joblib.cpu_count()


@contextmanager
def start_processes(count: int, method: StartMethod) -> Iterator[None]:
    """Starts the processes of a job, and ends them with the block. One process does everything itself."""
    if count > 1:
        _start_pool(count, method if sys.platform == "linux" else "forkserver")
    try:
        yield
    finally:
        _stop_pool()


class SharedWork:
    """Tasks with large arguments in common, which are written once: every process maps them.

    With one worker, a task runs in this process, when it is submitted.
    """

    def __init__(self, workers: int, *shared: Any):
        self._pool = _get_pool(workers) if workers > 1 else None
        self._shared = shared

    def __enter__(self) -> "SharedWork":
        if self._pool:
            descriptor, name = tempfile.mkstemp(dir=self._pool.folder, suffix=".joblib")
            os.close(descriptor)
            self._file = Path(name)
            joblib.dump(self._shared, self._file)
        return self

    def __exit__(self, *_) -> None:
        if self._pool:
            self._file.unlink(missing_ok=True)

    def submit(self, function: Callable, *arguments: Any) -> Future:
        """Calls the function with the shared arguments, then these."""
        if self._pool:
            return self._pool.executor.submit(_call_with_shared, str(self._file), function, arguments)
        future: Future = Future()
        future.set_result(function(*self._shared, *arguments))
        return future


def run_tasks(
    function: Callable, shared: tuple, tasks: Sequence[tuple], *, workers: int, at_once: int | None = None
) -> Iterator[tuple[int, Any]]:
    """(position, result) of each task, as they end. at_once: tasks that may run at the same time."""
    waiting, running = deque(enumerate(tasks)), {}
    most = at_once or (2 * workers if workers > 1 else 1)  # one waits for each process, so that none idles
    with SharedWork(workers, *shared) as work:
        while waiting or running:
            while waiting and len(running) < most:
                position, arguments = waiting.popleft()
                running[work.submit(function, *arguments)] = position
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), future.result()


def run_in_order(
    function: Callable, shared: tuple, tasks: Sequence[tuple], *, workers: int, at_once: int | None = None
) -> Iterator[Any]:
    """The results of the tasks in their order, each as soon as it and those before it are there."""
    early: dict[int, Any] = {}
    following = 0
    for position, result in run_tasks(function, shared, tasks, workers=workers, at_once=at_once):
        early[position] = result
        while following in early:
            yield early.pop(following)
            following += 1


class _Pool:
    def __init__(self, count: int, method: StartMethod):
        context = multiprocessing.get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload([PRELOADED])
        self.count = count
        self.folder = tempfile.mkdtemp(prefix="training-")
        self.executor = ProcessPoolExecutor(count, context, _begin_process, (self.folder,))
        self.executor.submit(os.getpid).result()  # forks all processes now

    def stop(self) -> None:
        """Ends the processes, whatever they do."""
        processes = list((self.executor._processes or {}).values())
        self.executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
        shutil.rmtree(self.folder, ignore_errors=True)


_pool: _Pool | None = None


def _start_pool(count: int, method: StartMethod) -> _Pool:
    global _pool
    _stop_pool()
    _pool = _Pool(count, method)
    return _pool


def _get_pool(count: int) -> _Pool:
    """The processes that run, where they are as many."""
    return _pool if _pool and _pool.count == count else _start_pool(count, "forkserver")


@atexit.register
def _stop_pool() -> None:
    global _pool
    if _pool:
        _pool.stop()
    _pool = None


def _begin_process(folder: str) -> None:
    """What one process compiles for JAX, the others read."""
    os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(Path(folder) / "jax"))
    os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
    os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "-1")
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(1)


def _call_with_shared(file: str, function: Callable, arguments: tuple) -> Any:
    return function(*_load_shared(file), *arguments)


@lru_cache(maxsize=1)
def _load_shared(file: str) -> tuple:
    return joblib.load(file, mmap_mode="r")
