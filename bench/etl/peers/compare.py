"""Compares two files of features: every column of the first, numbers to 1e-9 relative, the others exactly.

Prints the largest difference as JSON and exits with 1 when a column differs.
"""

import json
import sys

import numpy as np
import pandas as pd

TOLERANCE = 1e-9
KEY = ["id", "is_application"]


def read_features(path):
    frame = pd.read_csv(path, low_memory=False)
    frame["is_application"] = frame.is_application.astype(str).str.lower().isin(["t", "true"])
    return frame.set_index(KEY).sort_index()


def find_largest_difference(expected, actual):
    """The largest relative difference; infinite where only one value is known or texts differ."""
    if (expected.isna() != actual.isna()).any():
        return float("inf")
    if expected.dtype.kind not in "iuf":
        return 0.0 if (expected.dropna() == actual.dropna()).all() else float("inf")
    gap = (expected - actual).abs() / np.maximum(1, expected.abs())
    return float(gap.max()) if len(gap.dropna()) else 0.0


expected, actual = read_features(sys.argv[1]), read_features(sys.argv[2])
if not expected.index.equals(actual.index):
    sys.exit(f"{sys.argv[2]} has other rows: {len(actual)} instead of {len(expected)}")
gaps = {name: find_largest_difference(expected[name], actual[name]) for name in expected.columns}
unequal = {name: gap for name, gap in gaps.items() if gap > TOLERANCE}
print(
    json.dumps(
        {"rows": len(expected), "features": len(gaps), "largest_difference": max(gaps.values()), "unequal": unequal},
        default=str,
    )
)
sys.exit(1 if unequal else 0)
