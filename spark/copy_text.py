"""PostgreSQL's COPY text format, which aws_s3 writes and reads: one line a row, tabs between columns, \\N for null.

Unlike CSV it says null and the empty text apart, and keeps every row on one line, so that Spark can split a file
anywhere.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import DataType, MapType, StringType

from spark.dialect import json_text
from spark.errors import InvalidPlan

NULL = "\\N"
# The characters COPY writes as a backslash and a letter; the backslash itself comes last in, first out.
ESCAPES = {"\\b": "\b", "\\f": "\f", "\\n": "\n", "\\r": "\r", "\\t": "\t", "\\v": "\v"}
# Stands for an escaped backslash while the others are looked at; PostgreSQL's texts have no such character.
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


def spark_type(postgres_type: str) -> str:
    """Raises InvalidPlan for a type that no input has."""
    if postgres_type.startswith("numeric("):
        return postgres_type.replace("numeric", "decimal", 1)
    if postgres_type not in SPARK_TYPES:
        raise InvalidPlan(f"there is no counterpart of the type {postgres_type} in Spark")
    return SPARK_TYPES[postgres_type]


def rows(lines: DataFrame, columns: list[tuple[str, str]]) -> DataFrame:
    """Typed rows of a frame with lines as `value`, and perhaps other columns, which stay; `columns` in their order."""
    fields = F.split(F.col("value"), "\t", -1)
    typed = [_value(fields.getItem(i), spark_type(kind)).alias(name) for i, (name, kind) in enumerate(columns)]
    others = [F.col(name) for name in lines.columns if name != "value"]
    return lines.select(*typed, *others)


def _value(field: Column, kind: str) -> Column:
    known = F.when(field != F.lit(NULL), field)
    if kind == "string":
        return _unescaped(known)
    if kind.startswith("map<"):
        return F.from_json(_unescaped(known), kind, {"mode": "FAILFAST"})
    return known.cast(kind)


def _unescaped(text: Column) -> Column:
    plain = F.replace(text, F.lit("\\\\"), F.lit(BACKSLASH))
    for escape, character in ESCAPES.items():
        plain = F.replace(plain, F.lit(escape), F.lit(character))
    plain = F.replace(plain, F.lit(BACKSLASH), F.lit("\\"))
    return F.when(F.instr(text, "\\") == 0, text).otherwise(plain)


def lines(frame: DataFrame, names: list[str]) -> Column:
    """A line of the named columns, in this order."""
    fields = [_field(name, frame.schema[name].dataType) for name in names]
    return F.concat_ws("\t", *fields)


def _field(name: str, kind: DataType) -> Column:
    column = F.col(name)
    if isinstance(kind, MapType):
        text = _escaped(F.expr(f"CASE WHEN `{name}` IS NOT NULL THEN {json_text(f'`{name}`')} END"))
    elif isinstance(kind, StringType):
        text = _escaped(column)
    else:
        text = column.cast("string")
    return F.coalesce(text, F.lit(NULL))


def _escaped(text: Column) -> Column:
    escaped = F.replace(text, F.lit("\\"), F.lit("\\\\"))
    for escape, character in ESCAPES.items():
        escaped = F.replace(escaped, F.lit(character), F.lit(escape))
    return F.when(text.rlike(r"[\\\x08-\x0d]"), escaped).otherwise(text)
