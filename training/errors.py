"""What can go wrong in a training job. Each error becomes one line in the job's failure file: `Name: message`."""


class TrainingError(Exception):
    """A training that cannot go on; the message is for the person who started it."""

    def line(self) -> str:
        """The error as one line, at most 1,000 characters (SageMaker shows 1,024)."""
        return f"{type(self).__name__}: {' '.join(str(self).split())}"[:1000]


class MissingInput(TrainingError):
    """A file or a setting that the job needs is not there."""


class InvalidTrainingData(TrainingError):
    """The exported training set is not what features.json says."""


class TooFewRows(TrainingError):
    """Fewer outcomes than a model can be learned and judged from."""


class OneClass(TrainingError):
    """Every outcome is the same, or too few differ: nothing separates good from bad."""


class NoUsableFeature(TrainingError):
    """Every feature is missing or constant."""


class ParityFailed(TrainingError):
    """The ONNX graph and the Python model differ: the graph must not be served."""


class TrackingUnavailable(TrainingError):
    """MLflow is not configured or does not answer."""


class NotInMlflow(TrainingError):
    """MLflow does not have a model whose stage it should show: its server was replaced, or lost what it kept."""
