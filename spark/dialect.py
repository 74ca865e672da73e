"""Translates the feature statements from PostgreSQL's SQL to Spark's.

sqlglot translates most of it (casts, intervals, DISTINCT ON, the order of nulls, FILTER). Each rule here translates one
construct that Spark would refuse or read differently; docs/adr has the table. A function without a rule is refused, so
that no statement changes its meaning by accident.

jsonb is a MAP<STRING, STRING> in Spark, from key to the JSON text of the value: values keep all digits and their type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import sqlglot
from sqlglot import exp

from spark.errors import Untranslatable

EMPTY_OBJECT = "CAST(MAP() AS MAP<STRING, STRING>)"

# Spark derives the decimal places of a quotient from the types of its operands. A divisor multiplied by this one has
# the same value and 15 more digits, which gives a quotient of two amounts 24 decimal places instead of 17.
WIDE_ONE = "CAST(1 AS DECIMAL(14, 0))"

PARTITION_SUFFIX = re.compile(r"_p\d\d$")


def to_spark(statement: str, parameters: Mapping[str, str]) -> str:
    """Translates one PostgreSQL query.

    Tables `schema.name` become views `schema_name`. A table or condition of one hash partition becomes all rows.
    `:name` becomes the parameter's text.

    Raises Untranslatable for a construct that has no tested translation.
    """
    try:
        query = sqlglot.parse_one(statement, read="postgres")
    except sqlglot.errors.ParseError as error:
        raise Untranslatable(f"not understood as PostgreSQL: {error}") from error
    for rule in RULES:
        query = query.transform(rule)
    query = query.transform(lambda node: _replace_parameter(node, parameters))
    try:
        return query.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.errors.UnsupportedError as error:
        raise Untranslatable(f"Spark has no such thing: {error}") from error


def list_tables_read(statement: str) -> list[str]:
    """Names of the tables and common tables that a query reads, as often as it names them."""
    return [table.name for table in sqlglot.parse_one(statement, read="postgres").find_all(exp.Table)]


def to_json_text(jsonb: str) -> str:
    """Returns an expression for the JSON text of a jsonb object, which is a map in Spark."""
    pair = f"CONCAT({_scalar_to_json('e.key')}, ':', COALESCE(e.value, 'null'))"
    return f"CONCAT('{{', ARRAY_JOIN(TRANSFORM(MAP_ENTRIES({jsonb}), e -> {pair}), ','), '}}')"


def _scalar_to_json(scalar: str) -> str:
    """Returns an expression for the JSON text of a text, number, date or null."""
    listed = f"TO_JSON(ARRAY({scalar}))"
    return f"SUBSTRING({listed}, 2, LENGTH({listed}) - 2)"


def _parse_spark(template: str, **parts: exp.Expression) -> exp.Expression:
    """Parses Spark SQL in which expressions replace `{names}`."""
    texts = {name: part.sql(dialect="spark") for name, part in parts.items()}
    return sqlglot.parse_one(template.format(**texts), read="spark")


def _is_cast_to(node: exp.Expression | None, kind: exp.DataType.Type) -> bool:
    return isinstance(node, exp.Cast) and node.to.this == kind


def _translate_division(node: exp.Expression) -> exp.Expression:
    if not isinstance(node, exp.Div):
        return node
    if _is_cast_to(node.parent, exp.DataType.Type.DOUBLE):
        double = exp.DataType.build("double")
        dividend, divisor = (
            exp.cast(_strip_parentheses(node.this), double),
            exp.cast(_strip_parentheses(node.expression), double),
        )
        return exp.Div(this=dividend.transform(_translate_division), expression=divisor.transform(_translate_division))
    wide = exp.Mul(this=node.expression.copy(), expression=sqlglot.parse_one(WIDE_ONE, read="spark"))
    return exp.Div(
        this=node.this.copy().transform(_translate_division),
        expression=exp.Paren(this=wide.transform(_translate_division)),
    )


def _strip_parentheses(node: exp.Expression) -> exp.Expression:
    return node.this.copy() if isinstance(node, exp.Paren) else node.copy()


def _translate_date_difference(node: exp.Expression) -> exp.Expression:
    """The difference of two dates is a number of days in PostgreSQL and an interval in Spark."""
    if not isinstance(node, exp.Sub) or isinstance(node.expression, exp.Interval):
        return node
    if not _is_cast_to(node.this, exp.DataType.Type.DATE):
        return node
    return exp.Anonymous(this="DATEDIFF", expressions=[node.this.copy(), node.expression.copy()])


def _split_filter(node: exp.Expression, aggregate: type[exp.Expression]) -> tuple[exp.Expression, str] | None:
    """The argument of an aggregate and its FILTER; None for an aggregate inside of a FILTER, which is handled there."""
    if isinstance(node, exp.Filter) and isinstance(node.this, aggregate):
        return node.this.this, f" FILTER({node.expression.sql(dialect='spark').strip()})"
    if isinstance(node, aggregate) and not isinstance(node.parent, exp.Filter):
        return node.this, ""
    return None


def _translate_mean(node: exp.Expression) -> exp.Expression:
    """Exact as in PostgreSQL where decimals are wide enough (quotients up to 1e10), with doubles above that."""
    found = _split_filter(node, exp.Avg)
    if not found:
        return node
    value, over = found[0].sql(dialect="spark"), found[1]
    return sqlglot.parse_one(
        f"COALESCE(CAST(TRY_AVG({value}){over} AS DOUBLE), AVG(CAST({value} AS DOUBLE)){over})", read="spark"
    )


def _translate_deviation(node: exp.Expression) -> exp.Expression:
    """PostgreSQL computes them exactly from decimals. Spark uses doubles, which lose small ones of large amounts."""
    found = _split_filter(node, exp.StddevSamp)
    if not found:
        return node
    value, over = found[0].sql(dialect="spark"), found[1]
    n, total, squares = f"COUNT({value}){over}", f"SUM({value}){over}", f"SUM({value} * {value}){over}"
    return sqlglot.parse_one(
        f"CASE WHEN {n} > 1 THEN SQRT(CAST({n} * {squares} - {total} * {total} AS DOUBLE)"
        f" / (CAST({n} AS DOUBLE) * ({n} - 1))) END",
        read="spark",
    )


def _inline_windows(node: exp.Expression) -> exp.Expression:
    """`over (name rows …)`: Spark accepts a frame only where the window is written out."""
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


def _translate_collation(node: exp.Expression) -> exp.Expression:
    """`collate "C"` compares bytes, which is Spark's default."""
    if not isinstance(node, exp.Collate):
        return node
    if node.expression.name != "C":
        raise Untranslatable(f"Spark's order of texts is not that of the collation {node.expression.name}")
    return node.this.copy().transform(_translate_collation)


