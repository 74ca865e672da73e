"""A peer of the API with FastAPI, ONNX Runtime (the same graph) and psycopg's asynchronous pool. uvicorn runs it."""

from contextlib import asynccontextmanager

import numpy as np
import onnxruntime
import psycopg
from common import (
    CAT,
    FOLDER,
    NUM,
    SETTINGS,
    WITH_REASONS,
    Preparation,
    build_response,
    list_evidence_values,
    list_read_values,
    select_features,
)
from fastapi import FastAPI, Response
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(str(FOLDER / "model/model.onnx"), options)
explainer = Preparation() if WITH_REASONS else None
pool = AsyncConnectionPool(
    SETTINGS["database_url"],
    min_size=1,
    max_size=8,
    kwargs={"cursor_factory": psycopg.AsyncRawCursor, "autocommit": True},
    open=False,
)


@asynccontextmanager
async def lifespan(_: FastAPI):
    """Opens the pool in the event loop of the worker."""
    await pool.open()
    yield
    await pool.close()


app = FastAPI(lifespan=lifespan)


class Request(BaseModel):
    """The body of a request."""

    application_id: str


def predict_pd(record: dict) -> tuple[float, float]:
    """PD and raw output."""
    num = np.array([[np.nan if record[name] is None else record[name] for name in NUM]], np.float32)
    cat = np.array([[record[name] or "" for name in CAT]], object)
    pd, raw = session.run(["pd", "raw"], {"num": num, "cat": cat})
    return float(pd[0, 0]), float(raw[0, 0])


@app.post("/v1/predict")
async def predict(request: Request) -> Response:
    """Scores one application and stores the evidence."""
    async with pool.connection() as connection:
        cursor = await connection.execute(SETTINGS["read"]["sql"], list_read_values(request.application_id))
        row = await cursor.fetchone()
        if row is None:
            return Response('{"detail": "unknown"}', 404)
        application = row[1]
        record = select_features(application)
        prediction = predict_pd(record)
        explanation = explainer.explain(explainer.build_row(record), record) if explainer else ([], None)
        evidence = list_evidence_values(application, record, prediction, explanation)
        cursor = await connection.execute(SETTINGS["store"]["sql"], evidence)
        stored = await cursor.fetchone()
    columns = [column.name for column in cursor.description]
    return Response(build_response(columns, stored), media_type="application/json")
