"""Admits requests to MiniStack: those that the access key has signed, and the few that AWS takes unsigned too.

MiniStack validates no signature itself. The mechanics of Signature Version 4 are MiniStack's, which it keeps for
services that need them.
"""

import hashlib
import os
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

from ministack.core import iam_evaluator, sigv4

from cli.local.guard.guard import Refused, Request, limit_body

_ACCESS_KEY_ID = os.environ["AWS_ACCESS_KEY_ID"]
_SECRET_ACCESS_KEY = os.environ["AWS_SECRET_ACCESS_KEY"]
_DASHBOARD = os.environ.get("RISK_DASHBOARD_ORIGIN", "none")

# MiniStack answers each of these before it looks at anything that names a service, such as X-Amz-Target.
_SIGN_IN_FORM = {("POST", "/login"), ("POST", "/oauth2/login")}
_REVOCATION = ("POST", "/oauth2/revoke")
_UNSIGNED = _SIGN_IN_FORM | {
    _REVOCATION,
    ("GET", "/_ministack/health"),
    ("GET", "/oauth2/authorize"),
    ("GET", "/logout"),
    ("POST", "/oauth2/token"),
}
# The API, whose authoriser checks the bearer token. `@connections` is management, and signed.
_API = re.compile(r"/restapis/[^/]+/[^/]+/_user_request_(/(?!@connections/).*)?", re.DOTALL)
# A custom resource reports to an address that only its function knows.
_CUSTOM_RESOURCE = re.compile(r"/_ministack/cfn-response/[0-9a-f-]{36}")

