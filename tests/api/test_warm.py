"""Before the first request."""

from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from pydantic import TypeAdapter

from api.app import create_app
from api.warm import warm
from tests.api.driver import Driver


@pytest.mark.parametrize("warmed", [False, True])
async def test_the_first_caller_of_a_warm_server_waits_for_no_model(
    api: Driver, monkeypatch: pytest.MonkeyPatch, warmed: bool
) -> None:
    """The framework makes them when first asked for; a server that is warm has made them all."""
    app = create_app(api.slipway)
    routes = warm(app) if warmed else 0
    made = 0
    really = TypeAdapter.__init__

    def counted(self: TypeAdapter[Any], *args: Any, **options: Any) -> None:
        nonlocal made
        made += 1
        really(self, *args, **options)

    monkeypatch.setattr(TypeAdapter, "__init__", counted)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://slipway") as http:
        assert (await http.get("/api/v1/nothing")).status_code == 404
    assert (made == 0) is warmed
    assert (routes > 80) is warmed
