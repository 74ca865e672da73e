"""Checks a model folder again: `python -m training.verify FOLDER` prints a JSON list of checks.

Exits with 1 when a check fails. The folder contains all that is needed: the hashes of its files in manifest.json,
made-up rows with their PDs in parity.csv, outcomes and PDs of the holdout in holdout.csv, and out-of-fold PDs of the
serving model in out_of_fold.csv, from which every figure of the manifest is computed again.
cli/models/verify-model.ts runs it.
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
from training.evaluation.bootstrap import compute_intervals
from training.evaluation.metrics import compute_metrics
from training.evaluation.serving_model import PairedPds
from training.export.parity import open_session, predict_with_graph
from training.reporting.formats import format_number_of, format_tiny

FIGURE_TOLERANCE = 1e-9
"""Sums may differ in the last bits in another version of a library."""


@dataclass(frozen=True)
class Check:
    """The result of one check; `detail` is a sentence."""

    name: str
    passed: bool
    detail: str


def verify_folder(folder: Path) -> list[Check]:
    """All checks of a folder; a check that cannot be made has failed."""
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
    if "serving" in manifest:  # a model from before refits has no figures of its own
        checks["figures of the serving model"] = check_serving
    return [_run_check(name, check, folder, manifest) for name, check in checks.items()]


def _run_check(name: str, check: Callable, folder: Path, manifest: dict) -> Check:
    try:
        return Check(name, *check(folder, manifest))
    except Exception as error:  # a damaged file can raise anything
        return Check(name, False, f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")


def check_files(folder: Path, manifest: dict) -> tuple[bool, str]:
    """The folder has exactly the files that the manifest lists, with the listed hashes."""
    entries = [*manifest["files"], {"name": manifest["onnx"]["file"], **manifest["onnx"]}]
    listed = {entry["name"]: entry for entry in entries}
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
    inputs, from_python = read_parity_rows(folder / "parity.csv", manifest["inputs"])
    session = open_session((folder / manifest["onnx"]["file"]).read_bytes())
    from_graph, cut_off = predict_with_graph(session, inputs).astype(np.float64), manifest["training"]["cut_off"]
    gap = float(np.abs(from_graph - from_python).max())
    flips = int(((from_graph >= cut_off) != (from_python >= cut_off)).sum())
    detail = f"{format_number_of(len(from_python), 'made-up row')}: at most {format_tiny(gap)} apart, "
    detail += format_number_of(flips, "decision differs", "decisions differ")
    return gap <= manifest["parity"]["tolerance"] and flips == 0, detail


def read_parity_rows(file: Path, names: dict[str, list[str]]) -> tuple[Inputs, np.ndarray]:
    """The rows of parity.csv as inputs of the graph, and their PDs from Python."""
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    num = np.array([[float(row[n]) if row[n] else np.nan for n in names["num"]] for row in rows], np.float32)
    codes = np.empty((len(rows), len(names["cat"])), np.int32)
    levels = []
    for j, name in enumerate(names["cat"]):
        names_of_levels, codes[:, j] = np.unique([row[name] for row in rows], return_inverse=True)
        levels.append(tuple(names_of_levels.tolist()))
    has_indicator = np.zeros(num.shape[1], bool)
    return Inputs(num, has_indicator, codes, tuple(levels)), np.array([float(row["pd"]) for row in rows])


def check_figures(folder: Path, manifest: dict) -> tuple[bool, str]:
    """Figures and intervals of the manifest follow from the stored outcomes and PDs."""
    defaulted, pd = read_holdout(folder / "holdout.csv")
    stored, training = manifest["metrics"], manifest["training"]
    metrics = compute_metrics(defaulted, pd, training["cut_off"])
    intervals = compute_intervals(defaulted, pd, training["cut_off"], training["seed"])
    wrong = [*_list_differences(metrics, stored["holdout"]), *_list_differences(intervals, stored["intervals"])]
    figures = len(list(_list_numbers(metrics)))
    detail = f"{figures} figures and {len(intervals)} intervals follow from {format_number_of(len(pd), 'stored PD')}"
    return not wrong, "; ".join(wrong[:5]) or detail


def check_serving(folder: Path, manifest: dict) -> tuple[bool, str]:
    """The serving model's figures, and its comparison with the assessed model, follow from the out-of-fold PDs."""
    defaulted, pd, assessed = read_out_of_fold(folder / "out_of_fold.csv")
    stored, training = manifest["serving"], manifest["training"]
    cut_off, seed = training["cut_off"], training["seed"]
    computed = {
        "out_of_fold": compute_metrics(defaulted, pd, cut_off),
        "intervals": compute_intervals(defaulted, pd, cut_off, seed),
    }
    if stored["refit"]:
        held_out = ~np.isnan(assessed)
        paired = PairedPds(held_out.nonzero()[0], defaulted[held_out], pd[held_out], assessed[held_out])
        computed |= {"against_assessed": paired.compare_aucs(seed), "psi": paired.measure_shift()}
    wrong = list(_list_differences(computed, stored))
    figures = len(list(_list_numbers(computed["out_of_fold"])))
    detail = f"{figures} figures and {len(computed['intervals'])} intervals follow from "
    detail += format_number_of(len(pd), "out-of-fold PD")
    return not wrong, "; ".join(wrong[:5]) or detail


