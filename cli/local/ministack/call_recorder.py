"""Records the AWS calls that reach MiniStack, each once, for the test of production's permissions.

cli/local/recorded-calls.ts says how a caller is named and what a line of the file has. Without its variable nothing is
recorded.
"""

import json
import os
import re
import threading
from urllib.parse import unquote

from ministack import app as ministack
from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id
from ministack.core.router import extract_region
from ministack.services import s3

_FILE = "RISK_RECORDED_CALLS"
_TOKEN = "x-amz-security-token"
# Other tokens are of roles that a person has assumed, as the CDK does.
_CALLER = re.compile(r"(function|role|aurora|person)/[\w-]+")


def record_calls() -> None:
    """Replaces each handler by one that also records, if the variable names a file."""
    path = os.environ.get(_FILE)
    if path:
        recorder = _Recorder(path)
        for service, handler in ministack.SERVICE_HANDLERS.items():
            ministack.SERVICE_HANDLERS[service] = recorder.wrap(service, handler)
        s3.resolve_credential = _resolve_without_caller


def name_caller(function_name: str) -> dict[str, str]:
    """Returns the variables that name a function as the caller of its requests."""
    return {"AWS_SESSION_TOKEN": f"function/{function_name}"} if os.environ.get(_FILE) else {}


def _resolve_without_caller(access_key_id, account_id, session_token=""):
    """MiniStack compares the token of a presigned address; a caller's name is none. The guard has checked the rest."""
    token = "" if _CALLER.fullmatch(session_token or "") else session_token
    return iam_evaluator.resolve_credential(access_key_id, account_id, token)


class _Recorder:
    def __init__(self, path: str):
        self._file = open(path, "a", buffering=1, encoding="utf-8")  # noqa: SIM115, open as long as the process
        self._lines: set[str] = set()
        self._lock = threading.Lock()

    def wrap(self, service: str, handler):
        async def handle(method, path, headers, body, query_params):
            response = await handler(method, path, headers, body, query_params)
            caller = headers.get(_TOKEN) or _first(query_params.get("X-Amz-Security-Token"))
            if _CALLER.fullmatch(caller):
                for call in _list_calls(service, method, path, headers, body, query_params):
                    self._write({"caller": caller, **call, "missing": response[0] == 404})
            return response

        return handle

    def _write(self, call: dict) -> None:
        line = json.dumps(call, sort_keys=True)
        with self._lock:
            if line not in self._lines:
                self._lines.add(line)
                self._file.write(f"{line}\n")


def _list_calls(service, method, path, headers, body, query_params):
    """The actions of one request, with MiniStack's own knowledge of what each needs (its AUTH=true uses it)."""
    params = ministack._routing_params(method, path, headers, body, query_params)
    path = unquote(path)
    action = iam_actions.extract_iam_action(service, method, path, headers, body, params)
    if not action:
        yield {"action": f"{service}:unknown", "resource": f"{method} {path}", "context": {}}
        return
    region = extract_region(headers)
    account = get_account_id()
    resource = iam_actions.extract_resource_arn(service, method, path, headers, body, params, region, account)
    yield {"action": action, "resource": resource, "context": _find_context(action, method, headers, body, params)}
    others = []
    if service == "s3":
        others = iam_actions.s3_additional_checks(method, path, headers, body, params)
    elif service == "dynamodb":
        others = [(action, table) for table in iam_actions.dynamodb_resource_arns(body, region, account)[1:]]
    elif service == "events":
        others = [(action, bus) for bus in iam_actions.eventbridge_resource_arns(body, region, account)[1:]]
    elif service == "ssm":
        others = [(action, f"{resource.split('parameter')[0]}parameter{n}") for n in _json(body).get("Names", [])[1:]]
    for other_action, other_resource in others:
        yield {"action": other_action, "resource": other_resource, "context": {}}


def _find_context(action: str, method: str, headers: dict, body: bytes, params: dict) -> dict:
    """The condition keys that a policy of this repository names."""
    if action.startswith("kms:"):
        pairs = (_json(body).get("EncryptionContext") or {}).items()
        return {f"kms:EncryptionContext:{name}": value for name, value in pairs}
    if action == "s3:PutObject":
        # A part of a multipart upload, and its beginning, create no object.
        creates = "partNumber" not in params and "uploads" not in params
        context = {"s3:ObjectCreationOperation": "true" if creates else "false"}
        if "if-none-match" in headers:
            context["s3:if-none-match"] = headers["if-none-match"]
        if "uploadId" in params or "uploads" in params:
            context["multipart"] = method
        return context
    return {}


def _first(values) -> str:
    return (values or [""])[0] if isinstance(values, list) else values or ""


def _json(body: bytes) -> dict:
    try:
        document = json.loads(body or b"{}")
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
