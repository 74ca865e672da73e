"""The feature statements, written for PostgreSQL, in Spark's SQL.

sqlglot carries over most of it (casts, intervals, DISTINCT ON, the order of nulls, FILTER). What it leaves as it is,
and Spark would refuse or read differently, is translated here, a rule each; docs/adr has the table. A function that no
rule knows is refused, so that nothing means something else by accident.

jsonb is a MAP<STRING, STRING> in Spark, from key to the value's JSON text: values keep every digit and their type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import sqlglot
from sqlglot import exp

from spark.errors import Untranslatable

EMPTY_OBJECT = "CAST(MAP() AS MAP<STRING, STRING>)"

# A divisor times this one stays what it is, but as a decimal it has 15 digits more: so Spark, which takes the digits of
# a quotient from the types of its operands, gives a quotient of two amounts 24 decimal places instead of 17.
WIDE_ONE = "CAST(1 AS DECIMAL(14, 0))"

PARTITION_SUFFIX = re.compile(r"_p\d\d$")


def to_spark(statement: str, parameters: Mapping[str, str]) -> str:
    """Translates one PostgreSQL query.

    Tables `schema.name` become views `schema_name`; a name or condition of one hash partition means all rows.
    `:name` becomes the parameter's text.

    Raises Untranslatable for what has no tested counterpart.
    """
    try:
        query = sqlglot.parse_one(statement, read="postgres")
    except sqlglot.errors.ParseError as error:
        raise Untranslatable(f"not understood as PostgreSQL: {error}") from error
    for rule in RULES:
        query = query.transform(rule)
    query = query.transform(lambda node: _parameter(node, parameters))
    try:
        return query.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.errors.UnsupportedError as error:
        raise Untranslatable(f"Spark has no such thing: {error}") from error


def tables_read(statement: str) -> list[str]:
    """Names of the common tables and tables that a query reads, as often as it names them."""
    return [table.name for table in sqlglot.parse_one(statement, read="postgres").find_all(exp.Table)]


def json_text(jsonb: str) -> str:
    """An expression: the JSON text of a jsonb in Spark's form."""
    pair = f"CONCAT({_json_of('e.key')}, ':', COALESCE(e.value, 'null'))"
    return f"CONCAT('{{', ARRAY_JOIN(TRANSFORM(MAP_ENTRIES({jsonb}), e -> {pair}), ','), '}}')"


def _json_of(scalar: str) -> str:
    """An expression: the JSON text of a text, number, date or null."""
    listed = f"TO_JSON(ARRAY({scalar}))"
    return f"SUBSTRING({listed}, 2, LENGTH({listed}) - 2)"


def _spark(template: str, **parts: exp.Expression) -> exp.Expression:
    """Spark SQL with expressions in the place of `{names}`."""
    texts = {name: part.sql(dialect="spark") for name, part in parts.items()}
    return sqlglot.parse_one(template.format(**texts), read="spark")


def _is_cast_to(node: exp.Expression | None, kind: exp.DataType.Type) -> bool:
    return isinstance(node, exp.Cast) and node.to.this == kind


def _division(node: exp.Expression) -> exp.Expression:
    if not isinstance(node, exp.Div):
        return node
    if _is_cast_to(node.parent, exp.DataType.Type.DOUBLE):
        double = exp.DataType.build("double")
        dividend, divisor = exp.cast(_bare(node.this), double), exp.cast(_bare(node.expression), double)
        return exp.Div(this=dividend.transform(_division), expression=divisor.transform(_division))
    wide = exp.Mul(this=node.expression.copy(), expression=sqlglot.parse_one(WIDE_ONE, read="spark"))
    return exp.Div(this=node.this.copy().transform(_division), expression=exp.Paren(this=wide.transform(_division)))


def _bare(node: exp.Expression) -> exp.Expression:
    return node.this.copy() if isinstance(node, exp.Paren) else node.copy()


