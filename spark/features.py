"""Builds the features of a run: the exported tables as views, the feature statements over them, lines for aws_s3 back.

All partitions at once: Spark makes its own. The partition is in the folders' names, of the input and of the output, so
that PostgreSQL imports one partition a statement, as it builds them.
"""

from __future__ import annotations

from collections import Counter

from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import IntegerType, StringType, StructField, StructType

from spark import copy_text
from spark.dialect import tables_read, to_spark
from spark.plan import Input, Plan, Target, parse_plan

PLAN = "plan.json"
# PostgreSQL imports a file in one statement, which has 45 seconds.
ROWS_PER_FILE = 100_000
# Views that say which partition a customer is in: every customer of the features is in one of them.
CUSTOMER_VIEWS = ("staging_customers", "staging_loan_applications")
# The meaning of the statements depends on these, so the job sets them itself: an overflow or a wrong cast is an error
# as in PostgreSQL, and of two jsonb with the same key the second one wins.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    "spark.sql.mapKeyDedupPolicy": "LAST_WIN",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
}


def build_features(spark: SparkSession, source: str, target: str) -> None:
    """Reads `plan.json` and the tables below the folder `source`, writes a folder a feature table below `target`."""
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    plan = parse_plan(spark.read.text(f"{source}{PLAN}", wholetext=True).first()["value"])
    for table in plan.inputs:
        _register_input(spark, source, table)
    customers = " union all ".join(f"select customer_id, partition from {view}" for view in CUSTOMER_VIEWS)
    partitions = spark.sql(f"select customer_id, max(partition) as partition from ({customers}) group by customer_id")
    for features in plan.targets:
        lines = _lines(_build(spark, features, plan), partitions, features).repartition(plan.partitions, "partition")
        _write(lines, f"{target}{features.name}")
        spark.catalog.clearCache()


def _register_input(spark: SparkSession, source: str, table: Input) -> None:
    folder = f"{source}{table.view}"
    schema = StructType([StructField("value", StringType()), StructField("partition", IntegerType())])
    if _exists(spark, folder):
        lines = spark.read.schema(schema).text(folder, lineSep="\n")
    else:
        lines = spark.createDataFrame([], schema)
    copy_text.rows(lines, table.columns).createOrReplaceTempView(table.view)


def _exists(spark: SparkSession, folder: str) -> bool:
    """An export without rows may leave no object, and so no folder."""
    path = spark._jvm.org.apache.hadoop.fs.Path(folder)
    return path.getFileSystem(spark._jsc.hadoopConfiguration()).exists(path)


def _build(spark: SparkSession, features: Target, plan: Plan) -> DataFrame:
    """Common tables that several others read are kept once they are computed, on disk when memory is short."""
    readers = Counter(name for _, query in features.common for name in tables_read(query))
    readers.update(tables_read(features.query))
    for name, query in features.common:
        frame = spark.sql(to_spark(query, plan.parameters))
        if readers[name] > 1:
            frame = frame.persist(StorageLevel.MEMORY_AND_DISK)
        frame.createOrReplaceTempView(name)
    return spark.sql(to_spark(features.query, plan.parameters))


def _lines(frame: DataFrame, partitions: DataFrame, features: Target) -> DataFrame:
    """A line for each row of features, and the partition of its customer."""
    value = copy_text.lines(frame, [name for name, _ in features.columns]).alias("value")
    return frame.join(partitions, "customer_id").select(value, "partition")


def _write(lines: DataFrame, folder: str) -> None:
    options = {"maxRecordsPerFile": ROWS_PER_FILE}
    lines.write.mode("overwrite").options(**options).partitionBy("partition").text(folder)
