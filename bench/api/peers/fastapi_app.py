"""FastAPI and ONNX Runtime, with the same graph as the API, psycopg's asynchronous pool. Run by uvicorn."""

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
    answer_of,
    evidence_of,
    read_values,
    record_of,
)
from fastapi import FastAPI, Response
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(str(FOLDER / "model/model.onnx"), options)
explained = Preparation() if WITH_REASONS else None
pool = AsyncConnectionPool(
    SETTINGS["database_url"],
    min_size=1,
    max_size=8,
    kwargs={"cursor_factory": psycopg.AsyncRawCursor, "autocommit": True},
    open=False,
)


@asynccontextmanager
async def lifespan(_: FastAPI):
    """Opens the pool in the worker's own loop."""
    await pool.open()
    yield
    await pool.close()


app = FastAPI(lifespan=lifespan)


class Request(BaseModel):
    """The body."""

    application_id: str


def score(record: dict) -> tuple[float, float]:
    """PD and raw score."""
    num = np.array([[np.nan if record[name] is None else record[name] for name in NUM]], np.float32)
    cat = np.array([[record[name] or "" for name in CAT]], object)
    pd, raw = session.run(["pd", "raw"], {"num": num, "cat": cat})
    return float(pd[0, 0]), float(raw[0, 0])


@app.post("/v1/predict")
async def predict(request: Request) -> Response:
    """Scores one application and stores the evidence."""
    async with pool.connection() as connection:
        cursor = await connection.execute(SETTINGS["read"]["sql"], read_values(request.application_id))
        found = await cursor.fetchone()
        if found is None:
            return Response('{"detail": "unknown"}', 404)
        found = found[1]
        record = record_of(found)
        scored = score(record)
        why = explained.reasons(explained.row(record), record) if explained else ([], None)
        cursor = await connection.execute(SETTINGS["store"]["sql"], evidence_of(found, record, scored, why))
        stored = await cursor.fetchone()
    return Response(answer_of([c.name for c in cursor.description], stored), media_type="application/json")
