"""The inbox as people work through it: filters, counts, snoozes, saved views, what is next, and never a stale entry."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from store.tables import inbox
from tests.api.driver import Driver
from tests.api.test_evidence import PIECE
from tests.api.test_task_work import WORK


async def items(api: Driver, person: str, **query: Any) -> list[str]:
    """The first entries of somebody's inbox, by item."""
    return [entry["item"] for entry in (await api.get(person, "/inbox", limit=200, **query))["items"]]


def ahead(**span: float) -> str:
    """A moment from now."""
    return (datetime.now(UTC) + timedelta(**span)).isoformat()


async def test_filters(api: Driver) -> None:
    """By scope, launch, product, stage, priority, words, due date and order."""
    product = f"Product {uuid4().hex}"
    urgent, calm = await api.launch(product=product, priority=1), await api.launch(product=product, title="Zebra")
    await api.do("emil", f"/tasks/{calm}.make/claim")

    async def found(**query: Any) -> list[str]:
        return await items(api, "emil", product=product, **query)

    assert set(await found()) == {f"{urgent}.make", f"{calm}.make"}
    assert await found(scope="mine") == [f"{calm}.make"]
    assert await found(scope="groups") == [f"{urgent}.make"]
    assert await found(launch=urgent) == await found(priority=1) == [f"{urgent}.make"]
    assert await found(q="zebra make") == [f"{calm}.make"]
    assert await found(order="priority") == [f"{urgent}.make", f"{calm}.make"]
    assert await found(stage="release") == await found(overdue=True) == await found(due_before=ahead(hours=-1)) == []
    assert len(await found(stage="build", due_before=ahead(days=30), act="task")) == 2


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("scope=theirs", "/scope"),
        ("order=size", "/order"),
        ("snoozed=maybe", "/snoozed"),
        ("priority=6", "/priority"),
        ("overdue=perhaps", "/overdue"),
        ("due_before=2031-05-17T09:00:00", "/due_before"),
        ("seen=AUR-1", "/seen"),
        ("colour=blue", "/colour"),
        ("order=priority&cursor=nonsense", "/cursor"),
    ],
)
async def test_a_wrong_filter_is_pointed_at(api: Driver, query: str, pointer: str) -> None:
    """Nothing is guessed."""
    said = await api.get("pia", f"/inbox?{query}", expect=422)

    assert [one["pointer"] for one in said["errors"]] == [pointer]


async def test_an_entry_is_enough_to_decide(api: Driver) -> None:
    """What, for which product, who asks, how much depends on it, the evidence, who is left, and why it waits."""
    key = await api.launch(target_date="2031-05-17")
    await api.do("otto", f"/launches/{key}/evidence", expect=201, **PIECE)
    await api.do("otto", f"/launches/{key}/evidence", expect=201, **{**PIECE, "supports": False})
    await api.do("otto", f"/launches/{key}/evidence", expect=201, **{**PIECE, "supports": False})
    (task,) = (await api.get("erin", "/inbox", launch=key))["items"]
    gate = await api.build(key)
    await api.do("quin", f"/gates/{gate}/votes", choice="reject", rationale="It crashes")
    (vote,) = (await api.get("sami", "/inbox", launch=key))["items"]

    assert (task["why"], task["stages"]) == ("Anybody with the role engineer may take it.", ["build"])
    said = {name: vote[name] for name in ("launch_title", "product", "owner", "tier", "target_date", "act", "part")}
    assert said == {
        "launch_title": "Offline mode",
        "product": "Aurora",
        "owner": "pia",
        "tier": "T2",
        "target_date": "2031-05-17",
        "act": "vote",
        "part": "security_lead",
    }
    assert (vote["supporting"] + vote["contradicting"], vote["contradicting"] > vote["supporting"]) == (3, True)
    assert (vote["seats_left"], vote["departments_left"]) == (["security_lead"], ["legal"])
    assert vote["why"] == "The seat of security lead has not voted."
    assert (vote["overdue"], vote["opened_at"] is not None, vote["due_at"] is not None) == (False, True, True)
    assert "reject" not in str(vote)
    assert vote["subject"] == (await api.get("sami", f"/gates/{gate}"))["subject"]
    assert (task["subject"], task["asks_more"], vote["asks_more"]) == ("", False, False)


async def test_an_entry_says_whether_a_word_is_enough(api: Driver) -> None:
    """Not for a form, nor while a checklist has something left."""
    sent = await api.by("opal").post("/api/v1/playbooks", content=WORK, headers={"Content-Type": "application/yaml"})
    assert sent.status_code in {200, 201}, sent.text
    key = await api.launch(playbook="work")

    async def asking() -> dict[str, bool]:
        found = await api.get("erin", "/inbox", launch=key, limit=200)
        return {one["item"].split(".")[1]: one["asks_more"] for one in found["items"]}

    assert await asking() == {"measure": True, "survey": True}
    for item in ("height", "weight"):
        await api.do("erin", f"/tasks/{key}.measure/check", item=item, done=True)
    assert await asking() == {"measure": False, "survey": True}