def _days_between(node: exp.Expression) -> exp.Expression:
    """Two dates apart: a number of days in PostgreSQL, an interval in Spark."""
    if not isinstance(node, exp.Sub) or isinstance(node.expression, exp.Interval):
        return node
    if not _is_cast_to(node.this, exp.DataType.Type.DATE):
        return node
    return exp.Anonymous(this="DATEDIFF", expressions=[node.this.copy(), node.expression.copy()])


def _filtered(node: exp.Expression, aggregate: type[exp.Expression]) -> tuple[exp.Expression, str] | None:
    """What an aggregate is over, and its FILTER; the aggregate inside of a FILTER is left to that."""
    if isinstance(node, exp.Filter) and isinstance(node.this, aggregate):
        return node.this.this, f" FILTER({node.expression.sql(dialect='spark').strip()})"
    if isinstance(node, aggregate) and not isinstance(node.parent, exp.Filter):
        return node.this, ""
    return None


def _mean(node: exp.Expression) -> exp.Expression:
    """Exact as PostgreSQL's where decimals have room for it (means up to 1e10 of quotients); above, of doubles."""
    found = _filtered(node, exp.Avg)
    if not found:
        return node
    value, over = found[0].sql(dialect="spark"), found[1]
    return sqlglot.parse_one(
        f"COALESCE(CAST(TRY_AVG({value}){over} AS DOUBLE), AVG(CAST({value} AS DOUBLE)){over})", read="spark"
    )


def _deviation(node: exp.Expression) -> exp.Expression:
    """PostgreSQL computes it of decimals in decimals, Spark in doubles, which lose small ones of large amounts."""
    found = _filtered(node, exp.StddevSamp)
    if not found:
        return node
    value, over = found[0].sql(dialect="spark"), found[1]
    n, total, squares = f"COUNT({value}){over}", f"SUM({value}){over}", f"SUM({value} * {value}){over}"
    return sqlglot.parse_one(
        f"CASE WHEN {n} > 1 THEN SQRT(CAST({n} * {squares} - {total} * {total} AS DOUBLE)"
        f" / (CAST({n} AS DOUBLE) * ({n} - 1))) END",
        read="spark",
    )


def _named_window(node: exp.Expression) -> exp.Expression:
    """`over (name rows …)`: Spark takes a frame only where the window is written out."""
    if not isinstance(node, exp.Select) or not node.args.get("windows"):
        return node
    named = {window.this.name: window for window in node.args["windows"]}
    for used in list(node.find_all(exp.Window)):
        window = named.get(used.args["alias"].name) if used.args.get("alias") else None
        if window is None:
            continue
        used.set("alias", None)
        used.set("partition_by", [part.copy() for part in window.args["partition_by"]])
        used.set("order", window.args["order"].copy())
    node.set("windows", None)
    return node


def _collation(node: exp.Expression) -> exp.Expression:
    """`collate "C"` compares bytes, as Spark does by itself."""
    if not isinstance(node, exp.Collate):
        return node
    if node.expression.name != "C":
        raise Untranslatable(f"Spark's order of texts is not that of the collation {node.expression.name}")
    return node.this.copy().transform(_collation)


def _existence(node: exp.Expression) -> exp.Expression:
    """`exists (select from …)`: Spark wants something selected."""
    if isinstance(node, exp.Select) and not node.expressions:
        node.set("expressions", [exp.Literal.number(1)])
    return node


def _table(node: exp.Expression) -> exp.Expression:
    if not isinstance(node, exp.Table) or not node.db:
        return node
    view = f"{node.db}_{PARTITION_SUFFIX.sub('', node.name)}"
    return exp.alias_(exp.to_table(view), node.alias or node.name, table=True)


def _is_jsonb(node: exp.Expression) -> bool:
    if isinstance(node, exp.Paren):
        return _is_jsonb(node.this)
    if isinstance(node, exp.DPipe):
        return _is_jsonb(node.this) or _is_jsonb(node.expression)
    return isinstance(node, exp.Coalesce) and any(_is_empty_object(other) for other in node.expressions)


