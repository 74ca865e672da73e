"""Builds the features of a run: reads exported tables as views, runs the feature statements, writes lines for aws_s3.

The job builds all partitions at once, because Spark divides the rows by itself. The folders of input and output are
named by partition, so that PostgreSQL imports one partition per transaction.
"""

from __future__ import annotations

from collections import Counter

from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import IntegerType, StringType, StructField, StructType

from spark import copy_text
from spark.dialect import list_tables_read, to_spark
from spark.plan import Input, Plan, Target, parse_plan

PLAN = "plan.json"
# PostgreSQL imports a file in one statement, which may take 45 seconds.
ROWS_PER_FILE = 100_000
# Every customer with features is in one of these views, which have its partition.
CUSTOMER_VIEWS = ("staging_customers", "staging_loan_applications")
# The results of the statements depend on these settings. As in PostgreSQL, an overflow or an invalid cast is an error,
# and the second of two values with the same key wins where jsonb objects are concatenated.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    "spark.sql.mapKeyDedupPolicy": "LAST_WIN",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
}


def build_features(spark: SparkSession, source: str, target: str) -> None:
    """Reads `plan.json` and the inputs below the folder `source`, writes a folder per feature table below `target`."""
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    plan = parse_plan(spark.read.text(f"{source}{PLAN}", wholetext=True).first()["value"])
    for table in plan.inputs:
        _register_input(spark, source, table)
    customers = " union all ".join(f"select customer_id, partition from {view}" for view in CUSTOMER_VIEWS)
    partitions = spark.sql(f"select customer_id, max(partition) as partition from ({customers}) group by customer_id")
    for features in plan.targets:
        lines = _format_lines(_build_table(spark, features, plan), partitions, features).repartition(
            plan.partitions, "partition"
        )
        _write_lines(lines, f"{target}{features.name}")
        spark.catalog.clearCache()


def _register_input(spark: SparkSession, source: str, table: Input) -> None:
    folder = f"{source}{table.view}"
    schema = StructType([StructField("value", StringType()), StructField("partition", IntegerType())])
    if _folder_exists(spark, folder):
        lines = spark.read.schema(schema).text(folder, lineSep="\n")
    else:
        lines = spark.createDataFrame([], schema)
    copy_text.parse_rows(lines, table.columns).createOrReplaceTempView(table.view)


def _folder_exists(spark: SparkSession, folder: str) -> bool:
    """An export without rows may write no object, and then there is no folder."""
    path = spark._jvm.org.apache.hadoop.fs.Path(folder)
    return path.getFileSystem(spark._jsc.hadoopConfiguration()).exists(path)


def _build_table(spark: SparkSession, features: Target, plan: Plan) -> DataFrame:
    """Common tables with several readers are computed once and persisted, on disk where memory is short."""
    readers = Counter(name for _, query in features.common for name in list_tables_read(query))
    readers.update(list_tables_read(features.query))
    for name, query in features.common:
        frame = spark.sql(to_spark(query, plan.parameters))
        if readers[name] > 1:
            frame = frame.persist(StorageLevel.MEMORY_AND_DISK)
        frame.createOrReplaceTempView(name)
    return spark.sql(to_spark(features.query, plan.parameters))


def _format_lines(frame: DataFrame, partitions: DataFrame, features: Target) -> DataFrame:
    """One line per row of features, with the partition of its customer."""
    value = copy_text.format_line(frame, [name for name, _ in features.columns]).alias("value")
    return frame.join(partitions, "customer_id").select(value, "partition")


def _write_lines(lines: DataFrame, folder: str) -> None:
    options = {"maxRecordsPerFile": ROWS_PER_FILE}
    lines.write.mode("overwrite").options(**options).partitionBy("partition").text(folder)
