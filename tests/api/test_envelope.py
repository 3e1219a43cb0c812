"""What every exchange has: identity, ids, safe headers, and an answer whatever happens."""

import logging
from collections import defaultdict
from typing import Any

import pytest

from api.app import create_app
from telemetry.setup import Telemetry
from tests.api.driver import Driver

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer nonsense", "Bearer sl\u00f6", "Basic cGlhOng=", "slp_x"]
)
async def test_strangers_are_asked_to_sign_in(api: Driver, authorization: str | None) -> None:
    """Without a good token there is a 401 that says how to get one, everywhere but on health."""
    headers = [] if authorization is None else [(b"Authorization", authorization.encode("latin-1"))]

    for method, path in (("GET", "/api/v1/me"), ("POST", "/api/v1/launches"), ("GET", "/api/v1/tasks/x")):
        reply = await api.client().request(method, path, headers=headers, json={} if method == "POST" else None)
        assert reply.status_code == 401
        assert reply.headers["WWW-Authenticate"].startswith("Bearer")
        assert "slipway token create" in reply.json()["detail"]
    assert (await api.client().get("/health/live")).status_code == 200


async def test_every_operation_asks_who_is_calling(api: Driver) -> None:
    """Not one of them answers a stranger."""
    for template, operations in api.app.openapi()["paths"].items():
        for method in operations:
            if not template.startswith("/health/"):
                path = template.replace("{", "").replace("}", "")
                reply = await api.client().request(method, path)
                assert reply.status_code == 401, (method, template)


async def test_request_ids(api: Driver) -> None:
    """The caller's id comes back, in the problem too; one that could do harm is replaced."""
    good = await api.by("pia").get("/api/v1/launches/NIX-1", headers={"X-Request-Id": "web-17.a_b"})
    bad = await api.by("pia").get("/api/v1/me", headers={"X-Request-Id": "a b\tc"})
    long = await api.by("pia").get("/api/v1/me", headers={"X-Request-Id": "x" * 129})

    assert good.headers["X-Request-Id"] == good.json()["request_id"] == "web-17.a_b"
    assert len(bad.headers["X-Request-Id"]) == len(long.headers["X-Request-Id"]) == 32


async def test_traces(api: Driver) -> None:
    """The caller's trace goes on, and its id is on the reply and in the problem; without one there is a new one."""
    reply = await api.by("pia").get(
        "/api/v1/launches/NIX-1", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    )
    other = await api.by("pia").get("/api/v1/me")

    assert reply.headers["Slipway-Trace"] == reply.json()["trace_id"] == TRACE
    assert len(other.headers["Slipway-Trace"]) == 32


async def test_safe_headers(api: Driver) -> None:
    """On good replies and bad ones."""
    for path in ("/api/v1/me", "/nowhere", "/docs"):
        reply = await api.by("pia").get(path)
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
        assert reply.headers["Cache-Control"] == "private, no-cache"


async def test_unknown_addresses_and_methods(api: Driver) -> None:
    """They are problems as well, and say what would be right."""
    nowhere = await api.by("pia").get("/api/v1/nowhere")
    slash = await api.by("pia").get("/api/v1/launches/")
    wrong = await api.by("pia").delete("/api/v1/launches")

    assert (nowhere.status_code, nowhere.json()["type"]) == (404, "urn:slipway:problem:not-found")
    assert nowhere.json()["instance"] == "/api/v1/nowhere"
    assert slash.status_code == 404
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert wrong.headers["content-type"] == "application/problem+json"


async def test_head(api: Driver) -> None:
    """HEAD says what GET would, without the body."""
    key = await api.launch()
    get = await api.by("pia").get(f"/api/v1/launches/{key}")
    head = await api.by("pia").head(f"/api/v1/launches/{key}")

    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type"):
        assert head.headers[name] == get.headers[name]


async def test_what_breaks_stays_inside(api: Driver, telemetry: Telemetry, caplog: pytest.LogCaptureFixture) -> None:
    """A fault of ours is a 500 that tells nothing but a trace id, by which the log is found."""

    class Broken:
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError("password=hunter2")

    broken: Any = Broken()
    driver = Driver(create_app(broken, telemetry=telemetry), broken, api.tokens)
    with caplog.at_level(logging.ERROR, logger="api.envelope"):
        reply = await driver.by("pia").get("/api/v1/me", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})

    assert reply.status_code == 500
    assert "hunter2" not in reply.text
    assert (reply.json()["trace_id"], reply.json()["type"]) == (TRACE, "urn:slipway:problem:internal")
    assert [record.exc_info is not None for record in caplog.records] == [True]


async def test_tokens_are_not_logged(api: Driver, caplog: pytest.LogCaptureFixture) -> None:
    """Neither good ones nor bad ones, at any level."""
    with caplog.at_level(logging.DEBUG):
        await api.by("pia").get("/api/v1/me")
        await api.client({"Authorization": "Bearer slp_wrong"}).get("/api/v1/me")

    assert api.tokens["pia"] not in caplog.text
    assert "slp_wrong" not in caplog.text


async def test_reading_changes_nothing(api: Driver) -> None:
    """Every GET and HEAD there is, on a launch with everything in it, leaves every table as it was."""
    key = await api.launch()
    gate = await api.build(key)
    await api.do("quin", f"/gates/{gate}/votes", choice="approve")
    names = {"key": key, "task_id": f"{key}.make", "gate_id": gate, "person_id": "pia", "ref": "pilot@1"}
    position = (await api.get("lena", "/inbox", limit=1))["items"][0]["position"]
    asked = {"/api/v1/gates/{gate_id}/recycle-preview": {"to": "build"}, "/api/v1/inbox/next": {"after": position}}
    before = await api.settled()
    log = await api.get("pia", f"/launches/{key}/events", limit=200)

    for template, operations in api.app.openapi()["paths"].items():
        if "get" in operations:
            for method in ("GET", "HEAD"):
                known = defaultdict(lambda: "nothing", names)
                reply = await api.by("bo").request(method, template.format_map(known), params=asked.get(template))
                expected = {200, 204} if known.keys() == names.keys() else {404, 422}
                assert reply.status_code in expected, template

    assert await api.settled() == before
    assert await api.get("pia", f"/launches/{key}/events", limit=200) == log
    assert (await api.slipway.engine.snapshot(key)).launch.seq == log["items"][-1]["seq"]
