"""Who stands in for whom, and what a substitute finds in the inbox."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.actors import Actor
from domain.delegation import Delegation, chain, principals_of, substitutes_of
from store import delegations, inbox, people
from store.database import Database
from store.inbox_counts import counts_sync
from store.projection import project
from store.records import Organisation, Person
from tests.store.factories import NOON, batch, gate_view, organisation, task_view


def hand_over(number: int, principal: str, substitute: str, **fields: Any) -> Delegation:
    """From a day before noon until a day after it."""
    made = Delegation(
        id=f"D{number}",
        principal=principal,
        substitute=substitute,
        starts_at=NOON - timedelta(days=1),
        ends_at=NOON + timedelta(days=1),
        reason="Skiing",
        created_by=principal,
        created_at=NOON,
    )
    return replace(made, **fields)


@pytest.fixture
async def staffed(database: Database) -> Database:
    """A database with people in it."""
    names = ("ana", "bo", "cy", "di")
    async with database.write() as conn:
        await people.put(conn, organisation())
        await people.put(
            conn, Organisation(people=tuple(Person(name, name, f"{name}@slipway.example") for name in names))
        )
    return database


async def test_it_comes_back_as_it_was(staffed: Database) -> None:
    """All of it; whoever comes second under an id finds the first; it is revoked once."""
    made = hand_over(1, "ana", "bo")
    async with staffed.write() as conn:
        assert await delegations.put(conn, made) == made
        assert await delegations.put(conn, replace(made, substitute="cy")) == made
        await delegations.revoke(conn, "D1", NOON)
        await delegations.revoke(conn, "D1", NOON + timedelta(hours=1))
        assert await delegations.get(conn, "D1") == replace(made, revoked_at=NOON)
        assert await delegations.get(conn, "D2") is None


async def test_those_in_force(staffed: Database) -> None:
    """Over as many hands as are allowed, in both directions; not what is over, to come or revoked."""
    made = (
        hand_over(1, "ana", "bo"),
        hand_over(2, "bo", "cy"),
        hand_over(3, "cy", "di"),
        hand_over(4, "ana", "di", ends_at=NOON),
        hand_over(5, "ana", "di", starts_at=NOON + timedelta(microseconds=1)),
        hand_over(6, "ana", "di", revoked_at=NOON),
    )
    async with staffed.write() as conn:
        for one in made:
            await delegations.put(conn, one)
        onwards = await delegations.active_for(conn, ("ana",), NOON)
        back = await delegations.active_to(conn, "di", NOON)
        nobody = await delegations.active_for(conn, (), NOON)

    assert ([one.id for one in onwards], [one.id for one in back], nobody) == (["D1", "D2"], ["D3", "D2"], ())
    assert substitutes_of(("ana",), onwards, NOON) == ("bo", "cy")
    assert chain(onwards, "ana", "cy", NOON) == ("ana", "bo", "cy")
    assert principals_of("di", back, NOON) == (("cy", "di"), ("bo", "cy", "di"))


async def test_all_that_a_new_one_could_join(staffed: Database) -> None:
    """Before its principal and behind its substitute, while it lasts."""
    wanted = hand_over(9, "bo", "cy")
    made = (
        hand_over(1, "ana", "bo"),
        hand_over(2, "cy", "di", starts_at=NOON + timedelta(hours=23), ends_at=NOON + timedelta(days=3)),
        hand_over(3, "cy", "ana", starts_at=NOON + timedelta(days=1), ends_at=NOON + timedelta(days=3)),
        hand_over(4, "ana", "di"),
    )
    async with staffed.write() as conn:
        for one in made:
            await delegations.put(conn, one)
        found = await delegations.around(conn, wanted)

    assert [one.id for one in found] == ["D1", "D2"]


async def test_given_and_received_page_by_page(staffed: Database) -> None:
    """What starts last comes first, each once, also where several start at once."""
    starts = [NOON - timedelta(days=day // 2) for day in range(9)]
    made = [
        hand_over(number, *(("ana", "bo") if number % 2 else ("cy", "ana")), starts_at=start)
        for number, start in enumerate(starts)
    ]
    async with staffed.write() as conn:
        for one in (*made, hand_over(99, "cy", "di")):
            await delegations.put(conn, one)
    seen: list[Delegation] = []
    cursor = None
    async with staffed.read() as conn:
        while True:
            page = await delegations.page(conn, "ana", cursor=cursor, limit=2)
            seen += page.items
            cursor = page.next
            if cursor is None:
                break

    assert seen == sorted(made, key=lambda one: (one.starts_at, one.id), reverse=True)


QUIN = Actor("quin", roles=("design_lead",), departments=("legal",))


def standing_in(principal: Actor, *via: str) -> Actor:
    """Ana, acting for somebody."""
    return replace(principal, id="ana", on_behalf_of=principal.id, via=via)


async def found(database: Database, mine: tuple[str, ...], *principals: Actor) -> list[tuple[str, str | None]]:
    """What Ana finds, and for whom."""
    others = inbox.stand_ins(mine, principals)
    async with database.read() as conn:
        page = await inbox.page(conn, "ana", (*mine, *others), now=NOON, stand_ins=others)
        counted = await conn.run_sync(
            counts_sync, "ana", (*mine, *others), ("task", "vote"), now=NOON, stand_ins=others
        )
    assert counted.all.number == len(page.items), "counting and listing agree"
    return [(entry.act.act, entry.on_behalf_of) for entry in page.items]


async def test_the_inbox_for_others(database: Database) -> None:
    """What waits for the principal, their roles and departments is marked; what is one's own is not."""
    async with database.write() as conn:
        tasks = (task_view("a", department="legal"), task_view("b", state="claimed", claimed_by="quin"))
        await project(conn, batch(tasks=tasks, gates=(gate_view(conflicted=("dan",)),)))

    assert await found(database, ("person:ana",)) == []
    assert await found(database, ("person:ana",), standing_in(QUIN)) == [
        ("vote", "quin"),
        ("task", "quin"),
        ("task", "quin"),
    ]
    assert await found(database, ("person:ana", "department:legal"), standing_in(QUIN)) == [
        ("vote", "quin"),
        ("task", None),
        ("task", "quin"),
    ]


@pytest.mark.parametrize(
    ("excluded", "expected"),
    [
        pytest.param((), [("vote", "quin")], id="nobody"),
        pytest.param(("ana",), [], id="the substitute"),
        pytest.param(("quin",), [("vote", "vera")], id="one of two principals"),
        pytest.param(("vera",), [("vote", "quin")], id="the other"),
        pytest.param(("quin", "vera"), [], id="both principals"),
        pytest.param(("quin", "zoe"), [], id="one, and somebody between for the other"),
    ],
)
async def test_whoever_is_excluded_in_either_capacity(
    database: Database, excluded: tuple[str, ...], expected: list[tuple[str, str | None]]
) -> None:
    """Neither the substitute, nor the principal, nor anybody between may be; another principal may do instead."""
    async with database.write() as conn:
        await project(conn, batch(gates=(gate_view(conflicted=excluded),)))
    vera = Actor("vera", roles=("design_lead",))

    assert await found(database, ("person:ana",), standing_in(QUIN), standing_in(vera, "zoe")) == expected
