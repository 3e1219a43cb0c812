"""A request has a trace id to show, with or without an exporter."""

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from httpx import ASGITransport, AsyncClient

from telemetry.current import current_trace_id
from telemetry.fastapi import server_telemetry
from telemetry.setup import Telemetry


def app() -> FastAPI:
    """One route that works, one whose error is mapped, one whose error nobody expected."""
    made = FastAPI(telemetry=server_telemetry(Telemetry.start("toy", {})))

    @made.get("/works")
    async def works() -> str | None:
        return current_trace_id()

    @made.get("/refused")
    async def refused() -> None:
        raise LookupError

    @made.get("/broken")
    async def broken() -> None:
        raise ZeroDivisionError

    async def show(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse(current_trace_id(), status_code=400)

    made.add_exception_handler(LookupError, show)
    made.add_exception_handler(Exception, show)
    return made


@pytest.mark.parametrize("path", ["/works", "/refused", "/broken"])
async def test_an_answer_can_show_the_callers_trace(path: str) -> None:
    """The id that the caller sent comes back, from problem documents as well, while nothing is exported."""
    sent = "4bf92f3577b34da6a3ce929d0e0e4736"
    transport = ASGITransport(app(), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://toy") as http:
        continued = await http.get(path, headers={"traceparent": f"00-{sent}-00f067aa0ba902b7-01"})
        begun = await http.get(path)

    assert continued.json() == sent
    assert len(begun.json()) == 32