async def test_snoozing(api: Driver) -> None:
    """It hides an item from one person until then, in lists and counts; taking it back shows it again."""
    task = f"{await api.launch()}.make"
    before = await api.get("emil", "/inbox/counts")

    snoozed = await api.do("emil", "/inbox/snoozes", expect=201, item=task, until=ahead(days=2))

    assert snoozed.headers["Location"] == f"/api/v1/inbox/snoozes/{task}"
    after = await api.get("emil", "/inbox/counts")
    assert after["snoozed"]["number"] == before["snoozed"]["number"] + 1
    assert after["acts"]["task"]["number"] <= before["acts"]["task"]["number"]
    assert task not in await items(api, "emil")
    assert task in await items(api, "erin")
    assert task in await items(api, "emil", snoozed="only")
    assert task in await items(api, "emil", snoozed="all")
    await api.do("emil", "/inbox/snoozes", expect=201, item=task, until=ahead(days=3))
    gone = await api.by("emil").delete(f"/api/v1/inbox/snoozes/{task}")
    assert (gone.status_code, gone.json()["item"]) == (200, task)
    assert task in await items(api, "emil")
    assert (await api.by("emil").delete(f"/api/v1/inbox/snoozes/{task}")).status_code == 404


async def test_a_snooze_has_bounds(api: Driver) -> None:
    """Ahead, at most 180 days, with a zone, and of something that waits for this person."""
    task = f"{await api.launch()}.make"
    for until in (ahead(minutes=-1), ahead(days=181), "2031-05-17T09:00:00"):
        refused = await api.do("emil", "/inbox/snoozes", expect=422, item=task, until=until)
        assert [one["pointer"] for one in refused.json()["errors"]] == ["/until"]
    for item in (task, "NIX-1.make"):
        refused = await api.do("lena", "/inbox/snoozes", expect=422, item=item, until=ahead(days=1))
        assert [one["pointer"] for one in refused.json()["errors"]] == ["/item"]


async def test_a_snooze_of_a_closed_item_is_pruned(api: Driver) -> None:
    """It never hid anything more."""
    task = f"{await api.launch()}.make"
    await api.do("emil", "/inbox/snoozes", expect=201, item=task, until=ahead(days=2))
    await api.do("emil", f"/tasks/{task}/complete")

    assert await api.slipway.inbox.forget_old_snoozes() >= 1
    assert (await api.by("emil").delete(f"/api/v1/inbox/snoozes/{task}")).status_code == 404


async def test_counts_are_capped_and_say_so(api: Driver) -> None:
    """Beyond a hundred nothing is counted, and the label says there are more."""
    key = await api.launch()
    row = {"act": "task", "part": "", "launch": key, "audience": "role:qa_lead", "title": "x", "priority": 3}
    row |= {"due_sort": datetime(2020, 1, 1, tzinfo=UTC), "excluded": (), "product": "", "stages": (), "search": ""}
    async with api.slipway.database.write() as conn:
        await conn.execute(inbox.insert(), [{**row, "item": f"{key}.many{number}"} for number in range(101)])

    counts = await api.get("quin", "/inbox/counts")

    async with api.slipway.database.write() as conn:
        await conn.execute(inbox.delete().where(inbox.c.item.startswith(f"{key}.many")))
    full = {"number": 100, "more": True, "label": "100+"}
    assert counts["acts"]["task"] == counts["all"] == counts["groups"] == counts["overdue"] == full
    assert counts["mine"]["label"] == "0"


async def test_saved_views(api: Driver) -> None:
    """Saved, listed, used, changed and removed; a name is used once, and nobody sees another's."""
    product = f"Product {uuid4().hex}"
    key = await api.launch(product=product)
    filters = {"product": product, "order": "priority"}
    name = f"Mine {uuid4().hex}"
    made = await api.do("emil", "/me/inbox-views", expect=201, name=name, filters=filters)
    view = made.json()

    assert view["filters"] == filters
    assert await api.get("emil", f"/me/inbox-views/{view['id']}") == view
    assert await items(api, "emil", view=view["id"]) == [f"{key}.make"]
    assert await items(api, "emil", view=view["id"], act="vote") == []
    await api.do("emil", "/me/inbox-views", expect=409, name=name, filters={})
    await api.get("erin", f"/me/inbox-views/{view['id']}", expect=404)
    await api.get("erin", "/inbox", expect=404, view=view["id"])
    path = f"/api/v1/me/inbox-views/{view['id']}"
    changed = await api.by("emil").put(path, json={"name": name, "filters": {**filters, "act": "vote"}, "position": 7})
    assert (changed.status_code, changed.json()["position"]) == (200, 7)
    assert await items(api, "emil", view=view["id"]) == []
    assert view["id"] in {one["id"] for one in (await api.get("emil", "/me/inbox-views"))["items"]}
    assert (await api.by("emil").delete(path)).status_code == 200
    assert (await api.by("emil").delete(path)).status_code == 404


