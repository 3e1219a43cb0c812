"""People, departments and roles over HTTP."""

from tests.api.driver import Driver
from tests.api.organisation import DEPARTMENTS, PEOPLE, ROLES


async def test_me(api: Driver) -> None:
    """A token stands for a person with their authority."""
    me = await api.get("dora", "/me")

    assert (me["id"], me["departments"], me["roles"]) == ("dora", ["product"], ["dir_pm"])


async def test_everybody(api: Driver) -> None:
    """People are listed by name, page by page, and shown one by one."""
    first = await api.get("pia", "/people", limit=4)
    rest = await api.get("pia", "/people", limit=200, cursor=first["next_cursor"])

    names = [person["name"] for person in first["items"] + rest["items"]]
    assert names == sorted(person.name for person in PEOPLE)
    assert (await api.get("pia", "/people/quin"))["email"] == "quin@example.com"
    await api.get("pia", "/people/nobody", expect=404)


async def test_departments_and_roles(api: Driver) -> None:
    """All of them, by id."""
    assert [one["id"] for one in (await api.get("pia", "/departments"))["items"]] == sorted(DEPARTMENTS)
    assert [one["id"] for one in (await api.get("pia", "/roles"))["items"]] == sorted(ROLES)
