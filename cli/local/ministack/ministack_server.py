"""Starts MiniStack behind the guard of the local cloud, with nine additions.

POST /_local/checkpoint saves the state to disk and answers 204. MiniStack itself saves only when it ends; saving after
a deploy too means that a crash loses no deployed stack. A parameter that a call changes is saved too: a recovery makes
the functions use another cluster by one. While a stack is being deployed nothing is saved: a half deployed stack would
later pass for a deployed one.

Metrics that a Lambda logs in CloudWatch's embedded metric format are stored, and alarms are evaluated with them, as on
AWS.

A function has a limited number of execution environments, and further calls wait for one. AWS would start another
environment for each call; on one machine more environments only slow down each other.

API Gateway reads the public keys of a user pool in this process, because the guard would refuse a request for them.

POST /oauth2/revoke revokes a refresh token, and renewed tokens contain the groups of their person, both as in
Cognito.

API Gateway matches the path of a call as it was sent and passes its values percent-encoded, as on AWS; MiniStack would
decode them, and a `%2F` would end the value.

A refresh token must be signed by the user pool; MiniStack would take one that somebody wrote for the name of a person.

A database cluster of a template is described with its parameter group, key, roles, log exports and tags, which a
restore gives to the new cluster.
"""

import asyncio
import contextvars
import json
import os
import threading
import time
from collections import defaultdict
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from ministack import app as ministack
from ministack.core import lambda_runtime
from ministack.core.persistence import save_all
from ministack.services import apigateway_v1, cloudformation, cloudwatch, cognito, lambda_svc, rds
from ministack.services.cloudformation import provisioners

from cli.local.guard.aws_requests import admit, answer_preflight, find_origins, is_api_path
from cli.local.guard.guard import protect
from cli.local.ministack.call_recorder import name_caller, record_calls

_CHECKPOINT = "/_local/checkpoint"
_REVOKE = "/oauth2/revoke"
_PUT_PARAMETER = (b"x-amz-target", b"AmazonSSM.PutParameter")
_serve_aws = ministack.app
_write_logs = lambda_svc._emit_lambda_logs
_run_function = lambda_svc._execute_function_warm
_issue_token = cognito._fake_token
_find_token_owner = cognito._refresh_auth_user
_read_cluster_fields = provisioners._rds_db_cluster_fields
_describe_cluster = rds._cluster_xml

# MiniStack gives every call a thread, so that a waiting call blocks no other; no function here calls itself.
_ENVIRONMENTS = 2 * (os.cpu_count() or 1)
_free_environments = defaultdict(lambda: threading.BoundedSemaphore(_ENVIRONMENTS))

# An evaluation reads every point of every metric, so alarms are evaluated once a second at most, and less often where
# evaluations would take more than a twentieth of the time.
_EVALUATION_SECONDS = 1.0
_EVALUATION_SHARE = 0.05
_evaluation_pending = threading.Lock()
_last_evaluation_seconds = 0.0


async def _serve(scope, receive, send):
    address = (scope.get("method"), scope["path"]) if scope["type"] == "http" else None
    if address == ("POST", _REVOKE):
        await _revoke_token(receive)
        await _respond(send, 200)
    elif address == ("POST", _CHECKPOINT):
        await _save_state()
        await _respond(send, 204)
    elif address == ("POST", "/") and _PUT_PARAMETER in scope["headers"]:
        await _put_parameter(scope, receive, send)
    else:
        await _serve_aws(_keep_path_encoded(scope), receive, send)


def _keep_path_encoded(scope):
    """The scope of an API call with the path as it was sent; any other scope unchanged."""
    raw_path = scope["raw_path"].decode("latin-1") if scope["type"] == "http" else ""
    return {**scope, "path": raw_path} if is_api_path(raw_path) else scope


async def _put_parameter(scope, receive, send):
    """Answers when the parameter is on disk; during a deployment at once, because its end saves it."""
    messages = []

    async def hold(message):
        messages.append(message)

    await _serve_aws(scope, receive, hold)
    if not any(stack["StackStatus"].endswith("_IN_PROGRESS") for stack in list(cloudformation._stacks._data.values())):
        await _save_state()
    for message in messages:
        await send(message)


async def _save_state():
    await asyncio.to_thread(save_all, ministack._build_persistence_save_dict())


async def _respond(send, status: int):
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _read_public_keys(url: str) -> dict:
    pool_id = url.removesuffix("/.well-known/jwks.json").rsplit("/", 1)[-1]
    _, _, body = cognito.well_known_jwks(pool_id)
    return json.loads(body)


async def _revoke_token(receive):
    body, message = b"", {"more_body": True}
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    for token in parse_qs(body.decode()).get("token", []):
        cognito._revoke_token({"Token": token})


