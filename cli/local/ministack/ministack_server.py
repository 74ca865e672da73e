"""Starts MiniStack with three additions.

POST /_local/checkpoint saves its state to disk and answers 204: MiniStack saves its state only when it is asked to end,
and saving after a deploy too means that a crash loses no deployment.

Metrics that a Lambda logs in CloudWatch's embedded metric format become metrics, and alarms are judged by them, as on
AWS.

A function has as many environments as the machine can run at once, and further calls wait for one. AWS would start
another for each call; here, they would only take the processor and the memory from those that work.
"""

import asyncio
import contextvars
import json
import os
import threading
import time
from collections import defaultdict

from ministack import app as ministack
from ministack.core.persistence import save_all
from ministack.services import cloudwatch, lambda_svc

_CHECKPOINT = "/_local/checkpoint"
_serve_aws = ministack.app
_write_logs = lambda_svc._emit_lambda_logs
_run_function = lambda_svc._execute_function_warm

# MiniStack gives every call a thread of its own, so that one that waits keeps nobody from anything; no function of ours
# calls itself.
_ENVIRONMENTS = 2 * (os.cpu_count() or 1)
_free_environments = defaultdict(lambda: threading.BoundedSemaphore(_ENVIRONMENTS))

# CloudWatch looks at whole periods. Judging looks at every point of every metric, so it is done once a second, and less
# often where five minutes of calls make it longer than a twentieth of that.
_JUDGE_SECONDS = 1.0
_JUDGE_SHARE = 0.05
_judging = threading.Lock()
_judged_seconds = 0.0


async def _serve(scope, receive, send):
    if scope["type"] != "http" or scope["path"] != _CHECKPOINT:
        await _serve_aws(scope, receive, send)
        return
    await asyncio.to_thread(save_all, ministack._build_persistence_save_dict())
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def _write_logs_and_metrics(func, request_id, log_text, error, duration_ms, *, log_source=None):
    _write_logs(func, request_id, log_text, error, duration_ms, log_source=log_source)
    try:
        stored = sum(_store_metrics(line) for line in (log_text or "").splitlines() if '"CloudWatchMetrics"' in line)
        if stored:
            _judge_alarms_soon()
    except Exception:  # whatever a function logs, its answer stands
        lambda_svc.logger.exception("metrics in the log of %s could not be read", request_id)


def _judge_alarms_soon():
    """Judges the alarms a moment from now, once for all metrics that come until then."""
    if not _judging.acquire(blocking=False):
        return
    account = contextvars.copy_context()

    def judge():
        global _judged_seconds
        _judging.release()
        account.run(cloudwatch._evaluate_all_alarms)
        _judged_seconds = time.thread_time()  # of this timer's thread, which does nothing else

    timer = threading.Timer(max(_JUDGE_SECONDS, _judged_seconds / _JUDGE_SHARE), judge)
    timer.daemon = True
    timer.start()


def _run_in_free_environment(func, event, request_id):
    with _free_environments[func["config"]["FunctionArn"]]:
        return _run_function(func, event, request_id)


def _store_metrics(line: str) -> int:
    """Stores the metrics of one log line; gives their number. The line may begin with what Lambda puts before it."""
    document = json.loads(line[line.index("{") :])
    stored = 0
    for directive in document["_aws"]["CloudWatchMetrics"]:
        for keys in directive["Dimensions"]:
            dimensions = {key: str(document[key]) for key in keys}
            for metric in directive["Metrics"]:
                value = document[metric["Name"]]
                for one in value if isinstance(value, list) else [value]:
                    unit = metric.get("Unit", "None")
                    cloudwatch.record_metric(directive["Namespace"], metric["Name"], one, unit, dimensions)
                    stored += 1
    return stored


if __name__ == "__main__":
    ministack.app = _serve
    lambda_svc._emit_lambda_logs = _write_logs_and_metrics
    lambda_svc._execute_function_warm = _run_in_free_environment
    ministack.main()
