"""People, tokens, playbooks, keys and replies."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import Conflict, KeyReused, NotFound
from store import commands, keys, people, playbooks, tokens
from store.database import Database
from store.records import Authority, Department, Organisation, Person, PublishedPlaybook, Reply, Role, Token
from tests.store.factories import NOON, organisation

HASH = "a" * 64
TOKEN = Token("t1", "pia", HASH, "laptop", created_at=NOON)
PLAYBOOK = PublishedPlaybook("standard", 1, "d1", "Standard", "stages: []", NOON, "dora")
REPLY = Reply("pia", "key-1", "print-1", 201, "application/json", b'{"a":1}\n\xff', NOON, headers={"ETag": '"7"'})


@pytest.fixture
async def staffed(database: Database) -> Database:
    """An organisation in place."""
    async with database.write() as conn:
        await people.put(conn, organisation())
    return database


async def test_people_come_back(staffed: Database) -> None:
    """With their departments and roles; email addresses in lower case."""
    async with staffed.read() as conn:
        assert await people.get(conn, "pia") == organisation().people[0]
        assert await people.get(conn, "dora") == replace(organisation().people[1], email="dora@slipway.example")
        assert await people.get(conn, "nobody") is None
        assert await people.all_departments(conn) == (
            Department("product", "Product"),
            Department("security", "Security"),
        )
        assert [role.id for role in await people.all_roles(conn)] == ["design_lead", "product_director"]


async def test_putting_again_replaces(staffed: Database) -> None:
    """Memberships are the ones given last; whoever is not named stays."""
    moved = Person("pia", "Pia P.", "pia@slipway.example", departments=("security",), roles=("design_lead",))
    async with staffed.write() as conn:
        await people.put(conn, Organisation(roles=(Role("design_lead", "Lead designer"),), people=(moved,)))
        assert await people.get(conn, "pia") == moved
        assert await people.get(conn, "dan") is not None
        assert (await people.all_roles(conn))[0].title == "Lead designer"


async def test_people_are_found_by_any_word_of_their_name(staffed: Database) -> None:
    """By its beginning, in any case and without accents; of several words each must fit; never whoever has left."""
    jose = Person("jose-m", "José María Ñúñez", "jose@slipway.example")
    gone = Person("nina", "Nina Left", "nina@slipway.example", active=False)

    async with staffed.write() as conn:
        await people.put(conn, Organisation(people=(jose, gone)))

        async def found(typed: str, limit: int = 8) -> list[str]:
            return [one.id for one in await people.beginning(conn, typed, limit=limit)]

        assert await found("nun") == await found("ÑÚ") == await found("mar jo") == await found("jose-m") == ["jose-m"]
        assert await found("jose dan") == await found("nina") == await found("aria") == await found(" %@_") == []
        assert await found("d") == ["dan", "dora"]
        assert await found("d", limit=1) == ["dan"]

        await people.put(conn, Organisation(people=(replace(jose, name="José Pérez"),)))
        assert (await found("nunez"), await found("pe")) == ([], ["jose-m"])


@pytest.mark.parametrize(
    "person",
    [
        pytest.param(Person("new", "New", "PIA@slipway.example"), id="email taken"),
        pytest.param(Person("new", "New", "new@slipway.example", departments=("astrology",)), id="no such department"),
        pytest.param(Person("new", "New", "new@slipway.example", roles=("wizard",)), id="no such role"),
        pytest.param(Person("new", "New", "new@slipway.example", manager="ghost"), id="no such manager"),
    ],
)
async def test_an_organisation_must_fit_together(staffed: Database, person: Person) -> None:
    """Otherwise nothing of it is put in place."""

    async def put() -> None:
        async with staffed.write() as conn:
            await people.put(conn, Organisation(people=(person,)))

    with pytest.raises(Conflict):
        await put()
    async with staffed.read() as conn:
        assert await people.get(conn, "new") is None


async def test_authority_is_what_they_hold_now(staffed: Database) -> None:
    """Whoever is not active, or unknown, has none."""
    async with staffed.read() as conn:
        assert await people.authority(conn, "dora") == Authority(("product",), ("product_director",))
        assert await people.authority(conn, "lea") == Authority()
        assert await people.authority(conn, "nobody") == Authority()


async def test_people_are_listed_by_name(staffed: Database) -> None:
    """Page by page, and narrowed."""
    async with staffed.read() as conn:
        first = await people.page(conn, limit=3)
        rest = await people.page(conn, cursor=first.next)
        assert [one.id for one in (*first.items, *rest.items)] == ["dan", "dora", "lea", "pia"]
        assert [one.id for one in (await people.page(conn, department="product")).items] == ["dora", "pia"]
        assert [one.id for one in (await people.page(conn, role="design_lead", active=True)).items] == ["dan"]
        assert [one.id for one in (await people.page(conn, active=False)).items] == ["lea"]


async def test_candidates_of_an_audience(staffed: Database) -> None:
    """Active people only."""
    async with staffed.read() as conn:
        found = {
            audience: [one.id for one in await people.candidates(conn, audience)]
            for audience in ("role:design_lead", "department:product", "person:pia", "person:lea", "role:none")
        }
    assert found == {
        "role:design_lead": ["dan"],
        "department:product": ["dora", "pia"],
        "person:pia": ["pia"],
        "person:lea": [],
        "role:none": [],
    }


async def test_a_token_identifies_its_person(staffed: Database) -> None:
    """With their authority, while it is valid and they are active."""
    expiring = replace(TOKEN, id="t2", hash="b" * 64, expires_at=NOON + timedelta(hours=1))
    async with staffed.write() as conn:
        for token in (TOKEN, expiring, replace(TOKEN, id="t3", hash="c" * 64, person="lea")):
            await tokens.add(conn, token)

        assert await conn.run_sync(people.by_token, HASH, NOON) == organisation().people[0]
        assert await conn.run_sync(people.by_token, "b" * 64, NOON) is not None
        assert await conn.run_sync(people.by_token, "b" * 64, NOON + timedelta(hours=1)) is None
        assert await conn.run_sync(people.by_token, "c" * 64, NOON) is None
        assert await conn.run_sync(people.by_token, "d" * 64, NOON) is None

        assert await tokens.revoke(conn, "t1", NOON)
        assert await tokens.revoke(conn, "t1", NOON + timedelta(days=1))
        assert not await tokens.revoke(conn, "t9", NOON)
        assert await conn.run_sync(people.by_token, HASH, NOON) is None

        first = await tokens.of_person(conn, "pia", limit=1)
        second = await tokens.of_person(conn, "pia", cursor=first.next)
    assert (*first.items, *second.items) == (replace(TOKEN, revoked_at=NOON), expiring)


async def test_a_token_needs_a_person_and_is_made_once(staffed: Database) -> None:
    """Neither a stranger's nor a second of the same."""
    async with staffed.write() as conn:
        await tokens.add(conn, TOKEN)

    async def add(token: Token) -> None:
        async with staffed.write() as conn:
            await tokens.add(conn, token)

    with pytest.raises(NotFound, match="nobody"):
        await add(replace(TOKEN, person="nobody"))
    with pytest.raises(Conflict):
        await add(replace(TOKEN, id="t2"))