def _select_in_exists(node: exp.Expression) -> exp.Expression:
    """`exists (select from …)`: Spark requires a selected column."""
    if isinstance(node, exp.Select) and not node.expressions:
        node.set("expressions", [exp.Literal.number(1)])
    return node


def _translate_table(node: exp.Expression) -> exp.Expression:
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


def _translate_jsonb(node: exp.Expression) -> exp.Expression:
    """Translates jsonb expressions from the outside in, because the inner ones are recognised in PostgreSQL's form."""
    if isinstance(node, exp.DPipe) and _is_jsonb(node):
        return _parse_spark(
            "MAP_CONCAT({left}, {right})",
            left=_translate_inner_jsonb(node.this),
            right=_translate_inner_jsonb(node.expression),
        )
    if isinstance(node, exp.Coalesce) and _is_jsonb(node):
        rest = [
            _parse_spark(EMPTY_OBJECT) if _is_empty_object(other) else _translate_inner_jsonb(other)
            for other in node.expressions
        ]
        return exp.Coalesce(this=_translate_inner_jsonb(node.this), expressions=rest)
    if isinstance(node, exp.Filter) and isinstance(node.this, exp.JSONBObjectAgg):
        return _translate_object_aggregate(node.this, f" FILTER({node.expression.sql(dialect='spark').strip()})")
    if isinstance(node, exp.JSONBObjectAgg) and not isinstance(node.parent, exp.Filter):
        return _translate_object_aggregate(node, "")
    if isinstance(node, exp.JSONExtract) and not isinstance(node, exp.JSONExtractScalar):
        return _parse_spark(
            "TRY_ELEMENT_AT({object}, {key})", object=_translate_inner_jsonb(node.this), key=node.expression
        )
    if isinstance(node, exp.Anonymous) and node.name.lower() == "jsonb_build_object":
        return _translate_build_object(node.expressions)
    return node


def _translate_inner_jsonb(node: exp.Expression) -> exp.Expression:
    return node.copy().transform(_translate_jsonb)


def _translate_object_aggregate(node: exp.JSONBObjectAgg, over: str) -> exp.Expression:
    value = node.expression
    if isinstance(value, exp.Lambda):  # `object -> key` among the arguments of a function reads like one
        value = exp.JSONExtract(this=exp.column(value.expressions[0].copy()), expression=value.this.copy())
    pair = f"STRUCT({node.this.sql(dialect='spark')}, {_translate_inner_jsonb(value).sql(dialect='spark')})"
    return sqlglot.parse_one(f"MAP_FROM_ENTRIES(COLLECT_LIST({pair}){over})", read="spark")


def _translate_build_object(pairs: list[exp.Expression]) -> exp.Expression:
    texts = []
    for key, value in zip(pairs[::2], pairs[1::2], strict=True):
        inner = _translate_inner_jsonb(value).sql(dialect="spark")
        texts += [key.sql(dialect="spark"), to_json_text(inner) if _is_jsonb(value) else _scalar_to_json(inner)]
    return sqlglot.parse_one(f"MAP({', '.join(texts)})", read="spark")


def _refuse_unknown_function(node: exp.Expression) -> exp.Expression:
    """The last rule: refuses a function that sqlglot does not know, unless another rule inserted it."""
    if not isinstance(node, exp.Anonymous):
        return node
    name = node.name.upper()
    if name == "SATISFIES_HASH_PARTITION":
        return exp.true()
    if name not in INSERTED_FUNCTIONS:
        raise Untranslatable(f"{node.name}() has no counterpart in Spark that a test proves")
    return node


def _replace_parameter(node: exp.Expression, parameters: Mapping[str, str]) -> exp.Expression:
    if not isinstance(node, exp.Placeholder):
        return node
    if node.name not in parameters:
        raise Untranslatable(f"nothing is given for the parameter :{node.name}")
    return exp.Literal.string(parameters[node.name])


INSERTED_FUNCTIONS = {
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
    _translate_division,
    _translate_date_difference,
    _translate_mean,
    _translate_deviation,
    _inline_windows,
    _translate_collation,
    _select_in_exists,
    _translate_table,
    _translate_jsonb,
    _refuse_unknown_function,
]
