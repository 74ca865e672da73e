"""Loads scored applications with features and outcomes into pandas, over GET /v1/applications. Reads only."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pandas as pd

PAGE_ROWS = 2000
TIMEOUT_SECONDS = 60
MAX_ATTEMPTS = 10
CATEGORIES = ("band", "decision", "policy_decision", "model_version", "policy_version")
TIMES = ("as_of", "scored_at")


class RequestRefused(Exception):
    """The API refused a request; the message says why and what to do."""


def load_applications(
    url: str | None = None,
    token: str | None = None,
    *,
    since: str | None = None,
    until: str | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Returns one row per delivered application: its newest score, current decision, outcome and features.

    :param url: address of the API; default: the environment variable RISK_API_URL
    :param token: access token with the scope risk/read; default: RISK_TOKEN (`npm run -s token` prints one)
    :param since: first month of the as-of date, ``YYYY-MM``
    :param until: last month of the as-of date, ``YYYY-MM``
    :param progress: writes the number of loaded rows to standard error
    :returns: a frame indexed by ``application_id``, ascending; without applications an empty one. ``defaulted`` is a
        nullable boolean, times are UTC, money is in major units. Features have the names of GET /v1/models/{version},
        or ``feature.<name>`` where a column of the score has that name. ``frame.attrs`` has their names as
        ``features``, and ``source`` and ``loaded_at``.
    :raises RequestRefused: when the API refuses a request, or address or token are missing
    """
    api = _Api(_require(url, "RISK_API_URL", "url"), _require(token, "RISK_TOKEN", "token"))
    pages: list[pd.DataFrame] = []
    for page in _pages(api, {"from": since, "to": until}):
        pages.append(_read_page(page))
        if progress:
            print(f"\r{sum(map(len, pages)):,} applications", end="", file=sys.stderr)
    if progress:
        print(file=sys.stderr)
    return _join_pages(pages, {"url": api.url, "from": since, "to": until})


class _Api:
    def __init__(self, url: str, token: str) -> None:
        self.url = url.rstrip("/")
        self._headers = {"authorization": f"Bearer {token}", "accept": "application/json"}

    def get(self, path: str, query: dict[str, str | int | None]) -> dict:
        """Waits and repeats where the service limits requests or cannot answer."""
        given = {name: value for name, value in query.items() if value is not None}
        request = Request(f"{self.url}{path}?{urlencode(given)}", headers=self._headers)
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                with urlopen(request, timeout=TIMEOUT_SECONDS) as response:
                    return json.load(response)
            except HTTPError as error:
                if error.code not in (429, 503) or attempt == MAX_ATTEMPTS:
                    raise RequestRefused(_explain(error)) from error
                time.sleep(float(error.headers.get("Retry-After", 1)))
        raise AssertionError("unreachable")


def _pages(api: _Api, period: dict[str, str | None]) -> Iterator[list[dict]]:
    after = None
    while True:
        page = api.get("/v1/applications", {"limit": PAGE_ROWS, "after": after, **period})
        yield page["applications"]
        after = page["next_after"]
        if after is None:
            return


def _read_page(rows: list[dict]) -> pd.DataFrame:
    scores = pd.DataFrame([{name: value for name, value in row.items() if name != "features"} for row in rows])
    features = pd.DataFrame([row["features"] for row in rows])
    features.columns = [f"feature.{name}" if name in scores else name for name in features]
    page = pd.concat([scores, features], axis=1)
    page.attrs["features"] = list(features.columns)
    return page


def _join_pages(pages: list[pd.DataFrame], source: dict) -> pd.DataFrame:
    features = list(dict.fromkeys(name for page in pages for name in page.attrs["features"]))
    frame = pd.concat([page for page in pages if len(page)] or [pd.DataFrame()], ignore_index=True)
    frame.attrs = {"features": features, "source": source, "loaded_at": pd.Timestamp.now(tz="UTC").isoformat()}
    if frame.empty:
        return frame
    for name in CATEGORIES:
        frame[name] = frame[name].astype("category")
    for name in TIMES:
        frame[name] = pd.to_datetime(frame[name], utc=True, format="ISO8601")
    frame["defaulted"] = frame["defaulted"].astype("boolean")
    return frame.set_index("application_id")


def _require(value: str | None, variable: str, name: str) -> str:
    found = value or os.environ.get(variable)
    if not found:
        raise RequestRefused(f"{name} is missing: pass {name}=…, or set {variable} (docs/data-analysis.md)")
    return found


def _explain(error: HTTPError) -> str:
    if error.code == 401:
        return "401: the token is missing, wrong or expired; `npm run -s token` prints a new one"
    try:
        problem = json.load(error)
        return f"{error.code} {problem['title']}: {problem['detail']}"
    except (ValueError, KeyError, TypeError):
        return f"{error.code}: {error.reason}"
