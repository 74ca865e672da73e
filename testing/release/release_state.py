"""Packs the state folder of a release into one small file, and unpacks it.

Left out is what a start makes anew: the CDK's assets, source maps, PostgreSQL's programs, and ONNX Runtime, which
functions find in the repository's packages.

    release_state.py pack STATE_FOLDER FILE.tar.xz
    release_state.py unpack FILE.tar.xz STATE_FOLDER
"""

import io
import re
import sys
import tarfile
import zipfile
from pathlib import Path

_BLOBS = Path("ministack/state/lambda-blobs")
_LEFT_OUT = re.compile(
    r"^(cdk\.out|logs|tmp|pids|jobs|credentials\.json|recorded-calls\.jsonl|mlflow/artifacts|postgres/(server|launcher\.pid)"
    r"|ministack/s3/\d+/(cdk-|[^/]+-work))"
)
_LEFT_OUT_OF_CODE = re.compile(r"(\.map$|^node_modules/)")


def pack(state: Path, file: Path) -> None:
    with tarfile.open(file, "w:xz", preset=9) as archive:
        for path in sorted(path for path in state.rglob("*") if path.is_file()):
            name = path.relative_to(state)
            if _LEFT_OUT.match(name.as_posix()):
                continue
            if name.is_relative_to(_BLOBS):
                _pack_code(archive, path, name)
            else:
                _add(archive, name.as_posix(), path.read_bytes())
        # Folders that PostgreSQL requires though they are empty.
        for folder in sorted(path for path in (state / "postgres/cluster").rglob("*") if path.is_dir()):
            info = tarfile.TarInfo(folder.relative_to(state).as_posix())
            info.type, info.mode = tarfile.DIRTYPE, 0o700
            archive.addfile(info)


def _pack_code(archive: tarfile.TarFile, path: Path, name: Path) -> None:
    """Adds the files of a function one by one, so that what functions share is compressed once."""
    with zipfile.ZipFile(path) as code:
        for member in sorted(code.namelist()):
            if not member.endswith("/") and not _LEFT_OUT_OF_CODE.search(member):
                _add(archive, f"{name.as_posix()}/{member}", code.read(member))


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    archive.addfile(info, io.BytesIO(content))


def unpack(file: Path, state: Path) -> None:
    with tarfile.open(file, "r:xz") as archive:
        archive.extractall(state, filter="data")
    for folder in (state / _BLOBS).iterdir():
        code = folder.with_suffix(".unpacked")
        folder.rename(code)
        with zipfile.ZipFile(folder, "w") as zipped:
            for path in sorted(path for path in code.rglob("*") if path.is_file()):
                zipped.writestr(path.relative_to(code).as_posix(), path.read_bytes())


if __name__ == "__main__":
    command, source, target = sys.argv[1:]
    {"pack": pack, "unpack": unpack}[command](Path(source), Path(target))
