"""What a door wants written down goes with its own command, in one transaction."""

import pytest
from sqlalchemy import Connection, select

from domain.errors import KeyReused
from service.along import Done, Job, written_along
from service.commands import Keeping, StoredReply
from store.commands import get_sync
from store.records import Reply
from store.tables import launches
from tests.service.desk import ENGINEER, Desk


async def kept(desk: Desk) -> Reply | None:
    """The reply of these tests."""
    return await desk.slipway.database.look(lambda conn: get_sync(conn, "eli", "key", "print"))


def reply(done: Done[object]) -> Keeping:
    """A reply made of what a command did."""
    return Keeping("eli", "key", "print", StoredReply(200, "text/plain", str(done.seq).encode()))


async def test_a_reply_is_kept_with_what_it_tells_of(desk: Desk) -> None:
    """Whoever sees the one sees the other."""
    launch = await desk.start()
    projected: list[int | None] = []

    def along(done: Done[object]) -> Job:
        def job(conn: Connection) -> None:
            projected.append(conn.scalar(select(launches.c.seq).where(launches.c.key == launch)))
            reply(done)(conn)

        return job

    with written_along("complete", along):
        done = await desk.slipway.tasks.complete(ENGINEER, "complete", f"{launch}.describe_change")

    assert projected[0] == done.seq
    found = await kept(desk)
    assert found is not None
    assert found.body == str(done.seq).encode()


async def test_neither_is_written_without_the_other(desk: Desk) -> None:
    """The command counts nevertheless, and its workflow delivers it."""
    launch = await desk.start()

    def along(done: Done[object]) -> Job:
        def job(conn: Connection) -> None:
            reply(done)(conn)
            raise KeyReused

        return job

    with written_along("complete", along), pytest.raises(KeyReused):
        await desk.slipway.tasks.complete(ENGINEER, "complete", f"{launch}.describe_change")

    assert await kept(desk) is None
    assert "task.completed" in {event.action for event in await desk.log(launch)}


async def test_commands_on_the_way_are_not_meant(desk: Desk) -> None:
    """A use case may send others than the one that was asked for."""
    launch = await desk.start()

    def along(_: Done[object]) -> Job:
        raise AssertionError

    with written_along("another", along):
        assert (await desk.complete(launch, "describe_change")).projected
