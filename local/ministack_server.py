"""Starts MiniStack with one addition: POST /_local/checkpoint saves its state to disk and answers 204.

MiniStack saves its state only when it is asked to end. Saving after a deploy too means that a crash
loses no deployment.
"""

import asyncio

from ministack import app as ministack
from ministack.core.persistence import save_all

_CHECKPOINT = "/_local/checkpoint"
_serve_aws = ministack.app


async def _serve(scope, receive, send):
    if scope["type"] != "http" or scope["path"] != _CHECKPOINT:
        await _serve_aws(scope, receive, send)
        return
    await asyncio.to_thread(save_all, ministack._build_persistence_save_dict())
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


if __name__ == "__main__":
    ministack.app = _serve
    ministack.main()
