"""Creates the client of the MLflow server, for every module that writes to it."""

import logging
import os

from mlflow import MlflowClient

from training.errors import TrackingUnavailable

# A variable that is already set keeps its value.
CLIENT_SETTINGS = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # fail within seconds rather than minutes
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",  # stdout is for progress
}


def create_client(uri: str) -> MlflowClient:
    """A client of the server, without a request to it; raises TrackingUnavailable when there is no address."""
    if not uri:
        raise TrackingUnavailable("MLFLOW_TRACKING_URI is not set")
    for name, value in CLIENT_SETTINGS.items():
        os.environ.setdefault(name, value)
    logging.getLogger("mlflow").setLevel(logging.WARNING)
    if not uri.startswith("arn:"):  # SageMaker's plug-in warns about any other address at every request
        logging.getLogger("mlflow.tracking.request_header.registry").setLevel(logging.ERROR)
    return MlflowClient(tracking_uri=uri, registry_uri=uri)
