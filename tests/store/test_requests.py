"""Requests for reviews, in the tables."""

from datetime import UTC, datetime

from domain.launch.state import Request
from domain.launch.views import RequestView
from store import requests
from store.database import Database
from store.projection import project
from tests.store.factories import batch, launch_view
from tests.store.test_plans import explain, noting


def view(number: int) -> RequestView:
    """One of many requests."""
    asked = Request(f"Q{number}", "G1", "ana", "leo", datetime(2026, 3, 2, tzinfo=UTC), "please")
    return RequestView(f"AUR-1.Q{number}", "AUR-1", "Good enough?", 3, asked)


async def test_requests_come_in_the_order_they_were_made(database: Database) -> None:
    """The tenth after the ninth, page by page, through the index."""
    views = tuple(view(number) for number in range(1, 12))
    async with database.write() as conn:
        await project(conn, batch(launch_view(seq=12), requests=views))
    with noting(database) as ran:
        async with database.read() as conn:
            first = await requests.of_launch(conn, "AUR-1", limit=10)
            rest = await requests.of_launch(conn, "AUR-1", cursor=first.next)
    assert (*first.items, *rest.items) == views
    selects = [(statement, parameters) for statement, parameters in ran if statement.startswith("SELECT")]
    if database.dialect == "sqlite":
        assert "ix_requests_launch_number" in await explain(database, *selects[0])


async def test_one_request_is_found_among_many(database: Database) -> None:
    """By its id, however many there are: no other is looked at."""
    views = tuple(view(number) for number in range(1, 301))
    async with database.write() as conn:
        await project(conn, batch(launch_view(seq=301), requests=views))
    with noting(database) as ran:
        async with database.read() as conn:
            found = [await requests.get(conn, "AUR-1.Q250"), await requests.get(conn, "AUR-1.Q301")]
    assert found == [views[249], None]
    if database.dialect == "sqlite":
        assert "SEARCH requests USING INDEX" in await explain(database, *ran[-1])