def _find_owner_of_signed_token(pool, pool_id, client_id, refresh_token):
    if refresh_token and not cognito._signature_valid(refresh_token):
        return None, cognito.error_response_json("NotAuthorizedException", "Invalid Refresh Token", 400)
    return _find_token_owner(pool, pool_id, client_id, refresh_token)


def _issue_token_with_groups(
    sub, pool_id, client_id, token_type="access", username="", user_attrs=None, groups=None, **rest
):
    if username and not groups:
        pool = cognito._get_pool_unscoped(pool_id) or {"_users": {}}
        groups = pool["_users"].get(username, {}).get("_groups", [])
    return _issue_token(sub, pool_id, client_id, token_type, username, user_attrs, groups, **rest)


def _write_logs_and_metrics(func, request_id, log_text, error, duration_ms, *, log_source=None):
    _write_logs(func, request_id, log_text, error, duration_ms, log_source=log_source)
    try:
        stored = sum(_store_metrics(line) for line in (log_text or "").split("\n") if '"CloudWatchMetrics"' in line)
        if stored:
            _evaluate_alarms_soon()
    except Exception:  # a log line must not change the function's result
        lambda_svc.logger.exception("metrics in the log of %s could not be read", request_id)


def _evaluate_alarms_soon():
    """Evaluates the alarms a moment from now, once for all metrics stored until then."""
    if not _evaluation_pending.acquire(blocking=False):
        return
    account = contextvars.copy_context()

    def evaluate():
        global _last_evaluation_seconds
        _evaluation_pending.release()
        account.run(cloudwatch._evaluate_all_alarms)
        _last_evaluation_seconds = time.thread_time()  # of this timer's thread, which only evaluates

    timer = threading.Timer(max(_EVALUATION_SECONDS, _last_evaluation_seconds / _EVALUATION_SHARE), evaluate)
    timer.daemon = True
    timer.start()


def _read_all_cluster_fields(props):
    return {
        **_read_cluster_fields(props),
        "DBClusterParameterGroup": props.get("DBClusterParameterGroupName", ""),
        "KmsKeyId": props.get("KmsKeyId", ""),
        "AssociatedRoles": props.get("AssociatedRoles", []),
        "EnabledCloudwatchLogsExports": props.get("EnableCloudwatchLogsExports", []),
        "TagList": props.get("Tags", []),
    }


def _describe_whole_cluster(cluster):
    roles = "".join(
        f"<DBClusterRole><RoleArn>{escape(role['RoleArn'])}</RoleArn><Status>ACTIVE</Status>"
        f"<FeatureName>{escape(role.get('FeatureName', ''))}</FeatureName></DBClusterRole>"
        for role in cluster.get("AssociatedRoles", [])
    )
    exports = "".join(f"<member>{escape(name)}</member>" for name in cluster.get("EnabledCloudwatchLogsExports", []))
    members = f"<AssociatedRoles>{roles}</AssociatedRoles>"
    members += f"<EnabledCloudwatchLogsExports>{exports}</EnabledCloudwatchLogsExports>"
    return _describe_cluster(cluster).replace("<AssociatedRoles/>", members)


def _run_in_free_environment(func, event, request_id):
    with _free_environments[func["config"]["FunctionArn"]]:
        return _run_function(func, event, request_id)


def _read_credentials(config):
    """Every function signs with the key of this start; MiniStack would give it an account number."""
    key = {name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    return {**key, **name_caller(config["FunctionName"])}


def _store_metrics(line: str) -> int:
    """Stores the metrics of one log line, after any prefix that Lambda adds, and returns their number."""
    document = json.loads(line[line.index("{") :])
    stored = 0
    for directive in document["_aws"]["CloudWatchMetrics"]:
        for keys in directive["Dimensions"]:
            dimensions = {key: str(document[key]) for key in keys}
            for metric in directive["Metrics"]:
                value = document[metric["Name"]]
                for number in value if isinstance(value, list) else [value]:
                    unit = metric.get("Unit", "None")
                    cloudwatch.record_metric(directive["Namespace"], metric["Name"], number, unit, dimensions)
                    stored += 1
    return stored


if __name__ == "__main__":
    record_calls()
    ministack.app = protect(_serve, admit, find_origins, answer_preflight)
    lambda_svc.execution_credentials = lambda_runtime.execution_credentials = _read_credentials
    lambda_svc._emit_lambda_logs = _write_logs_and_metrics
    lambda_svc._execute_function_warm = _run_in_free_environment
    apigateway_v1._fetch_jwks = _read_public_keys
    cognito._fake_token = _issue_token_with_groups
    cognito._refresh_auth_user = _find_owner_of_signed_token
    provisioners._rds_db_cluster_fields = _read_all_cluster_fields
    rds._cluster_xml = _describe_whole_cluster
    ministack.main()
