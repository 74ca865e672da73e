"""What the jobs that write to MLflow share: they read one JSON document from a channel and write it to the server.

lambdas/jobs/tracking-job.ts starts them.
"""

import json
import logging
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

from training.environment import SAGEMAKER_ROOT, write_failure
from training.errors import MissingInput, TrackingUnavailable, TrainingError
from training.mlflow.client import create_client
from training.privileges import drop_root


def run_tracking_job(
    write_document: Callable[[MlflowClient, Mapping], list[str]],
    environ: Mapping[str, str],
    *,
    channel: str,
    content: str,
) -> int:
    """Passes the channel's document to `write_document` and prints the lines that it returns; returns the exit status.

    The document of the channel `x` is the file x.json. content: what it holds, for the message of a failure.
    """
    drop_root()
    logging.getLogger("mlflow").setLevel(logging.WARNING)
    try:
        folder = Path(environ.get(f"SM_CHANNEL_{channel.upper()}", SAGEMAKER_ROOT / "input/data" / channel))
        file = folder / f"{channel}.json"
        if not file.exists():
            raise MissingInput(f"{file} is not there")
        document = json.loads(file.read_text(encoding="utf-8"))
        try:
            lines = write_document(create_client(environ.get("MLFLOW_TRACKING_URI", "")), document)
        except (MlflowException, OSError) as error:
            raise TrackingUnavailable(f"MLflow did not take {content}: {error}") from error
    except TrainingError as error:
        print(error.line(), file=sys.stderr)
        write_failure(error.line(), environ)
        return 1
    print("\n".join(lines) or "MLflow is in step already")
    return 0
