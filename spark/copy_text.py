"""Reads and writes the text format of PostgreSQL's COPY: one line per row, tabs between columns, \\N for null.

aws_s3 exports and imports this format. Unlike CSV it distinguishes null from the empty text, and it keeps every row on
one line, so that Spark can split a file at any line.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import DataType, MapType, StringType

from spark.dialect import to_json_text
from spark.errors import InvalidPlan

NULL = "\\N"
# The characters that COPY writes as a backslash and a letter. The backslash itself is handled separately.
ESCAPES = {"\\b": "\b", "\\f": "\f", "\\n": "\n", "\\r": "\r", "\\t": "\t", "\\v": "\v"}
# Replaces escaped backslashes while the other escapes are replaced. No text of PostgreSQL contains this character.
BACKSLASH = "\0"

SPARK_TYPES = {
    "text": "string",
    "character varying": "string",
    "uuid": "string",
    "smallint": "smallint",
    "integer": "int",
    "bigint": "bigint",
    "double precision": "double",
    "boolean": "boolean",
    "date": "date",
    "timestamp without time zone": "timestamp_ntz",
    "jsonb": "map<string,string>",
}


def to_spark_type(postgres_type: str) -> str:
    """Translates a type. Raises InvalidPlan for a type that no input has."""
    if postgres_type.startswith("numeric("):
        return postgres_type.replace("numeric", "decimal", 1)
    if postgres_type not in SPARK_TYPES:
        raise InvalidPlan(f"there is no counterpart of the type {postgres_type} in Spark")
    return SPARK_TYPES[postgres_type]


def parse_rows(lines: DataFrame, columns: list[tuple[str, str]]) -> DataFrame:
    """Parses the lines in the column `value` into `columns` (name, PostgreSQL type). Other columns stay."""
    fields = F.split(F.col("value"), "\t", -1)
    typed = [_parse_value(fields.getItem(i), to_spark_type(kind)).alias(name) for i, (name, kind) in enumerate(columns)]
    others = [F.col(name) for name in lines.columns if name != "value"]
    return lines.select(*typed, *others)


def _parse_value(field: Column, kind: str) -> Column:
    known = F.when(field != F.lit(NULL), field)
    if kind == "string":
        return _unescape(known)
    if kind.startswith("map<"):
        return F.from_json(_unescape(known), kind, {"mode": "FAILFAST"})
    return known.cast(kind)


def _unescape(text: Column) -> Column:
    plain = F.replace(text, F.lit("\\\\"), F.lit(BACKSLASH))
    for escape, character in ESCAPES.items():
        plain = F.replace(plain, F.lit(escape), F.lit(character))
    plain = F.replace(plain, F.lit(BACKSLASH), F.lit("\\"))
    return F.when(F.instr(text, "\\") == 0, text).otherwise(plain)


def format_line(frame: DataFrame, names: list[str]) -> Column:
    """Formats the named columns as a line, in this order."""
    fields = [_format_field(name, frame.schema[name].dataType) for name in names]
    return F.concat_ws("\t", *fields)


def _format_field(name: str, kind: DataType) -> Column:
    column = F.col(name)
    if isinstance(kind, MapType):
        text = _escape(F.expr(f"CASE WHEN `{name}` IS NOT NULL THEN {to_json_text(f'`{name}`')} END"))
    elif isinstance(kind, StringType):
        text = _escape(column)
    else:
        text = column.cast("string")
    return F.coalesce(text, F.lit(NULL))


def _escape(text: Column) -> Column:
    escaped = F.replace(text, F.lit("\\"), F.lit("\\\\"))
    for escape, character in ESCAPES.items():
        escaped = F.replace(escaped, F.lit(character), F.lit(escape))
    return F.when(text.rlike(r"[\\\x08-\x0d]"), escaped).otherwise(text)