async def test_an_inbox_opens_with_one_view_at_most(api: Driver) -> None:
    """Another one that did is the first of the others from then on."""
    names = [f"Opens {uuid4().hex}" for _ in range(2)]
    first = (await api.do("sami", "/me/inbox-views", expect=201, name=names[0], filters={}, position=-1)).json()

    await api.do("sami", "/me/inbox-views", expect=201, name=names[1], filters={}, position=-1)
    await api.do("sami", "/me/inbox-views", expect=422, name="Too far", filters={}, position=-2)

    views = (await api.get("sami", "/me/inbox-views"))["items"]
    assert first["position"] == -1
    assert {one["name"]: one["position"] for one in views if one["name"] in names} == {names[0]: 0, names[1]: -1}


async def test_a_view_is_checked_like_a_query(api: Driver) -> None:
    """Each wrong filter is pointed at."""
    for filters, pointer in (({"act": "dance"}, "/filters/act"), ({"colour": "blue"}, "/filters/colour")):
        refused = await api.do("emil", "/me/inbox-views", expect=422, name="x", filters=filters)
        assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]


async def test_fifty_views_are_enough(api: Driver) -> None:
    """The next one is refused, and says what to do."""
    for number in range(50):
        await api.do("opal", "/me/inbox-views", expect=201, name=f"View {number}", filters={})

    refused = await api.do("opal", "/me/inbox-views", expect=409, name="One more", filters={})

    assert refused.json()["limit"] == 50


async def test_next_follows_what_was_done(api: Driver) -> None:
    """The entry behind the one acted on, though that is gone; 204 at the end."""
    product = f"Product {uuid4().hex}"
    for _ in range(3):
        await api.launch(product=product)
    first, second, third = (await api.get("emil", "/inbox", product=product))["items"]
    await api.do("emil", f"/tasks/{second['item']}/complete")

    found = await api.get("emil", "/inbox/next", product=product, after=second["position"])
    assert found["item"] == third["item"]
    found = await api.get("emil", "/inbox/next", product=product, after=first["position"])
    assert found["item"] == third["item"]
    last = await api.by("emil").get("/api/v1/inbox/next", params={"product": product, "after": third["position"]})
    assert last.status_code == 204


async def test_who_acts_reads_what_they_did(api: Driver) -> None:
    """The entry acted on is gone at the next look, and what opened for the same person is there."""
    key = await api.launch()
    for person in ("otto", "erin"):
        for entry in (await api.get(person, "/inbox", launch=key))["items"]:
            await api.do(person, f"/tasks/{entry['item']}/complete")
            assert await items(api, person, launch=key) == []
    assert await items(api, "quin", launch=key) == [f"{key}.G1"]
    await api.pass_votes(f"{key}.G1")
    assert await items(api, "sami", launch=key) == []
    assert await items(api, "dora", launch=key) == [f"{key}.G1"]
    await api.do("dora", f"/gates/{key}.G1/decision", decision="go", rationale="Good")
    assert await items(api, "dora", launch=key) == []
    assert await items(api, "erin", launch=key) == [f"{key}.ship"]


async def test_seen_waits_or_says_that_it_is_stale(api: Driver) -> None:
    """What is projected is shown at once; what is not is waited for, and then said."""
    key = await api.launch()
    seq = (await api.get("pia", f"/launches/{key}"))["seq"]

    fresh = await api.by("erin").get("/api/v1/inbox", params={"seen": f"{key}:{seq}", "launch": key})
    stale = await api.by("erin").get("/api/v1/inbox", params={"seen": f"{key}:{seq + 1}", "launch": key})

    assert "Slipway-Stale" not in fresh.headers
    assert (stale.status_code, stale.headers["Slipway-Stale"]) == (200, "true")
    assert stale.json() == fresh.json()


@pytest.mark.parametrize("how", ["hold", "cancel", "recycle", "kill"])
async def test_nothing_is_stale_after_an_override(api: Driver, how: str) -> None:
    """Once the reply is there, nobody's inbox shows what was taken away."""
    key = await api.launch()
    gate = await api.build(key)
    assert await items(api, "quin", launch=key) == await items(api, "lena", launch=key) == [gate]

    if how in {"hold", "cancel"}:
        await api.do("pia", f"/launches/{key}/{how}", reason="We must wait")
    else:
        body: dict[str, Any] = {"decision": how, "rationale": "No", "recycle_to": "build" if how == "recycle" else None}
        await api.do("dora", f"/gates/{gate}/decision", **body)

    for person in ("quin", "sami", "lena", "dora"):
        assert await items(api, person, launch=key) == []
    if how == "recycle":
        assert await items(api, "erin", launch=key) == [f"{key}.make"]
    if how == "hold":
        await api.do("pia", f"/launches/{key}/resume")
        assert await items(api, "quin", launch=key) == [gate]
