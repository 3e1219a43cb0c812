"""Tasks over HTTP."""

from tests.api.driver import Driver


async def test_claim_unclaim_complete(api: Driver) -> None:
    """A task passes through hands; each answer is the fresh task, and so is what anybody reads next."""
    task = f"{await api.launch()}.make"

    claimed = await api.do("erin", f"/tasks/{task}/claim")
    assert (claimed.json()["state"], claimed.json()["claimed_by"]) == ("claimed", "erin")
    assert (await api.get("pia", f"/tasks/{task}")) == claimed.json()
    assert (await api.do("erin", f"/tasks/{task}/unclaim")).json()["state"] == "open"
    done = await api.do("emil", f"/tasks/{task}/complete", note="With tests")
    assert (done.json()["state"], done.json()["done_by"], done.json()["note"]) == ("done", "emil", "With tests")
    assert done.headers["ETag"] == f'"{done.json()["version"]}"'
    assert int(done.headers["Slipway-Seq"]) >= done.json()["version"]


async def test_the_second_to_claim_learns_who_was_first(api: Driver) -> None:
    """The refusal names the holder, in words and in members of its own."""
    task = f"{await api.launch()}.make"
    await api.do("erin", f"/tasks/{task}/claim")

    refused = (await api.do("emil", f"/tasks/{task}/claim", expect=409)).json()

    assert refused["type"] == "urn:slipway:problem:already-claimed"
    assert refused["holder"] == "erin"
    assert refused["since"]


async def test_a_stale_version_is_refused(api: Driver) -> None:
    """Whoever acts on what has changed is told, and nothing happens."""
    task = f"{await api.launch()}.make"
    seen = (await api.by("erin").get(f"/api/v1/tasks/{task}")).headers["ETag"]
    await api.do("emil", f"/tasks/{task}/claim")
    await api.do("emil", f"/tasks/{task}/unclaim")
    before = await api.settled()

    stale = await api.by("erin").post(f"/api/v1/tasks/{task}/claim", headers={"If-Match": seen})
    assert stale.status_code == 412
    assert stale.json()["type"] == "urn:slipway:problem:stale-version"
    assert await api.settled() == before

    now = (await api.by("erin").get(f"/api/v1/tasks/{task}")).headers["ETag"]
    fresh = await api.by("erin").post(f"/api/v1/tasks/{task}/claim", headers={"If-Match": now})
    assert fresh.status_code == 200