async def test_a_published_playbook_never_changes(database: Database) -> None:
    """The same again is fine and keeps who published it first; other content is refused."""
    async with database.write() as conn:
        assert await playbooks.publish(conn, PLAYBOOK) == PLAYBOOK
        assert await playbooks.publish(conn, replace(PLAYBOOK, published_by="eve")) == PLAYBOOK
        with pytest.raises(Conflict, match="version 2"):
            await playbooks.publish(conn, replace(PLAYBOOK, digest="d2"))
        assert await playbooks.get(conn, "standard", 1) == PLAYBOOK
        assert await playbooks.get(conn, "standard", 2) is None


async def test_playbooks_are_listed(database: Database) -> None:
    """By id and version, as a number: 10 comes after 9."""
    versions = [replace(PLAYBOOK, version=number) for number in (10, 9, 1)]
    async with database.write() as conn:
        for version in versions:
            await playbooks.publish(conn, version)
        first = await playbooks.page(conn, limit=2)
        second = await playbooks.page(conn, cursor=first.next, limit=2)
        latest = await playbooks.latest(conn, "standard")
        none = await playbooks.latest(conn, "none")

    assert [one.version for one in (*first.items, *second.items)] == [1, 9, 10]
    assert second.next is None
    assert (latest, none) == (versions[0], None)