_HEX_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNSIGNED_BODY = ("UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
_LONGEST_VALIDITY_SECONDS = 7 * 24 * 3600
_CLOCK_SKEW = timedelta(minutes=15)
# A body that is not hashed in a header is held here to hash it; clients send objects with a hash.
_MAX_HELD_BODY_BYTES = 64 * 1024 * 1024


def find_origins(request: Request) -> set[str]:
    """The dashboard's page asks for tokens and calls the API; the other pages here call their own server."""
    address = (request.method, request.path)
    # The sign-in page sends its form, and the API's documentation page tries calls out.
    if address in _SIGN_IN_FORM or is_api_path(request.path):
        return {_DASHBOARD, *request.own_origins}
    # The page names no origin when it signs out, and needs no response; who sends this must know the token.
    return {_DASHBOARD, "null"} if address == _REVOCATION else {_DASHBOARD}


def answer_preflight(request: Request) -> str | None:
    """As the rule of the work bucket does (lib/stacks/storage-stack.ts): the dashboard's page sends parts of files."""
    is_of_dashboard = request.method == "OPTIONS" and request.headers.get("origin") == _DASHBOARD
    has_headers = "access-control-request-headers" in request.headers
    is_put = request.headers.get("access-control-request-method") == "PUT"
    is_presigned = "X-Amz-Signature" in parse_qs(request.query)
    return "PUT" if is_of_dashboard and is_put and is_presigned and not has_headers else None


async def admit(request: Request, receive):
    """Lets a request pass that is signed, or that needs no signature."""
    if _needs_no_signature(request):
        return limit_body(receive)
    query = parse_qs(request.query, keep_blank_values=True)
    if any(name.lower() == "x-amz-signature" for name in query):
        _verify_presigned(request, query)
        return receive
    return await _verify_signed(request, query, receive)


def is_api_path(path: str) -> bool:
    return _API.fullmatch(path) is not None


def _needs_no_signature(request: Request) -> bool:
    if (request.method, request.path) in _UNSIGNED or is_api_path(request.path):
        return True
    return request.method == "PUT" and _CUSTOM_RESOURCE.fullmatch(request.path) is not None


async def _verify_signed(request: Request, query: dict, receive):
    """Checks the signature in the headers; the body is compared with its signed hash while it is received."""
    if not request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
        raise Refused("it is not signed with the key of this state folder")
    signature = _require(sigv4.parse_header_signature(request.headers))
    secret = _find_secret(signature, request.headers.get("x-amz-security-token", ""))
    if sigv4.request_time_failure(signature):
        raise Refused("it was signed at another time")
    _require_signed_headers(request, signature)
    claimed = request.headers.get("x-amz-content-sha256", "")
    is_hashed = _HEX_DIGEST.fullmatch(claimed) is not None
    body = b""
    if not is_hashed and claimed not in _UNSIGNED_BODY:
        body = await _read_body(receive)
        receive = _replay(body, receive)
    _require_signature(signature, secret, request, query, body)
    return _compare_body(receive, claimed) if is_hashed else receive


def _verify_presigned(request: Request, query: dict) -> None:
    """Checks an address that S3 takes without headers: it opens one object, in one way, until it expires."""
    if "authorization" in request.headers:
        raise Refused("it has two signatures")
    signature = _require(sigv4.parse_query_signature(query))
    if signature.service != "s3":
        raise Refused("only addresses of objects can be presigned")
    secret = _find_secret(signature, query.get("X-Amz-Security-Token", [""])[0])
    _refuse_expired(signature.amz_date, query.get("X-Amz-Expires", [""])[0])
    _require_signed_headers(request, signature)
    # MiniStack would look for the action of another service in a form.
    if "form" in request.headers.get("content-type", "") and "content-type" not in signature.signed_headers.split(";"):
        raise Refused("its content type is not signed")
    _require_signature(signature, secret, request, query, b"", presigned=True)


def _require(signature) -> sigv4.HeaderSignature:
    if isinstance(signature, tuple):
        raise Refused(signature[1])
    if signature.region_set is not None:
        raise Refused("it is signed with another algorithm")
    return signature


def _find_secret(signature: sigv4.HeaderSignature, token: str) -> str:
    """The secret of this start's key, or of a role that a holder of the key has assumed, as the CDK does."""
    if signature.access_key_id == _ACCESS_KEY_ID:
        return _SECRET_ACCESS_KEY
    if signature.access_key_id.startswith("ASIA"):  # a role's; one of an IAM user would outlast this start
        credential = iam_evaluator.resolve_credential(signature.access_key_id, session_token=token)
        if isinstance(credential, iam_evaluator.ResolvedCredential):
            return credential.secret_access_key
    raise Refused("it is signed with another key")


def _refuse_expired(signed_at: str, expires: str) -> None:
    try:
        start = datetime.strptime(signed_at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        seconds = int(expires)
    except ValueError:
        raise Refused("it names no time of expiry") from None
    now = datetime.now(UTC)
    if not 0 < seconds <= _LONGEST_VALIDITY_SECONDS or start > now + _CLOCK_SKEW:
        raise Refused("its time is not valid")
    if now > start + timedelta(seconds=seconds):
        raise Refused("it has expired")


def _require_signed_headers(request: Request, signature: sigv4.HeaderSignature) -> None:
    """As S3 does: an unsigned X-Amz-Target would turn an object's address into a call of another service."""
    signed = signature.signed_headers.split(";")
    missing = [name for name in request.headers if name.startswith("x-amz-") and name not in signed]
    if "host" not in signed or missing:
        raise Refused(f"its headers are not all signed: {', '.join(missing) or 'host'}")


def _require_signature(signature, secret, request: Request, query: dict, body: bytes, *, presigned=False) -> None:
    failure = sigv4.header_signature_failure(
        signature, secret, request.method, request.raw_path, query, request.headers, body, presigned=presigned
    )
    if failure:
        raise Refused("its signature is wrong")


async def _read_body(receive) -> bytes:
    chunks, size, has_more = [], 0, True
    while has_more:
        message = await receive()
        if message["type"] != "http.request":
            raise Refused("it ended too early")
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > _MAX_HELD_BODY_BYTES:
            raise Refused("its body is too large", status=413)
        has_more = message.get("more_body", False)
    return b"".join(chunks)


def _replay(body: bytes, receive):
    is_sent = False

    async def receive_again():
        nonlocal is_sent
        if is_sent:
            return await receive()
        is_sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


def _compare_body(receive, digest: str):
    """MiniStack acts when it has received the whole body, so a changed one never reaches a service."""
    body_hash = hashlib.sha256()

    async def receive_compared():
        message = await receive()
        if message["type"] == "http.request":
            body_hash.update(message.get("body", b""))
            if not message.get("more_body", False) and body_hash.hexdigest() != digest:
                raise Refused("its body was changed")
        return message

    return receive_compared
