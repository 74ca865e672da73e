"""Runs the code cells of a notebook in one namespace, as Jupyter does, and stops at the first error.

Usage: python scripts/run_notebook.py docs/notebooks/portfolio.ipynb
"""

import ast
import json
import sys
from pathlib import Path

import matplotlib

ROOT = Path(__file__).resolve().parent.parent


def run_notebook(path: Path) -> int:
    """Returns the number of cells that ran. Prints the value of a cell's last expression."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    namespace: dict = {"__name__": "__main__"}
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    for number, source in enumerate(sources, start=1):
        run_cell(source, f"{path.name}[{number}]", namespace)
    return len(sources)


def run_cell(source: str, name: str, namespace: dict) -> None:
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), namespace)
    if last is not None:
        print(eval(compile(ast.Expression(last.value), name, "eval"), namespace))


if __name__ == "__main__":
    matplotlib.use("agg")
    sys.path.insert(0, str(ROOT))
    print(f"{run_notebook(Path(sys.argv[1]))} cells ran")
