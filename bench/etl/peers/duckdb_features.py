"""Computes the features of a delivery with DuckDB: the query of ../floor.sql over the delivered CSV files.

Arguments: the folder of the delivery and the output file.
"""

import json
import sys
from pathlib import Path

import duckdb

folder, output = Path(sys.argv[1]), sys.argv[2]
manifest = json.loads((folder / "manifest.json").read_text())
connection = duckdb.connect()
connection.execute("create schema floor")
for table, delivered in manifest["tables"].items():
    files = [str(folder / file["name"]) for file in delivered["files"]]
    connection.execute(
        f"create table floor.{table} as from read_csv({files}, header = true, nullstr = '', hive_partitioning = false)"
    )
query = (Path(__file__).parent.parent / "floor.sql").read_text().replace("{{as_of}}", manifest["as_of"])
connection.execute(f"copy ({query}) to '{output}' (header)")
