"""Says whether two files of features are equal: every column of the first, 1e-9 relative for numbers, else exactly."""

import json
import sys

import numpy as np
import pandas as pd

TOLERANCE = 1e-9
KEY = ["id", "is_application"]


def read(path):
    frame = pd.read_csv(path, low_memory=False)
    frame["is_application"] = frame.is_application.astype(str).str.lower().isin(["t", "true"])
    return frame.set_index(KEY).sort_index()


def difference(expected, actual):
    """The largest relative difference, infinite where only one is known or texts differ."""
    if (expected.isna() != actual.isna()).any():
        return float("inf")
    if expected.dtype.kind not in "iuf":
        return 0.0 if (expected.dropna() == actual.dropna()).all() else float("inf")
    gap = (expected - actual).abs() / np.maximum(1, expected.abs())
    return float(gap.max()) if len(gap.dropna()) else 0.0


expected, actual = read(sys.argv[1]), read(sys.argv[2])
if not expected.index.equals(actual.index):
    sys.exit(f"{sys.argv[2]} has other rows: {len(actual)} instead of {len(expected)}")
gaps = {name: difference(expected[name], actual[name]) for name in expected.columns}
unequal = {name: gap for name, gap in gaps.items() if gap > TOLERANCE}
print(
    json.dumps(
        {"rows": len(expected), "features": len(gaps), "largest_difference": max(gaps.values()), "unequal": unequal},
        default=str,
    )
)
sys.exit(1 if unequal else 0)
