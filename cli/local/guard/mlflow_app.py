"""MLflow's application behind the guard, with one user's password (HTTP Basic, as MLflow's clients send it)."""

import base64
import os
from hmac import compare_digest

from mlflow.server.fastapi_app import app as mlflow_app

from cli.local.guard.guard import Refused, Request, protect

_USER = f"{os.environ['MLFLOW_TRACKING_USERNAME']}:{os.environ['MLFLOW_TRACKING_PASSWORD']}"
_AUTHORIZATION = f"Basic {base64.b64encode(_USER.encode()).decode()}"


async def _admit(request: Request, receive):
    if compare_digest(request.headers.get("authorization", "").encode(), _AUTHORIZATION.encode()):
        return receive
    challenge = ((b"www-authenticate", b'Basic realm="MLflow of the local cloud"'),)
    raise Refused("MLflow needs the user and the password of this start", status=401, headers=challenge)


app = protect(mlflow_app, _admit, lambda request: request.own_origins)
