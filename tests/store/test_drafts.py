"""Drafts: one for each person and task, gone with the completion that made them needless."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.events import GENESIS, Fact, chain
from domain.launch.views import Batch
from store import drafts, people
from store.database import Database
from store.projection import apply, project
from store.records import Draft
from tests.store.factories import NOON, launch_view, organisation, task_view

DRAFT = Draft("pia", "AUR-1.brief", {"size": [1, {"of": "ä"}]}, NOON)


@pytest.fixture
async def staffed(database: Database) -> Database:
    """With people in it."""
    async with database.write() as conn:
        await people.put(conn, organisation())
    return database


def done(seq: int, by: str = "pia") -> Batch:
    """Somebody completes the brief."""
    event = chain("AUR-1", seq, GENESIS, Fact("task.completed", "brief", {"note": ""}, actor=by), NOON)
    return Batch(launch_view(seq=seq), (event,), tasks=(task_view(state="done", done_by=by),))


async def found(database: Database, person: str = "pia") -> Draft | None:
    """What is kept."""
    async with database.read() as conn:
        return await drafts.get(conn, person, DRAFT.item)


async def test_the_last_one_saved_stays(staffed: Database) -> None:
    """For each person."""
    later = replace(DRAFT, body={}, updated_at=NOON + timedelta(minutes=1))
    async with staffed.write() as conn:
        for draft in (DRAFT, replace(DRAFT, person="dan"), later):
            await drafts.put(conn, draft)

    assert await found(staffed) == later
    assert await found(staffed, "dan") == replace(DRAFT, person="dan")
    async with staffed.write() as conn:
        await drafts.forget(conn, "pia", DRAFT.item)
        await drafts.forget(conn, "pia", DRAFT.item)
    assert await found(staffed) is None


async def test_completing_takes_the_doers_draft(staffed: Database) -> None:
    """Nobody else's."""
    async with staffed.write() as conn:
        await drafts.put(conn, DRAFT)
        await drafts.put(conn, replace(DRAFT, person="dan"))
        await project(conn, done(2))

    assert await found(staffed) is None
    assert await found(staffed, "dan") is not None


async def test_a_late_repeat_of_the_completion_takes_no_new_draft(staffed: Database) -> None:
    """The task was reopened since, and its doer has begun again."""
    async with staffed.write() as conn:
        await project(conn, done(2))
        await project(conn, Batch(launch_view(seq=3), tasks=(task_view(),)))
        await drafts.put(conn, DRAFT)
        await apply(conn, done(2))

    assert await found(staffed) == DRAFT