def _is_empty_object(node: exp.Expression) -> bool:
    return isinstance(node, exp.Literal) and node.is_string and node.this == "{}"


def _jsonb(node: exp.Expression) -> exp.Expression:
    """Everything made of jsonb, from the outside in: what is inside is still PostgreSQL's when it is looked at."""
    if isinstance(node, exp.DPipe) and _is_jsonb(node):
        return _spark("MAP_CONCAT({left}, {right})", left=_jsonb_in(node.this), right=_jsonb_in(node.expression))
    if isinstance(node, exp.Coalesce) and _is_jsonb(node):
        rest = [_spark(EMPTY_OBJECT) if _is_empty_object(other) else _jsonb_in(other) for other in node.expressions]
        return exp.Coalesce(this=_jsonb_in(node.this), expressions=rest)
    if isinstance(node, exp.Filter) and isinstance(node.this, exp.JSONBObjectAgg):
        return _object_agg(node.this, f" FILTER({node.expression.sql(dialect='spark').strip()})")
    if isinstance(node, exp.JSONBObjectAgg) and not isinstance(node.parent, exp.Filter):
        return _object_agg(node, "")
    if isinstance(node, exp.JSONExtract) and not isinstance(node, exp.JSONExtractScalar):
        return _spark("TRY_ELEMENT_AT({object}, {key})", object=_jsonb_in(node.this), key=node.expression)
    if isinstance(node, exp.Anonymous) and node.name.lower() == "jsonb_build_object":
        return _build_object(node.expressions)
    return node


def _jsonb_in(node: exp.Expression) -> exp.Expression:
    return node.copy().transform(_jsonb)


def _object_agg(node: exp.JSONBObjectAgg, over: str) -> exp.Expression:
    value = node.expression
    if isinstance(value, exp.Lambda):  # `object -> key` among the arguments of a function reads like one
        value = exp.JSONExtract(this=exp.column(value.expressions[0].copy()), expression=value.this.copy())
    pair = f"STRUCT({node.this.sql(dialect='spark')}, {_jsonb_in(value).sql(dialect='spark')})"
    return sqlglot.parse_one(f"MAP_FROM_ENTRIES(COLLECT_LIST({pair}){over})", read="spark")


def _build_object(pairs: list[exp.Expression]) -> exp.Expression:
    texts = []
    for key, value in zip(pairs[::2], pairs[1::2], strict=True):
        inner = _jsonb_in(value).sql(dialect="spark")
        texts += [key.sql(dialect="spark"), json_text(inner) if _is_jsonb(value) else _json_of(inner)]
    return sqlglot.parse_one(f"MAP({', '.join(texts)})", read="spark")


def _function(node: exp.Expression) -> exp.Expression:
    """The last rule: what is no function of sqlglot's is refused unless a rule above put it there."""
    if not isinstance(node, exp.Anonymous):
        return node
    name = node.name.upper()
    if name == "SATISFIES_HASH_PARTITION":
        return exp.true()
    if name not in OWN_FUNCTIONS:
        raise Untranslatable(f"{node.name}() has no counterpart in Spark that a test proves")
    return node


def _parameter(node: exp.Expression, parameters: Mapping[str, str]) -> exp.Expression:
    if not isinstance(node, exp.Placeholder):
        return node
    if node.name not in parameters:
        raise Untranslatable(f"nothing is given for the parameter :{node.name}")
    return exp.Literal.string(parameters[node.name])


OWN_FUNCTIONS = {
    "DATEDIFF",
    "TRY_AVG",
    "TRY_ELEMENT_AT",
    "MAP_CONCAT",
    "MAP_FROM_ENTRIES",
    "MAP_ENTRIES",
    "ARRAY_JOIN",
    "TO_JSON",
}

RULES: list[Callable[[exp.Expression], exp.Expression]] = [
    _division,
    _days_between,
    _mean,
    _deviation,
    _named_window,
    _collation,
    _existence,
    _table,
    _jsonb,
    _function,
]