def check_groups(folder: Path, manifest: dict) -> tuple[bool, str]:
    """The groups of each fairness attribute add up to the stored rows, and their rates follow from their counts."""
    defaulted, pd = read_holdout(folder / "holdout.csv")
    fairness, wrong = manifest["fairness"], []
    approved, repaid = pd < fairness["cut_off"], defaulted == 0
    totals = {"rows": len(pd), "repaid": repaid.sum(), "approved": approved.sum()}
    totals["repaid_approved"] = (repaid & approved).sum()
    for name, attribute in fairness["attributes"].items():
        for key, total in totals.items():
            if sum(group[key] for group in attribute["groups"]) != total:
                wrong.append(f"{name}: {key} do not add up to {total}")
        for group in attribute["groups"]:
            if abs(group["approval_rate"] - group["approved"] / group["rows"]) > FIGURE_TOLERANCE:
                wrong.append(f"{name}: the approval rate of {group['group']} does not follow from its counts")
    attributes = format_number_of(len(fairness["attributes"]), "attribute")
    detail = f"the groups of {attributes} add up to the {format_number_of(len(pd), 'stored row')}"
    return not wrong, "; ".join(wrong[:5]) or detail


def read_holdout(file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes and the chosen model's PDs [rows] of holdout.csv."""
    with file.open(newline="", encoding="utf-8") as stream:
        rows = [(row["defaulted"], row["pd"]) for row in csv.DictReader(stream)]
    return np.array([int(outcome) for outcome, _ in rows], np.int8), np.array([float(pd) for _, pd in rows])


def read_out_of_fold(file: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Outcomes, PDs of the serving model and PDs of the assessed model [rows]; NaN where the latter learned from it."""
    with file.open(newline="", encoding="utf-8") as stream:
        rows = [(row["defaulted"], row["pd"], row["assessed_pd"] or "nan") for row in csv.DictReader(stream)]
    columns = np.array(rows, dtype=np.float64).T
    return columns[0].astype(np.int8), columns[1], columns[2]


def _list_differences(computed: dict, stored: dict) -> Iterator[str]:
    """A sentence for each number that is computed otherwise than it is stored."""
    stored_numbers = dict(_list_numbers(stored))
    for path, value in _list_numbers(computed):
        if path not in stored_numbers or not abs(value - stored_numbers[path]) <= FIGURE_TOLERANCE:
            yield f"{path} is {value!r}, told is {stored_numbers.get(path)!r}"


def _list_numbers(document: object, path: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a document with its path, such as `confusion.tp`."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from _list_numbers(value, f"{path}.{name}" if path else name)
    elif isinstance(document, list):
        for i, value in enumerate(document):
            yield from _list_numbers(value, f"{path}[{i}]")
    elif isinstance(document, (int, float)):
        yield path, float(document)


def main(arguments: list[str]) -> int:
    """Prints the checks of the named folder; returns 0 when all passed."""
    if len(arguments) != 1:
        print("usage: python -m training.verify FOLDER", file=sys.stderr)
        return 2
    checks = verify_folder(Path(arguments[0]))
    print(json.dumps([asdict(check) for check in checks], indent=1))
    return 0 if all(check.passed for check in checks) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
