"""MLflow gets the registered files of a model, and no other."""

import hashlib
import io
import json

import boto3
import pytest
from botocore.exceptions import ClientError

from training.errors import ModelFolderChanged
from training.mlflow.model_download import download_model


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Bucket:
    """The one call of S3 that a download makes, on objects in memory."""

    def __init__(self, objects: dict[str, bytes]):
        self.objects = objects

    def get_object(self, Bucket: str, Key: str) -> dict:
        assert Bucket == "models"
        if Key not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return {"Body": io.BytesIO(self.objects[Key])}


@pytest.fixture
def bucket(monkeypatch) -> Bucket:
    manifest = {"onnx": {"file": "model.onnx"}, "files": [{"name": "plots/roc.png", "sha256": digest(b"picture")}]}
    folder = {
        "manifest.json": json.dumps(manifest).encode(),
        "model.onnx": b"graph",
        "plots/roc.png": b"picture",
        "unlisted.html": b"page",
    }
    bucket = Bucket({f"models/v1/{name}": content for name, content in folder.items()})
    monkeypatch.setattr(boto3, "client", lambda _service: bucket)
    return bucket


def describe(bucket: Bucket) -> dict:
    return {
        "version": "v1",
        "onnx_sha256": digest(b"graph"),
        "manifest_sha256": digest(bucket.objects["models/v1/manifest.json"]),
    }


def test_listed_files_are_downloaded_and_no_others(bucket, tmp_path):
    download_model("models", describe(bucket), tmp_path)
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert names == {"manifest.json", "model.onnx", "plots/roc.png"}


@pytest.mark.parametrize("name", ["manifest.json", "model.onnx", "plots/roc.png"])
def test_a_changed_or_missing_file_is_refused_by_name(bucket, tmp_path, name):
    model = describe(bucket)
    bucket.objects[f"models/v1/{name}"] += b" "
    with pytest.raises(ModelFolderChanged, match=f"{name} of model v1 is not the registered file"):
        download_model("models", model, tmp_path)
    del bucket.objects[f"models/v1/{name}"]
    with pytest.raises(ModelFolderChanged, match=f"{name} of model v1 is missing"):
        download_model("models", model, tmp_path)


def test_a_file_that_would_leave_the_folder_is_refused(bucket, tmp_path):
    manifest = {"onnx": {"file": "model.onnx"}, "files": [{"name": "../escaped", "sha256": digest(b"x")}]}
    bucket.objects |= {"models/v1/manifest.json": json.dumps(manifest).encode(), "models/v1/../escaped": b"x"}
    with pytest.raises(ModelFolderChanged):
        download_model("models", describe(bucket) | {"manifest_sha256": None}, tmp_path / "folder")
    assert not (tmp_path / "escaped").exists()
