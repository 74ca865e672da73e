"""A receiver of events to begin with, without packages: verifies the signature, takes an event in once, answers.

Run it with `WEBHOOK_SECRET=whsec_… python3 clients/webhooks/receive_events.py`.
"""

import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
TOLERANCE_SECONDS = 300

# Events that were taken in. Yours is a table with the id as its key, written in the transaction of what you do.
known: set[str] = set()


def verify(body: bytes, headers) -> dict:
    """Returns the event. Raises ValueError for another secret, a changed body and an old message."""
    message_id, sent_at = headers["webhook-id"], headers["webhook-timestamp"]
    if message_id is None or sent_at is None or abs(time.time() - int(sent_at)) > TOLERANCE_SECONDS:
        raise ValueError("no message of the last five minutes")
    signed = f"{message_id}.{sent_at}.".encode() + body
    expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest())
    # Several while a secret is rotated: one that fits is enough.
    for signature in (headers["webhook-signature"] or "").split():
        version, _, value = signature.partition(",")
        if version == "v1" and hmac.compare_digest(value.encode(), expected):
            return json.loads(body)
    raise ValueError("no signature that fits")


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            event = verify(body, self.headers)
        except ValueError:
            self.answer(401)
            return
        if event["id"] not in known:
            known.add(event["id"])
            print(json.dumps(event), flush=True)  # put it into a queue of yours here, and work later
        self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_) -> None:
        """Logs nothing: an address can have what is secret."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Receiver).serve_forever()
