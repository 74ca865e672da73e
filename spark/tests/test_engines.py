"""PostgreSQL and Spark build the same features from the data of one difficult lender."""

from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path

import pytest

from spark.features import build_features

ROOT = Path(__file__).resolve().parent.parent.parent
NODE = ROOT / "node_modules/.bin/node"
CATALOGUE = json.loads((ROOT / "sql/features/catalogue.json").read_text())["features"]
TYPES = {feature["name"]: feature["type"] for feature in CATALOGUE}
KEYS = {"risk_features": ("application_id", "as_of"), "customer_features": ("customer_id",)}

RELATIVE = 1e-9
# For differences of decimals that differ in their last digit: amounts have two digits, quotients more than twelve.
ABSOLUTE = 1e-12


class DatabaseProcess:
    """Runs testing/compare-engines.ts, which starts PostgreSQL and S3."""

    def __init__(self):
        self.process = subprocess.Popen(
            [NODE, "testing/compare-engines.ts"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def read_message(self) -> dict:
        line = self.process.stdout.readline()
        assert line, "the database process ended early; its error is above"
        return json.loads(line)

    def resume(self) -> None:
        self.process.stdin.write("go on\n")
        self.process.stdin.flush()

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=60)


@pytest.fixture(scope="module")
def built(spark):
    """Rows of both engines: { engine: { table: { key: row } } }."""
    database = DatabaseProcess()
    try:
        folders = database.read_message()
        build_features(spark, f"file://{folders['input']}", f"file://{folders['output']}")
        database.resume()
        features = json.loads(Path(database.read_message()["features"]).read_text())
    finally:
        database.end()
    return {
        engine: {
            table: {tuple(row[name] for name in KEYS[table]): row for row in rows} for table, rows in tables.items()
        }
        for engine, tables in features.items()
    }


def differs(name: str, sql, spark) -> bool:
    if TYPES.get(name) == "number" and sql is not None and spark is not None:
        return not math.isclose(sql, spark, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return sql != spark or type(sql) is not type(spark) and not isinstance(sql, (int, float))


@pytest.mark.parametrize("table", KEYS)
def test_both_engines_build_the_same_rows(built, table):
    assert built["sql"][table].keys() == built["spark"][table].keys()
    assert len(built["sql"][table]) > 100


@pytest.mark.parametrize("table", KEYS)
def test_every_column_is_the_same(built, table):
    different = {}
    for key, row in built["sql"][table].items():
        other = built["spark"][table][key]
        assert row.keys() == other.keys()
        for name, value in row.items():
            if differs(name, value, other[name]):
                different.setdefault(name, []).append((key, value, other[name]))
    assert {name: (len(examples), examples[:3]) for name, examples in different.items()} == {}


@pytest.mark.parametrize("table", KEYS)
def test_the_data_has_every_feature_known_and_unknown(built, table):
    rows = list(built["sql"][table].values())
    names = [name for name in TYPES if name in rows[0]]
    never_known = [name for name in names if all(row[name] is None for row in rows)]
    never_unknown = [name for name in names if all(row[name] is not None for row in rows)]
    assert never_known == []
    assert set(never_unknown) <= {"amount"}
    texts = {row["employment_status"] for row in rows}
    assert {"a\tb", "line\nbreak\r", "back\\slash", "\\N", ""} <= texts
    # Means of quotients that decimals cannot hold, and very small ones.
    means = [abs(row["utilisation_mean_6m"]) for row in rows if row["utilisation_mean_6m"] is not None]
    assert max(means) > 1e12 and any(0 < mean < 0.1 for mean in means)
    assert any(row["attributes"].get("customer_points") == 1e20 for row in rows)
