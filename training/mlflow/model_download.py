"""Downloads a registered model's folder from the model bucket: the files that its manifest lists, with their hashes."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

from training.errors import ModelFolderChanged

MANIFEST = "manifest.json"


def download_model(bucket: str, model: Mapping, folder: Path) -> None:
    """Raises ModelFolderChanged when a file is missing or is not the one that was registered."""
    s3, version = boto3.client("s3"), model["version"]

    def download(name: str, sha256: str | None) -> bytes:
        path = (folder / name).resolve()
        try:
            content = s3.get_object(Bucket=bucket, Key=f"models/{version}/{name}")["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchKey":
                raise
            raise ModelFolderChanged(f"{name} of model {version} is missing") from error
        # A model that was registered before manifests were hashed has no hash of its manifest.
        is_changed = sha256 is not None and hashlib.sha256(content).hexdigest() != sha256
        if is_changed or not path.is_relative_to(folder.resolve()):
            raise ModelFolderChanged(f"{name} of model {version} is not the registered file")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return content

    manifest = json.loads(download(MANIFEST, model["manifest_sha256"]))
    download(manifest["onnx"]["file"], model["onnx_sha256"])
    for entry in manifest.get("files", []):
        download(entry["name"], entry["sha256"])
