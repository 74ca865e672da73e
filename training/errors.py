"""Errors of a training job. Each becomes one line in the job's failure file: `Name: message`."""


class TrainingError(Exception):
    """A training that cannot go on; the message is for the person who started it."""

    def line(self) -> str:
        """The error as one line, at most 1,000 characters (SageMaker shows 1,024)."""
        return f"{type(self).__name__}: {' '.join(str(self).split())}"[:1000]


class MissingInput(TrainingError):
    """A file, a field or a setting that the job needs does not exist."""


class InvalidTrainingData(TrainingError):
    """The exported training set does not agree with features.json."""


class TooFewRows(TrainingError):
    """The training set has fewer outcomes than the configured minimum."""


class OneClass(TrainingError):
    """All outcomes are the same, or one kind has fewer than the configured minimum."""


class NoUsableFeature(TrainingError):
    """Every feature is unknown or constant."""


class ParityFailed(TrainingError):
    """The ONNX graph and the Python model differ; the graph must not be served."""


class TrackingUnavailable(TrainingError):
    """MLflow is not configured or does not answer."""


class ModelFolderChanged(TrainingError):
    """A file of a registered model is missing or changed, so MLflow does not get the model."""
