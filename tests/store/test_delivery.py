"""A batch that two bring, and writes that share a transaction."""

import asyncio

import pytest
from sqlalchemy import Connection

from domain.errors import Conflict
from store import launches
from store.database import Database
from store.delivery import deliver_first, deliver_surely, followed
from store.projection import Reached, apply_sync
from tests.store.factories import batch, gate_view, launch_view, log


async def test_whoever_comes_second_only_reads(database: Database) -> None:
    """They need not wait for the right to write, which somebody else may hold."""
    sent = batch(launch_view(seq=2), gates=(gate_view(),))
    await deliver_first(database, sent)

    async with database.write():
        await deliver_surely(database, sent)

    async with database.read() as conn:
        assert await launches.seq(conn, "AUR-1") == 2


async def test_a_door_that_died_is_stood_in_for(database: Database) -> None:
    """The activity writes what no door has written."""
    await deliver_surely(database, batch(launch_view(seq=2)))

    async with database.read() as conn:
        assert await launches.seq(conn, "AUR-1") == 2


async def test_one_of_two_brings_it_further(database: Database) -> None:
    """So that what happens but once, as telling how long people took, happens once."""
    sent = batch(launch_view(seq=2), gates=(gate_view(),))

    assert await deliver_first(database, sent) == {gate_view().id}
    assert await deliver_first(database, sent) == set()
    assert await deliver_surely(database, sent) == set()


async def test_a_log_is_followed_up_to_its_first_gap(database: Database) -> None:
    """Doors bring what they did in any order."""
    events = log(7)
    for part in (events[:1], events[5:7], events[1:3], events[3:4]):
        await deliver_first(database, batch(launch_view(seq=part[-1].seq), events=part))

    first, fourth = (Reached(seq, events[seq - 1].occurred_at) for seq in (1, 4))
    assert await followed(database, "AUR-1", first) == fourth
    assert await followed(database, "AUR-1", fourth) == fourth
    assert await followed(database, "AUR-2", first) == first


async def test_writes_of_one_moment_all_take_effect(database: Database) -> None:
    """However they are grouped into transactions."""
    sent = [batch(launch_view(key=f"AUR-{number}", seq=2)) for number in range(1, 31)]
    await asyncio.gather(*(deliver_first(database, one) for one in sent))

    async with database.read() as conn:
        assert [await launches.seq(conn, one.launch.key) for one in sent] == [2] * 30


async def test_a_write_that_fails_takes_no_other_with_it(database: Database) -> None:
    """Its own caller hears of it; the others' writes stand."""

    def refuse(conn: Connection) -> None:
        raise Conflict("not this one")

    async def write(key: str) -> None:
        await database.together(lambda conn: apply_sync(conn, batch(launch_view(key=key, seq=2))))

    answers = await asyncio.gather(
        write("AUR-1"), database.together(refuse), write("AUR-2"), database.together(refuse), return_exceptions=True
    )

    assert [type(answer) for answer in answers] == [type(None), Conflict, type(None), Conflict]
    async with database.read() as conn:
        assert [await launches.seq(conn, key) for key in ("AUR-1", "AUR-2")] == [2, 2]


async def test_a_caller_who_gives_up_harms_nobody(database: Database) -> None:
    """Their write still happens, and so does everybody else's."""
    impatient = asyncio.create_task(deliver_first(database, batch(launch_view(key="AUR-1", seq=2))))
    await asyncio.sleep(0)
    impatient.cancel()
    await deliver_first(database, batch(launch_view(key="AUR-2", seq=2)))
    with pytest.raises(asyncio.CancelledError):
        await impatient

    async with database.read() as conn:
        assert await launches.seq(conn, "AUR-2") == 2
