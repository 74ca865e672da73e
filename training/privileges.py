"""Gives up root at the start of a job. SageMaker mounts its folders for root, so the image starts as root.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo.html
"""

import os
import pwd
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from training.environment import SAGEMAKER_ROOT


def drop_root(environ: Mapping[str, str] = os.environ, root: Path = SAGEMAKER_ROOT) -> None:
    """Becomes the user that the image names, after giving it SageMaker's folders; cannot become root again.

    Does nothing outside of the image, where TRAINING_USER is not set.
    """
    name = environ.get("TRAINING_USER")
    if not name or os.geteuid() != 0:
        return
    user = pwd.getpwnam(name)
    for path in _list_paths(root):
        with suppress(OSError):  # a read-only mount stays root's, and may be read
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    os.initgroups(name, user.pw_gid)
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)  # of root, sets the real, effective and saved user


def _list_paths(root: Path) -> Iterator[Path]:
    yield root
    for folder, folders, files in os.walk(root):
        yield from (Path(folder) / name for name in (*folders, *files))
