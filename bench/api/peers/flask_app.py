"""The peer that the specification names: Flask, XGBoost by scikit-learn's interface, psycopg. Run by gunicorn."""

import psycopg
from common import (
    SETTINGS,
    WITH_REASONS,
    Preparation,
    answer_of,
    evidence_of,
    read_values,
    record_of,
)
from flask import Flask, Response, request
from psycopg_pool import ConnectionPool

app = Flask(__name__)
model = Preparation()
pool = ConnectionPool(
    SETTINGS["database_url"],
    min_size=1,
    max_size=8,
    kwargs={"cursor_factory": psycopg.RawCursor, "autocommit": True},
    open=False,
)


@app.post("/v1/predict")
def predict() -> Response:
    """Scores one application and stores the evidence."""
    pool.open()
    application_id = request.get_json()["application_id"]
    with pool.connection() as connection:
        cursor = connection.execute(SETTINGS["read"]["sql"], read_values(application_id))
        found = cursor.fetchone()
        if found is None:
            return Response('{"detail": "unknown"}', 404)
        found = found[1]
        record = record_of(found)
        row = model.row(record)
        pd = float(model.estimator.predict_proba(row)[0, 1])
        why = model.reasons(row, record) if WITH_REASONS else ([], None)
        cursor = connection.execute(SETTINGS["store"]["sql"], evidence_of(found, record, (pd, pd), why))
        stored = cursor.fetchone()
    return Response(answer_of([c.name for c in cursor.description], stored), content_type="application/json")
