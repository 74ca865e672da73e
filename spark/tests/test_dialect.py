"""Each rule of the dialect on the smallest statement that needs it: Spark returns what PostgreSQL returns.

The expected values are PostgreSQL's. The views have the types of the exported tables.
"""

from __future__ import annotations

import math

import pytest

from spark.dialect import to_spark
from spark.errors import Untranslatable

PARAMETERS = {"as_of": "2024-07-01"}

VIEWS = {
    "staging_money": """
        SELECT id, CAST(a AS DECIMAL(14, 2)) AS a, CAST(b AS DECIMAL(14, 2)) AS b, known FROM VALUES
          (1, 1.00, 3.00, true), (2, 2.00, 7.00, true), (3, 999999999999.99, 0.01, false), (4, null, 1.00, false),
          (5, 5000000.01, 5000000.02, false), (6, 5000000.02, 5000000.01, false) AS t(id, a, b, known)""",
    "staging_days": """
        SELECT id, CAST(at AS TIMESTAMP_NTZ) AS at, CAST(day AS DATE) AS day FROM VALUES
          (1, '2024-03-01 23:59:59.999999', '2024-02-28'), (2, '2024-03-01 00:00:00', '2024-03-02'), (3, null, null)
          AS t(id, at, day)""",
    "staging_texts": "SELECT * FROM VALUES ('a'), ('B'), (null), ('ä') AS t(word)",
    "staging_objects": """
        SELECT id, name, CAST(object AS MAP<STRING, STRING>) AS object FROM VALUES
          (1, 'points', MAP('points', '1e20', 'housing', '"own \\\\"it\\\\""')), (2, 'housing', MAP('points', 'null')),
          (3, 'points', null) AS t(id, name, object)""",
}


@pytest.fixture(scope="module")
def run_in_spark(spark):
    """Returns the value of a statement in PostgreSQL's SQL, run in Spark."""
    for setting in ("ansi.enabled", "decimalOperations.allowPrecisionLoss"):
        spark.conf.set(f"spark.sql.{setting}", "true")
    spark.conf.set("spark.sql.mapKeyDedupPolicy", "LAST_WIN")
    spark.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")
    for name, query in VIEWS.items():
        spark.sql(query).createOrReplaceTempView(name)

    def run(statement: str):
        rows = spark.sql(to_spark(statement, PARAMETERS)).collect()
        return [row[0] for row in rows] if len(rows) != 1 else rows[0][0]

    return run


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        # Division: PostgreSQL's numeric has sixteen digits or more; Spark's own would have six.
        ("select a / b from staging.money where id = 1", 1 / 3),
        ("select a / nullif(b, 0) / 3 from staging.money where id = 2", 2 / 7 / 3),
        ("select a / b from staging.money where id = 3", 99_999_999_999_999.0),
        ("select cast(a / b as double precision) from staging.money where id = 2", 2 / 7),
        # A difference of quotients is exact, where doubles of them would lose half of its digits.
        ("select max(a / b) - min(a / b) from staging.money where id in (5, 6)", 4e-9),
        # Means: exact where decimals have room, of doubles where they have not.
        ("select avg(a) from staging.money where id < 3", 1.5),
        ("select avg(a / b) from staging.money where id < 4", (1 / 3 + 2 / 7 + 99_999_999_999_999) / 3),
        ("select avg(a / b) filter (where known) from staging.money", (1 / 3 + 2 / 7) / 2),
        ("select avg(a) from staging.money where id = 4", None),
        ("select avg(id) from staging.money where id < 3", 1.5),
        # Deviations: of amounts that differ in their last digit.
        ("select stddev_samp(a) from staging.money where id in (5, 6)", 0.01 / math.sqrt(2)),
        ("select stddev_samp(a) filter (where known) from staging.money", 1 / math.sqrt(2)),
        ("select stddev_samp(a) from staging.money where id = 1", None),
        # Days between two dates, and times before a date.
        ("select cast(at as date) - day from staging.days where id = 1", 2),
        ("select cast(at as date) - day from staging.days where id = 2", -1),
        ("select cast(at as date) - day from staging.days where id = 3", None),
        ("select count(*) from staging.days where at >= cast(:as_of as timestamp) - interval '122 days'", 2),
        ("select cast(max(day) as text) from staging.days where day < cast(:as_of as date)", "2024-03-02"),
        # Named windows, with a frame of their own.
        (
            "select last_value(id) over (byid rows between current row and 1 following) from staging.money"
            " window byid as (order by id desc)",
            [5, 4, 3, 2, 1, 1],
        ),
        (
            "select lead(id) over w from staging.money where id < 3 window w as (partition by known order by id)",
            [2, None],
        ),
        # The order of nulls, and one row a key.
        ("select word from staging.texts order by word desc limit 1", None),
        ("select distinct on (known) id from staging.money order by known, id desc", [6, 2]),
        # Texts by their bytes.
        ('select max(word collate "C") from staging.texts', "ä"),
        ('select min(word collate "C") from staging.texts', "B"),
        # Existence, and one hash partition, which means all rows here.
        ("select count(*) from staging.money m where exists (select from staging.days d where d.id = m.id)", 3),
        (
            "select count(*) from staging.money_p03 where"
            " satisfies_hash_partition('staging.credit_history'::regclass, 16, 3, cast(id as text))",
            6,
        ),
        # jsonb: a value keeps its digits and type, a missing key is null, the second of two keys wins.
        ("select coalesce(object, '{}') -> name from staging.objects where id = 1", "1e20"),
        ("select coalesce(object, '{}') -> name from staging.objects where id = 2", None),
        ("select coalesce(object, '{}') from staging.objects where id = 3", {}),
        (
            "select coalesce(object, '{}') || coalesce(object, '{}') from staging.objects where id = 2",
            {"points": "null"},
        ),
        (
            "select coalesce(jsonb_object_agg('c_' || name, object -> name) filter (where id < 3), '{}')"
            " from staging.objects where id = 1",
            {"c_points": "1e20"},
        ),
        (
            "select coalesce(jsonb_object_agg('c_' || name, object -> name) filter (where id > 3), '{}')"
            " from staging.objects",
            {},
        ),
        (
            "select jsonb_build_object('day', day, 'none', cast(null as text), 'n', id) from staging.days where id = 1",
            {"day": '"2024-02-28"', "none": "null", "n": "1"},
        ),
    ],
)
def test_spark_returns_what_postgresql_returns(run_in_spark, statement, expected):
    given = run_in_spark(statement)
    if isinstance(expected, float):
        assert float(given) == pytest.approx(expected, rel=1e-12)
    else:
        assert given == expected


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("select age(at) from staging.days", "age"),
        ('select word collate "de-DE" from staging.texts', "de-DE"),
        ("select :other", ":other"),
        ("select from from", "not understood"),
        ("select to_tsvector(word) from staging.texts", "to_tsvector"),
    ],
)
def test_a_construct_without_a_rule_is_refused_by_name(statement, reason):
    with pytest.raises(Untranslatable, match=reason):
        to_spark(statement, PARAMETERS)


def test_a_parameter_is_always_a_text(run_in_spark):
    hostile = "2024'; drop table x; --"
    assert to_spark("select :as_of", {"as_of": hostile}).count("drop table") == 1
    assert run_in_spark("select cast(:as_of as text)") == "2024-07-01"
