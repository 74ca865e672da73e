"""A peer of the API with Flask, XGBoost by scikit-learn's interface and psycopg. gunicorn runs it."""

import psycopg
from common import (
    SETTINGS,
    WITH_REASONS,
    Preparation,
    build_response,
    list_evidence_values,
    list_read_values,
    select_features,
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
        cursor = connection.execute(SETTINGS["read"]["sql"], list_read_values(application_id))
        read_row = cursor.fetchone()
        if read_row is None:
            return Response('{"detail": "unknown"}', 404)
        application = read_row[1]
        record = select_features(application)
        row = model.build_row(record)
        pd = float(model.estimator.predict_proba(row)[0, 1])
        explanation = model.explain(row, record) if WITH_REASONS else ([], None)
        evidence = list_evidence_values(application, record, (pd, pd), explanation)
        cursor = connection.execute(SETTINGS["store"]["sql"], evidence)
        stored = cursor.fetchone()
    columns = [column.name for column in cursor.description]
    return Response(build_response(columns, stored), content_type="application/json")
