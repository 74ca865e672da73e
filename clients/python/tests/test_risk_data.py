"""The pandas loader against a server that answers pages, as GET /v1/applications does."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from clients.python.risk_data import RequestRefused, load_applications


def application(number: int, **more) -> dict:
    return {
        "application_id": f"a{number}",
        "customer_id": f"c{number}",
        "as_of": "2005-10-01T00:00:00.000Z",
        "scored_at": "2026-01-02T03:04:05.678Z",
        "model_version": "20260101T000000Z-0123abcd",
        "policy_version": "2026-01",
        "pd": number / 10,
        "score": 600,
        "band": "B",
        "decision": "approve",
        "policy_decision": "approve",
        "lgd": 0.45,
        "exposure": 100.5,
        "expected_loss": 4.5,
        "defaulted": None,
        "features": {"amount": 100.5, "purpose": "car", "score": 7},
        **more,
    }


class Service:
    """Answers the responses in order and records the requests."""

    def __init__(self) -> None:
        self.responses: list[tuple[int, dict, dict]] = []
        self.requests: list[dict] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802
                address = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(address.query).items()}
                token = self.headers["authorization"]
                service.requests.append({"path": address.path, "query": query, "token": token})
                status, headers, body = service.responses.pop(0)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/live"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, body: dict, status: int = 200, **headers: str) -> None:
        self.responses.append((status, headers, body))


@pytest.fixture
def service():
    started = Service()
    yield started
    started.server.shutdown()
    started.server.server_close()


def page(*applications: dict, next_after: str | None = None) -> dict:
    return {"applications": list(applications), "next_after": next_after}


def test_joins_pages_of_different_models_into_one_frame(service):
    service.answer(page(application(1, defaulted=True), application(2), next_after="a2"))
    service.answer(page(application(3, features={"income": None, "purpose": "house"})))
    frame = load_applications(service.url, "t", since="2005-09", until="2005-10")

    assert list(frame.index) == ["a1", "a2", "a3"]
    assert frame.attrs["features"] == ["amount", "purpose", "feature.score", "income"]
    assert frame["score"].tolist() == [600, 600, 600]
    assert frame["feature.score"].isna().tolist() == [False, False, True]
    assert frame["defaulted"].tolist() == [True, pd.NA, pd.NA]
    assert str(frame["as_of"].dtype).startswith("datetime64") and str(frame["as_of"].dt.tz) == "UTC"
    assert frame["decision"].dtype == "category"
    assert [request["query"].get("after") for request in service.requests] == [None, "a2"]
    assert service.requests[1] == {
        "path": "/live/v1/applications",
        "query": {"limit": "2000", "after": "a2", "from": "2005-09", "to": "2005-10"},
        "token": "Bearer t",
    }


def test_is_empty_without_applications(service):
    service.answer(page())
    frame = load_applications(service.url, "t")
    assert len(frame) == 0 and frame.attrs["features"] == []


def test_waits_where_the_service_limits_requests(service):
    service.answer({}, 429, **{"Retry-After": "0"})
    service.answer({}, 503, **{"Retry-After": "0"})
    service.answer(page(application(1)))
    assert len(load_applications(service.url, "t")) == 1


def test_says_why_a_request_was_refused(service, monkeypatch):
    service.answer({"message": "Unauthorized"}, 401)
    with pytest.raises(RequestRefused, match="token is missing, wrong or expired"):
        load_applications(service.url, "t")
    service.answer({"title": "Bad Request", "detail": "from: must be a month"}, 400)
    with pytest.raises(RequestRefused, match="400 Bad Request: from: must be a month"):
        load_applications(service.url, "t")
    monkeypatch.delenv("RISK_API_URL", raising=False)
    with pytest.raises(RequestRefused, match="set RISK_API_URL"):
        load_applications(token="t")


def test_takes_address_and_token_from_the_environment(service, monkeypatch):
    monkeypatch.setenv("RISK_API_URL", service.url)
    monkeypatch.setenv("RISK_TOKEN", "from-environment")
    service.answer(page(application(1)))
    load_applications()
    assert service.requests[0]["token"] == "Bearer from-environment"
