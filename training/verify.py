"""Checks a model folder again: `python -m training.verify FOLDER`.

It prints one JSON list of checks and exits with 1 when one fails.

Everything is in the folder: the files' hashes in manifest.json, made-up rows with their PDs in parity.csv, and the held
out rows' outcomes and PDs in holdout.csv, from which every figure of the manifest is computed again.
"""

import csv
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from training.data.training_set import Inputs
from training.evaluation import bootstrap
from training.evaluation.metrics import evaluate
from training.export import parity

TOLERANCE = 1e-9
"""Of a figure that is computed again: the same sums in another library version may differ in the last bits."""


@dataclass(frozen=True)
class Check:
    """One check: what was found, in words."""

    name: str
    passed: bool
    detail: str


def verify(folder: Path) -> list[Check]:
    """All checks of a folder; what makes a check impossible fails it."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return [Check("files", False, f"manifest.json cannot be read: {error}")]
    checks: dict[str, Callable[[Path, dict], tuple[bool, str]]] = {
        "files": check_files,
        "parity in Python": check_parity,
        "figures": check_figures,
        "groups": check_groups,
    }
    return [_attempt(name, check, folder, manifest) for name, check in checks.items()]


def _attempt(name: str, check: Callable, folder: Path, manifest: dict) -> Check:
    try:
        return Check(name, *check(folder, manifest))
    except Exception as error:  # a damaged file can fail anywhere; each way is a failed check
        return Check(name, False, f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")


def check_files(folder: Path, manifest: dict) -> tuple[bool, str]:
    """Every file is there and as the manifest lists it, and there is no other."""
    listed = {one["name"]: one for one in [*manifest["files"], {"name": manifest["onnx"]["file"], **manifest["onnx"]}]}
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"manifest.json"}
    wrong = [f"{name} is missing" for name in sorted(listed.keys() - present)]
    wrong += [f"{name} is not listed" for name in sorted(present - listed.keys())]
    for name in sorted(listed.keys() & present):
        content = (folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != listed[name]["sha256"]:
            wrong.append(f"{name} has another sha256 than manifest.json says")
    if not manifest["version"].endswith(manifest["onnx"]["sha256"][:8]):
        wrong.append("the version names another sha256")
    return not wrong, "; ".join(wrong) or f"{len(listed)} files have the sha256 that manifest.json lists"


def check_parity(folder: Path, manifest: dict) -> tuple[bool, str]:
    """The graph still gives the PDs that Python gave for the made-up rows."""
    inputs, python = read_parity_rows(folder / "parity.csv", manifest["inputs"])
    session = parity.open_session((folder / manifest["onnx"]["file"]).read_bytes())
    graph, cut_off = parity.onnx_pd(session, inputs).astype(np.float64), manifest["training"]["cut_off"]
    gap, flips = float(np.abs(graph - python).max()), int(((graph >= cut_off) != (python >= cut_off)).sum())
    found = f"{len(python)} made-up rows: at most {gap:.1e} apart, {flips} decisions differ"
    return gap <= manifest["parity"]["tolerance"] and flips == 0, found


def read_parity_rows(file: Path, names: dict[str, list[str]]) -> tuple[Inputs, np.ndarray]:
    """The rows of parity.csv as a graph is fed, and Python's PDs of them."""
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    num = np.array([[float(row[n]) if row[n] else np.nan for n in names["num"]] for row in rows], np.float32)
    codes = np.empty((len(rows), len(names["cat"])), np.int32)
    levels = []
    for j, name in enumerate(names["cat"]):
        words, codes[:, j] = np.unique([row[name] for row in rows], return_inverse=True)
        levels.append(tuple(words.tolist()))
    indicated = np.zeros(num.shape[1], bool)
    return Inputs(num, indicated, codes, tuple(levels)), np.array([float(row["pd"]) for row in rows])


def check_figures(folder: Path, manifest: dict) -> tuple[bool, str]:
    """Figures and intervals of the manifest follow from the stored outcomes and PDs."""
    defaulted, pd = read_holdout(folder / "holdout.csv")
    told, training = manifest["metrics"], manifest["training"]
    figures = evaluate(defaulted, pd, training["cut_off"])
    intervals = bootstrap.intervals(defaulted, pd, training["cut_off"], training["seed"])
    again = list(_numbers(figures)), list(_numbers(intervals))
    stored = dict(_numbers(told["holdout"])), dict(_numbers(told["intervals"]))
    wrong = [
        f"{path} is {value!r}, told is {said.get(path)!r}"
        for found, said in zip(again, stored, strict=True)
        for path, value in found
        if path not in said or not abs(value - said[path]) <= TOLERANCE
    ]
    known = f"{len(again[0])} figures and {len(intervals)} intervals follow from {len(pd)} stored PDs"
    return not wrong, "; ".join(wrong[:5]) or known


def check_groups(folder: Path, manifest: dict) -> tuple[bool, str]:
    """The groups of each fairness attribute add up to the stored rows, and their rates follow from their counts."""
    defaulted, pd = read_holdout(folder / "holdout.csv")
    fairness, wrong = manifest["fairness"], []
    approved, repaid = pd < fairness["cut_off"], defaulted == 0
    whole = {"rows": len(pd), "repaid": repaid.sum(), "approved": approved.sum()}
    whole["repaid_approved"] = (repaid & approved).sum()
    for name, attribute in fairness["attributes"].items():
        for key, expected in whole.items():
            if sum(group[key] for group in attribute["groups"]) != expected:
                wrong.append(f"{name}: {key} do not add up to {expected}")
        for group in attribute["groups"]:
            if abs(group["approval_rate"] - group["approved"] / group["rows"]) > TOLERANCE:
                wrong.append(f"{name}: the approval rate of {group['group']} does not follow from its counts")
    found = f"the groups of {len(fairness['attributes'])} attributes add up to the {len(pd)} stored rows"
    return not wrong, "; ".join(wrong[:5]) or found


def read_holdout(file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes and the chosen model's PDs [rows], as stored."""
    with file.open(newline="", encoding="utf-8") as stream:
        rows = [(row["defaulted"], row["pd"]) for row in csv.DictReader(stream)]
    return np.array([int(outcome) for outcome, _ in rows], np.int8), np.array([float(pd) for _, pd in rows])


def _numbers(document: object, path: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(document, dict):
        for name, value in document.items():
            yield from _numbers(value, f"{path}.{name}" if path else name)
    elif isinstance(document, list):
        for i, value in enumerate(document):
            yield from _numbers(value, f"{path}[{i}]")
    elif isinstance(document, (int, float)):
        yield path, float(document)


def main(arguments: list[str]) -> int:
    """Prints the checks of the folder that is named; 0 when all passed."""
    if len(arguments) != 1:
        print("usage: python -m training.verify FOLDER", file=sys.stderr)
        return 2
    checks = verify(Path(arguments[0]))
    print(json.dumps([asdict(check) for check in checks], indent=1))
    return 0 if all(check.passed for check in checks) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
