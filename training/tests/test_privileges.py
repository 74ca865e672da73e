"""A job that starts as root gives root up for good, and may still write to SageMaker's folders."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from training.privileges import drop_root

PROGRAM = """
import os, sys
from pathlib import Path
from training.privileges import drop_root
root = Path(sys.argv[1])
drop_root({"TRAINING_USER": "nobody"}, root)
(root / "model" / "model.onnx").write_text("graph")
(root / "input" / "data.csv").read_text()
try:
    os.setuid(0)
except PermissionError:
    print(os.getresuid() == (os.getuid(),) * 3 and os.getuid() != 0, 0 in os.getgroups())
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give root up")
def test_root_becomes_the_user_of_the_image_for_good():
    with TemporaryDirectory() as root:  # not in pytest's folder, which only root may enter
        for folder in ("model", "input"):
            (Path(root) / folder).mkdir(mode=0o700)
        file = Path(root) / "input/data.csv"
        file.write_text("1")
        file.chmod(0o600)
        command = [sys.executable, "-c", PROGRAM, root]
        job = subprocess.run(command, capture_output=True, text=True, cwd=os.getcwd(), check=False)
        assert (job.stdout, job.stderr) == ("True False\n", "")
        assert (Path(root) / "model/model.onnx").stat().st_uid != 0


def test_outside_of_the_image_nothing_changes():
    before = os.getresuid()
    drop_root({})
    assert os.getresuid() == before
