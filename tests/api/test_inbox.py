"""The inbox over HTTP."""

from api.schemas.inbox import Act
from tests.api.driver import Driver


async def test_the_inbox_follows_the_work(api: Driver) -> None:
    """Work waits for its role, then for who claimed it, then for nobody."""
    key = await api.launch()

    async def waiting(person: str) -> list[str]:
        found = await api.get(person, "/inbox", act="task", limit=200)
        return [entry["audience"] for entry in found["items"] if entry["item"] == f"{key}.make"]

    assert await waiting("erin") == await waiting("emil") == ["role:engineer"]
    await api.do("erin", f"/tasks/{key}.make/claim")
    assert (await waiting("erin"), await waiting("emil")) == (["person:erin"], [])
    await api.do("erin", f"/tasks/{key}.make/complete")
    assert await waiting("erin") == []


async def test_counts(api: Driver) -> None:
    """Every act has a number, also when nothing waits."""
    before = await api.get("quin", "/inbox/counts")
    gate = await api.build(await api.launch())
    after = await api.get("quin", "/inbox/counts")

    assert set(before["acts"]) == {act.value for act in Act}
    assert after["acts"]["vote"]["number"] == before["acts"]["vote"]["number"] + 1
    entries = (await api.get("quin", "/inbox", act="vote", limit=200))["items"]
    assert [entry["part"] for entry in entries if entry["item"] == gate] == ["qa_lead"]


async def test_paging(api: Driver) -> None:
    """Small pages show the same as a large one, in the same order."""
    for _ in range(3):
        await api.launch()
    everything = (await api.get("emil", "/inbox", limit=200))["items"]

    seen: list[object] = []
    page = await api.get("emil", "/inbox", limit=2)
    while True:
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        page = await api.get("emil", "/inbox", limit=2, cursor=page["next_cursor"])

    assert seen == everything
