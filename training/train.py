"""Entry point of the training job: `python -m training.train`.

Exits with 0 and a written model folder, or with 1, no model folder, and one line on stderr and in the failure file
(SageMaker's FailureReason).
"""

import os
import sys
import traceback
import warnings
from datetime import UTC, datetime

from training.environment import read_job, write_failure
from training.errors import TrainingError
from training.privileges import drop_root


def main(start_method: str = "forkserver") -> int:
    """Runs the job that the environment describes; returns the exit status.

    start_method: of its processes (training/processes.py).
    """
    drop_root()
    warnings.filterwarnings("ignore", category=FutureWarning)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # processes share the cores; more threads would only compete
    started_at = datetime.now(UTC)
    try:
        from training import pipeline, processes  # inside the try block: a missing library becomes a named failure

        job = read_job()
        with processes.start_processes(processes.count_processes(job.settings.workers), start_method):
            manifest = pipeline.run(job, started_at)
    except TrainingError as error:
        return _fail(error)
    except Exception as error:
        traceback.print_exc()
        return _fail(TrainingError(f"{type(error).__name__}: {error}"))
    seconds = (datetime.now(UTC) - started_at).total_seconds()
    holdout = manifest["metrics"]["holdout"]
    print(f"{manifest['version']} {manifest['kind']}: AUC {holdout['auc']:.4f} held out, {seconds:.0f} s")
    return 0


def _fail(error: TrainingError) -> int:
    print(error.line(), file=sys.stderr)
    write_failure(error.line())
    return 1


if __name__ == "__main__":
    sys.exit(main("fork"))  # this process has computed nothing yet
