"""Refuses what foreign web pages and other users of the machine send to a local server.

An ASGI application in front of MiniStack and MLflow. guarded-server.ts does the same for the servers in Node;
test/attacks/foreign-origins.test.ts holds both to the same rules.
"""

import json
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from xml.sax.saxutils import escape

# MiniStack holds a whole body in memory, also from callers who prove nothing. API Gateway takes no larger request
# either ("Payload size" in "Quotas for configuring and running a REST API in API Gateway").
MAX_UNPROVEN_BODY_BYTES = 10 * 1024 * 1024


class Refused(Exception):
    """The reason why a request may not pass, for the person who reads the response."""

    def __init__(self, reason: str, *, status: int = 403, headers: tuple[tuple[bytes, bytes], ...] = ()):
        super().__init__(reason)
        self.status = status
        self.headers = headers


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    # As sent, because a signature covers it.
    raw_path: str
    query: str
    headers: dict[str, str]
    port: int

    @property
    def own_origins(self) -> frozenset[str]:
        return frozenset({f"http://127.0.0.1:{self.port}", f"http://localhost:{self.port}"})


# Proves who sends a request: raises Refused, or returns the function that the application receives the body with.
Admission = Callable[[Request, Callable], Awaitable[Callable]]
# The origins of the pages that may send a request.
Origins = Callable[[Request], Collection[str]]
# The method that a page may use at the requested address, or None; asked for a preflight request of an admitted origin.
Preflight = Callable[[Request], str | None]


def protect(app, admit: Admission, find_origins: Origins, answer_preflight: Preflight = lambda _: None):
    """Wraps an ASGI application, so that it gets only requests of this machine that `admit` lets pass."""

    async def guarded(scope, receive, send):
        if scope["type"] == "http":
            await _handle(app, admit, find_origins, answer_preflight, scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # nothing here needs one
        else:
            await app(scope, receive, send)

    return guarded


async def _handle(app, admit, find_origins, answer_preflight, scope, receive, send):
    request = _read_request(scope)
    try:
        _refuse_foreign(scope, request, find_origins(request))
        if method := answer_preflight(request):
            await _allow_method(send, request, method)
            return
        admitted = await admit(request, receive)
        await app(scope, admitted, _replace_cors(send, request))
    except Refused as refusal:
        await _respond(send, request, refusal)


def _read_request(scope) -> Request:
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]},{text}" if key in headers else text  # as a signature joins them
    return Request(
        method=scope["method"],
        path=scope["path"],
        raw_path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        port=scope["server"][1],
    )


def _refuse_foreign(scope, request: Request, origins: Collection[str]) -> None:
    """A rebound name is in Host; a page cannot omit its address from Origin when it sends data or reads."""
    host = request.headers.get("host", "")
    if f"http://{host}" not in request.own_origins:
        raise Refused(f"the Host {host} is not this server's, 127.0.0.1:{request.port}")
    origin = request.headers.get("origin")
    if origin is not None and origin not in origins:
        raise Refused(f"pages of {origin} may not call this server")


async def _allow_method(send, request: Request, method: str) -> None:
    """Answers a preflight request, which carries no signature; the application never sees it."""
    headers = [(b"access-control-allow-methods", method.encode()), (b"access-control-max-age", b"3600")]
    headers += [(b"access-control-allow-origin", request.headers["origin"].encode()), (b"vary", b"Origin")]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def limit_body(receive: Callable) -> Callable:
    """Counts the bytes of a body as they arrive, because Content-Length can lie or be absent."""
    size = 0

    async def receive_limited():
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MAX_UNPROVEN_BODY_BYTES:
            raise Refused(f"its body is larger than {MAX_UNPROVEN_BODY_BYTES} bytes", status=413)
        return message

    return receive_limited


def _replace_cors(send, request: Request):
    """Only the page that called may read the response, whatever the application would allow."""
    origin = request.headers.get("origin")
    may_read = origin not in (None, "null")
    added = [(b"access-control-allow-origin", origin.encode()), (b"vary", b"Origin")] if may_read else []

    async def send_with_own_cors(message):
        if message["type"] == "http.response.start":
            kept = [pair for pair in message.get("headers", ()) if not pair[0].lower().startswith(b"access-control-")]
            message = {**message, "headers": kept + added}
        await send(message)

    return send_with_own_cors


async def _respond(send, request: Request, refusal: Refused) -> None:
    """Responds in the format of the protocol, so that an AWS client can show the message."""
    message = f"Refused by the guard of the local cloud: {refusal} (docs/local-cloud.md)."
    if "json" in request.headers.get("content-type", ""):
        body_type, body = "application/json", json.dumps({"__type": "AccessDeniedException", "message": message})
    else:
        body_type = "application/xml"
        body = f"<Error><Code>AccessDenied</Code><Message>{escape(message)}</Message></Error>"
    headers = [
        (b"content-type", body_type.encode()),
        (b"content-length", str(len(body.encode())).encode()),
        (b"connection", b"close"),  # the rest of the request is not read
        *refusal.headers,
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
