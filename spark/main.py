"""Entry point of the feature job on EMR Serverless: `main.py <input folder>/ <output folder>/`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pyspark.errors import PySparkException  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

from spark.errors import SparkJobError  # noqa: E402
from spark.features import build_features  # noqa: E402


def main(arguments: list[str]) -> int:
    """Returns the exit code. The last line of a failed job says why: the workflow reports it as the reason."""
    if len(arguments) != 2 or not all(folder.endswith("/") for folder in arguments):
        print("usage: main.py <input folder>/ <output folder>/", file=sys.stderr)
        return 2
    spark = SparkSession.builder.appName("risk-features").getOrCreate()
    try:
        build_features(spark, *arguments)
    except (SparkJobError, PySparkException) as error:
        # The further lines of an error of Spark show the statement and the query plan.
        print(f"{type(error).__name__}: {str(error).strip().splitlines()[0]}", file=sys.stderr)
        return 1
    finally:
        spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
