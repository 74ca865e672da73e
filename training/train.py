"""Entry of the training job: `python -m training.train`.

Exit 0 with the model folder written, or exit 1 with one line in the failure file (SageMaker's FailureReason) and on
stderr, and no model folder.
"""

import os
import sys
import traceback
import warnings
from datetime import UTC, datetime

from training.environment import failure_file, read_job
from training.errors import TrainingError


def main() -> int:
    """Runs the job that the environment describes; gives the exit status."""
    warnings.filterwarnings("ignore", category=FutureWarning)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # cores are shared by processes; threads on top only spin
    started_at = datetime.now(UTC)
    try:
        from training import pipeline  # a missing library is a named failure, too

        manifest = pipeline.run(read_job(), started_at)
    except TrainingError as error:
        return _fail(error.line())
    except Exception as error:
        traceback.print_exc()
        return _fail(TrainingError(f"{type(error).__name__}: {error}").line())
    seconds = (datetime.now(UTC) - started_at).total_seconds()
    holdout = manifest["metrics"]["holdout"]
    print(f"{manifest['version']} {manifest['kind']}: AUC {holdout['auc']:.4f} held out, {seconds:.0f} s")
    return 0


def _fail(line: str) -> int:
    print(line, file=sys.stderr)
    file = failure_file(os.environ)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(line + "\n", encoding="utf-8")
    return 1


if __name__ == "__main__":
    sys.exit(main())
