"""Which names stand for something, and which audiences have somebody in them."""

from store import names
from store.database import Database
from store.people import put
from store.records import Department, Organisation, Person, Role

ORGANISATION = Organisation(
    departments=(Department("legal", "Legal"), Department("empty", "Empty")),
    roles=(Role("pm", "Product manager"), Role("left", "Left")),
    people=(
        Person("ana", "Ana", "ana@example.com", departments=("legal",), roles=("pm",)),
        Person("max", "Max", "max@example.com", active=False, departments=("empty",), roles=("left",)),
    ),
)


async def test_existing(database: Database) -> None:
    """By kind, with whether they are active; however many are asked for."""
    asked = [(kind, name) for kind in ("department", "role", "person") for name in ("legal", "pm", "ana", "max")]
    asked += [("person", f"p{number}") for number in range(40_000)]
    async with database.write() as conn:
        await put(conn, ORGANISATION)
        found = await names.existing(conn, asked)

    assert found == {
        ("department", "legal"): True,
        ("role", "pm"): True,
        ("person", "ana"): True,
        ("person", "max"): False,
    }


async def test_staffed(database: Database) -> None:
    """Somebody active is behind it; who left does not count."""
    audiences = [f"{kind}:{name}" for kind in ("department", "role", "person") for name in ("legal", "pm", "ana")]
    async with database.write() as conn:
        await put(conn, ORGANISATION)
        found = await names.staffed(conn, [*audiences, "department:empty", "role:left", "person:max", "role:nix"])

    assert found == {"department:legal", "role:pm", "person:ana"}