async def test_a_key_is_reserved_once_for_a_command(database: Database) -> None:
    """Numbers count up for each prefix; the same command gets the same key."""
    async with database.write() as conn:
        given = [
            await keys.reserve(conn, prefix, person, command)
            for prefix, person, command in (
                ("AUR", "pia", "c1"),
                ("AUR", "pia", "c2"),
                ("AUR", "pia", "c1"),
                ("AUR", "dan", "c1"),
                ("BOR", "pia", "c3"),
            )
        ]
    assert given == ["AUR-1", "AUR-2", "AUR-1", "AUR-3", "BOR-1"]


async def test_racing_reservations(database: Database) -> None:
    """However many doors ask at once, a command has one key, and no two commands share one."""

    async def reserve(command: str) -> str:
        async with database.write() as conn:
            return await keys.reserve(conn, "AUR", "pia", command)

    given = await asyncio.gather(*(reserve(f"c{number % 5}") for number in range(15)))

    assert [len(set(given[number::5])) for number in range(5)] == [1] * 5
    assert len(set(given)) == 5


async def test_a_reply_is_kept_to_the_byte(database: Database) -> None:
    """The first one given under a key is the one that counts."""
    async with database.write() as conn:
        assert await conn.run_sync(commands.get_sync, "pia", "key-1", "print-1") is None
        assert await commands.put(conn, REPLY) == REPLY
        assert await commands.put(conn, replace(REPLY, body=b"other")) == REPLY
        assert await conn.run_sync(commands.get_sync, "pia", "key-1", "print-1") == REPLY
        assert await conn.run_sync(commands.get_sync, "dan", "key-1", "print-1") is None
        with pytest.raises(KeyReused):
            await conn.run_sync(commands.get_sync, "pia", "key-1", "print-2")
        with pytest.raises(KeyReused):
            await commands.put(conn, replace(REPLY, fingerprint="print-2"))


async def test_who_asks_and_what_they_were_answered(staffed: Database) -> None:
    """Come together: somebody else's reply under the same key is not theirs, and no token tells nothing."""
    theirs = replace(TOKEN, id="t2", hash="b" * 64, person="dan")
    async with staffed.write() as conn:
        for token in (TOKEN, theirs):
            await tokens.add(conn, token)
        await commands.put(conn, REPLY)
        pia, dan = [await conn.run_sync(people.by_token, token.hash, NOON) for token in (TOKEN, theirs)]

        assert await conn.run_sync(commands.by_token, HASH, NOON, "key-1") == (pia, REPLY)
        assert await conn.run_sync(commands.by_token, HASH, NOON, "key-2") == (pia, None)
        assert await conn.run_sync(commands.by_token, "b" * 64, NOON, "key-1") == (dan, None)
        assert await conn.run_sync(commands.by_token, "d" * 64, NOON, "key-1") is None
        assert await tokens.revoke(conn, "t1", NOON)
        assert await conn.run_sync(commands.by_token, HASH, NOON, "key-1") is None


async def test_old_replies_are_forgotten(database: Database) -> None:
    """Those before a moment."""
    async with database.write() as conn:
        for hours in range(3):
            moment = NOON + timedelta(hours=hours)
            await commands.put(conn, replace(REPLY, key=f"key-{hours}", created_at=moment))
        assert await commands.prune(conn, NOON + timedelta(hours=2)) == 2
        assert await conn.run_sync(commands.get_sync, "pia", "key-0", "print-1") is None
        assert await conn.run_sync(commands.get_sync, "pia", "key-2", "print-1") is not None
