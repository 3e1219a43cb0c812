"""The fixtures keep what they promise."""

import os
from collections.abc import Iterator
from itertools import count

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.databases import Databases, Postgres, Sqlite
from tests.support.eventually import eventually


async def run(url: str, *statements: str) -> list[int]:
    """Run statements in one transaction; return the first column that the last one gives."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            for statement in statements[:-1]:
                await connection.execute(text(statement))
            result = await connection.execute(text(statements[-1]))
            return list(result.scalars()) if result.returns_rows else []
    finally:
        await engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Each kind in turn."""
    found: Sqlite | Postgres = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("time", [1, 2])
async def test_a_test_has_a_database_of_its_own(database_url: str, time: int) -> None:
    """The same table can be made again: what the first round left is not there."""
    assert await run(database_url, "CREATE TABLE seen (n INTEGER)", f"INSERT INTO seen VALUES ({time})") == []

    assert await run(database_url, "SELECT n FROM seen") == [time]


async def test_a_template_is_prepared_once(databases: Databases) -> None:
    """Copies start as the template was made, and do not see each other."""
    calls = count(1)

    async def prepare(url: str) -> None:
        await run(url, "CREATE TABLE made (n INTEGER)", f"INSERT INTO made VALUES ({next(calls)})")

    first, second = await databases.fresh(prepare), await databases.fresh(prepare)
    await run(first, "INSERT INTO made VALUES (99)")

    assert await run(second, "SELECT n FROM made") == [1]
    assert next(calls) == 2

    for url in (first, second):
        await databases.drop(url)


async def test_eventually_returns_the_first_true_answer() -> None:
    """A false answer and a failed assertion both mean: not yet."""
    answers: Iterator[AssertionError | int] = iter([AssertionError("not yet"), 0, 7])

    async def check() -> int:
        answer = next(answers)
        if isinstance(answer, AssertionError):
            raise answer
        return answer

    assert await eventually(check) == 7


async def test_eventually_gives_up_with_the_last_answer() -> None:
    """The failure shows what was seen."""
    with pytest.raises(AssertionError, match=r"not within 0 s; the last answer was \[\]"):
        await eventually(list[int], within=0)


def test_the_shell_does_not_configure_tests() -> None:
    """No setting from outside reaches a test."""
    assert not [name for name in os.environ if name.startswith(("SLIPWAY_", "TEMPORAL_", "OTEL_"))]
