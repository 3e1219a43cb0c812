"""Tasks over HTTP: whose they are, what they ask for, and doing them again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.driver import Driver

WORK = (Path(__file__).parent / "work.yaml").read_text()
FITTING = {"asked": 7, "quote": "I would pay for it"}


@pytest.fixture(scope="module")
async def work(api: Driver) -> Driver:
    """With the playbook of these tests published."""
    headers = {"Content-Type": "application/yaml"}
    published = await api.by("opal").post("/api/v1/playbooks", content=WORK, headers=headers)
    assert published.status_code == 201, published.text
    return api


async def begin(work: Driver) -> str:
    """A launch of it, Pia's."""
    return await work.launch(playbook="work")


async def everything(work: Driver, key: str) -> None:
    """Do all that comes before the gate."""
    await work.do("otto", f"/tasks/{key}.draw/complete")
    await work.do("erin", f"/tasks/{key}.make/complete")
    await work.do("emil", f"/tasks/{key}.inspect/complete")
    await work.do("lena", f"/tasks/{key}.name/complete")
    await work.do("lena", f"/tasks/{key}.translate/skip", rationale="Everybody reads English")
    for item in ("height", "weight"):
        await work.do("erin", f"/tasks/{key}.measure/check", item=item)
    await work.do("erin", f"/tasks/{key}.measure/complete")
    await work.do("erin", f"/tasks/{key}.survey/complete", answers=FITTING)


async def inbox(work: Driver, person: str, key: str) -> list[str]:
    """What somebody is asked to do on a launch."""
    said = await work.get(person, "/inbox", limit=200)
    return [item["item"].partition(".")[2] for item in said["items"] if item["launch"] == key]


async def test_candidates_by_person(work: Driver) -> None:
    """Those who are named are asked and may act, whatever their department; nobody else is or may."""
    key = await begin(work)
    task = f"{key}.name"

    assert "name" in await inbox(work, "lena", key)
    assert "name" in await inbox(work, "otto", key)
    assert "name" not in await inbox(work, "pia", key)
    refused = (await work.do("pia", f"/tasks/{task}/claim", expect=403)).json()
    assert refused["people"] == ["lena", "otto"]
    claimed = (await work.do("lena", f"/tasks/{task}/claim")).json()
    assert (claimed["claimed_by"], claimed["people"]) == ("lena", ["lena", "otto"])
    assert "name" not in await inbox(work, "otto", key)


async def test_assign_and_reassign(work: Driver) -> None:
    """Who answers for the work gives it to a candidate; the record says from whom; a claim still overrides nobody."""
    key = await begin(work)
    task = f"{key}.draw"

    await work.do("otto", f"/tasks/{task}/assign", expect=403, assignee="pia")
    for nobody in ("erin", "nix"):
        refused = (await work.do("pia", f"/tasks/{task}/assign", expect=422, assignee=nobody)).json()
        assert [one["pointer"] for one in refused["errors"]] == ["/assignee"]
    given = (await work.do("dora", f"/tasks/{task}/assign", assignee="otto")).json()
    assert (given["state"], given["claimed_by"]) == ("claimed", "otto")
    assert (await work.do("pia", f"/tasks/{task}/claim", expect=409)).json()["holder"] == "otto"
    await work.do("otto", f"/tasks/{task}/assign", assignee="pia")
    await work.do("opal", f"/tasks/{task}/assign", assignee="otto")
    await work.settled()
    log = (await work.get("pia", f"/launches/{key}/events", limit=200))["items"]
    hands = [event["data"] for event in log if event["action"] == "task.assigned"]
    assert [(one["previous"], one["assignee"]) for one in hands] == [(None, "otto"), ("otto", "pia"), ("pia", "otto")]


async def test_return_with_feedback(work: Driver) -> None:
    """Work goes back to its doer with what to change; what came after it waits, and opens again once it is done."""
    key = await begin(work)
    await work.do("otto", f"/tasks/{key}.draw/complete")
    assert (await work.get("erin", f"/tasks/{key}.make"))["state"] == "open"

    await work.do("lena", f"/tasks/{key}.draw/return", expect=403, feedback="No")
    blank = (await work.do("erin", f"/tasks/{key}.draw/return", expect=422, feedback=" ")).json()
    assert [one["pointer"] for one in blank["errors"]] == ["/feedback"]
    back = (await work.do("erin", f"/tasks/{key}.draw/return", feedback="Where is the door?")).json()
    assert (back["state"], back["claimed_by"], back["returned_by"]) == ("claimed", "otto", "erin")
    assert back["feedback"] == "Where is the door?"
    waiting = await work.get("erin", f"/tasks/{key}.make")
    assert (waiting["state"], waiting["held_up_by"], waiting["previous"][0]["done_by"]) == ("pending", ["draw"], None)
    await work.do("otto", f"/tasks/{key}.draw/complete")
    opened = await work.get("erin", f"/tasks/{key}.make")
    assert (opened["state"], opened["held_up_by"]) == ("open", [])


async def test_a_returned_task_takes_its_open_gate_back(work: Driver) -> None:
    """The decider sends work back before deciding; after a go there is only a recycle."""
    key = await begin(work)
    await everything(work, key)
    gate = await work.get("dora", f"/gates/{key}.G1")
    assert gate["state"] == "open"

    await work.do("dora", f"/tasks/{key}.make/return", feedback="It squeaks")
    again = await work.get("dora", f"/gates/{key}.G1")
    assert (again["state"], again["attempt"]) == ("pending", gate["attempt"] + 1)
    await work.do("erin", f"/tasks/{key}.make/complete")
    assert (await work.get("dora", f"/gates/{key}.G1"))["state"] == "open"


async def test_reopen(work: Driver) -> None:
    """The owner has settled work done again, by whoever takes it, with a reason on record."""
    key = await begin(work)
    await work.do("otto", f"/tasks/{key}.draw/complete")

    await work.do("otto", f"/tasks/{key}.draw/reopen", expect=403, reason="Mine")
    again = (await work.do("pia", f"/tasks/{key}.draw/reopen", reason="The market moved")).json()
    assert (again["state"], again["claimed_by"], again["reason"]) == ("open", None, "The market moved")
    assert (again["attempt"], again["done_by"]) == (2, None)
    assert (await work.get("pia", f"/tasks/{key}.make"))["state"] == "pending"


async def test_skip_only_what_is_optional(work: Driver) -> None:
    """By a candidate, with a rationale; work that is not optional is refused."""
    key = await begin(work)

    refused = (await work.do("otto", f"/tasks/{key}.draw/skip", expect=409, rationale="Dull")).json()
    assert "skip" not in refused["legal"]
    await work.do("erin", f"/tasks/{key}.translate/skip", expect=403, rationale="Not mine")
    await work.do("lena", f"/tasks/{key}.translate/skip", expect=422, rationale="")
    skipped = (await work.do("lena", f"/tasks/{key}.translate/skip", rationale="All read English")).json()
    assert (skipped["state"], skipped["reason"]) == ("skipped", "All read English")


async def test_cancel_a_task(work: Driver) -> None:
    """The owner takes work off the plan; what waited for it waits no more."""
    key = await begin(work)

    await work.do("otto", f"/tasks/{key}.draw/cancel", expect=403, reason="Dull")
    gone = (await work.do("pia", f"/tasks/{key}.draw/cancel", reason="It exists")).json()
    assert (gone["state"], gone["reason"]) == ("cancelled", "It exists")
    assert (await work.get("pia", f"/tasks/{key}.make"))["state"] == "open"


async def test_a_checklist_blocks(work: Driver) -> None:
    """Completing with unchecked items is refused and names them; checking claims the task."""
    key = await begin(work)
    task = f"{key}.measure"
    assert [item["checked"] for item in (await work.get("erin", f"/tasks/{task}"))["checklist"]] == [False, False]

    wrong = (await work.do("erin", f"/tasks/{task}/check", expect=422, item="smell")).json()
    assert [one["pointer"] for one in wrong["errors"]] == ["/item"]
    begun = (await work.do("erin", f"/tasks/{task}/check", item="height")).json()
    assert (begun["claimed_by"], [item["checked"] for item in begun["checklist"]]) == ("erin", [True, False])
    assert (await work.do("erin", f"/tasks/{task}/complete", expect=409)).json()["unchecked"] == ["weight"]
    await work.do("emil", f"/tasks/{task}/check", expect=409, item="weight")
    await work.do("erin", f"/tasks/{task}/check", item="height", done=False)
    for item in ("weight", "height"):
        await work.do("erin", f"/tasks/{task}/check", item=item)
    assert (await work.do("erin", f"/tasks/{task}/complete")).json()["state"] == "done"


@pytest.mark.parametrize(
    ("answers", "pointers"),
    [
        pytest.param(None, ["/answers"], id="none"),
        pytest.param({}, ["/answers/asked", "/answers/quote"], id="all missing"),
        pytest.param({"asked": 2, "quote": 1}, ["/answers/asked", "/answers/quote"], id="one problem each"),
        pytest.param({**FITTING, "a/b": 1}, ["/answers/a~1b"], id="pointers are escaped"),
        pytest.param({**FITTING, "by/day": [1, "two"]}, ["/answers/by~1day/1"], id="inside a list"),
        pytest.param({**FITTING, "quote": "x" * 17_000}, ["/answers"], id="too large"),
        pytest.param({**FITTING, "quote": "bell \u0007"}, ["/answers/quote"], id="a control character"),
    ],
)
async def test_a_form_is_answered_as_it_asks(work: Driver, answers: Any, pointers: list[str]) -> None:
    """Whatever does not fit is pointed at, all at once, and nothing changes."""
    key = await begin(work)
    before = await work.settled()

    refused = (await work.do("erin", f"/tasks/{key}.survey/complete", expect=422, answers=answers)).json()

    assert sorted(one["pointer"] for one in refused["errors"]) == pointers
    assert await work.settled() == before


@pytest.mark.parametrize("value", [b"NaN", b"1e999", b"[" * 99 + b"]" * 99])
async def test_answers_that_nothing_can_bear(work: Driver, value: bytes) -> None:
    """No number without a value, nothing nested without end."""
    key = await begin(work)
    body = b'{"answers": {"asked": ' + value + b"}}"

    for method, path in (("POST", "complete"), ("PUT", "draft")):
        reply = await work.by("erin").request(
            method, f"/api/v1/tasks/{key}.survey/{path}", content=body, headers={"Content-Type": "application/json"}
        )
        assert reply.status_code == 422, reply.text
        assert [one["pointer"] for one in reply.json()["errors"]] == ["/answers"]


async def test_answers_are_on_record(work: Driver) -> None:
    """In the task and in the log; the form shows with the task."""
    key = await begin(work)
    task = f"{key}.survey"
    assert (await work.get("erin", f"/tasks/{task}"))["form"]["required"] == ["asked", "quote"]

    await work.do("erin", f"/tasks/{task}/complete", answers=FITTING)
    await work.settled()

    assert (await work.get("pia", f"/tasks/{task}"))["answers"] == FITTING
    log = (await work.get("pia", f"/launches/{key}/events", limit=200))["items"]
    assert [event["data"]["answers"] for event in log if event["action"] == "task.completed"] == [FITTING]


async def test_drafts_survive(work: Driver) -> None:
    """Unfinished answers are kept for their writer alone, until they complete the task."""
    key = await begin(work)
    path = f"/api/v1/tasks/{key}.survey/draft"

    assert (await work.by("erin").get(path)).json()["updated_at"] is None
    saved = await work.by("erin").put(path, json={"answers": {"quote": 5}})
    assert (saved.status_code, saved.json()["answers"]) == (200, {"quote": 5})
    await work.by("erin").put(path, json={"answers": {"quote": "I wo"}})
    await work.by("emil").put(path, json={"answers": {"asked": 1}})
    assert (await work.by("erin").get(path)).json()["answers"] == {"quote": "I wo"}
    assert (await work.by("lena").put(path, json={"answers": {}})).status_code == 403
    assert (await work.by("erin").put(path, json={"answers": {"x": "y" * 17_000}})).status_code == 422

    await work.do("erin", f"/tasks/{key}.survey/complete", answers=FITTING)
    assert (await work.by("erin").get(path)).json()["answers"] == {}
    assert (await work.by("emil").get(path)).json()["answers"] == {"asked": 1}
    assert (await work.by("emil").put(path, json={"answers": {}})).status_code == 409
    assert (await work.by("emil").delete(path)).json()["answers"] == {}
    assert (await work.by("emil").get(path)).json()["updated_at"] is None
    for method in ("GET", "DELETE"):
        assert (await work.by("emil").request(method, "/api/v1/tasks/AB-1.x/draft")).status_code == 404


async def test_priority_and_follow_up(work: Driver) -> None:
    """A task has an urgency of its own and a day to look at it again, until they are taken back."""
    key = await begin(work)
    task = f"{key}.draw"
    day = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()

    await work.do("erin", f"/tasks/{task}/plan", expect=403, priority=1)
    wrong = (await work.do("pia", f"/tasks/{task}/plan", expect=422, follow_up_on="2001-01-01")).json()
    assert [one["pointer"] for one in wrong["errors"]] == ["/follow_up_on"]
    planned = (await work.do("dora", f"/tasks/{task}/plan", priority=1, follow_up_on=day)).json()
    assert (planned["priority"], planned["follow_up_on"], planned["follow_up_at"]) == (1, day, f"{day}T09:00:00Z")
    taken_back = (await work.do("pia", f"/tasks/{task}/plan")).json()
    assert (taken_back["priority"], taken_back["follow_up_on"], taken_back["follow_up_at"]) == (3, None, None)


async def test_who_did_the_previous_task(work: Driver) -> None:
    """It shows, and rules see it: whoever did the work does not inspect it, by claim, by assignment or otherwise."""
    key = await begin(work)
    await work.do("otto", f"/tasks/{key}.draw/complete")
    await work.do("erin", f"/tasks/{key}.make/complete")

    task = await work.get("pia", f"/tasks/{key}.inspect")
    assert [(one["id"], one["done_by"]) for one in task["previous"]] == [(f"{key}.make", "erin")]
    assert task["previous"][0]["done_at"]
    assert (task["not_by"], task["barred"]) == (["make"], ["erin"])
    for act in ("claim", "complete"):
        refused = (await work.do("erin", f"/tasks/{key}.inspect/{act}", expect=403)).json()
        assert refused["type"] == "urn:slipway:problem:self-approval"
    refused = (await work.do("pia", f"/tasks/{key}.inspect/assign", expect=403, assignee="erin")).json()
    assert (refused["type"], refused["person"]) == ("urn:slipway:problem:self-approval", "erin")
    assert "inspect" not in await inbox(work, "erin", key)
    await work.do("emil", f"/tasks/{key}.inspect/complete")


async def test_an_upstream_slip_names_who_waits(work: Driver) -> None:
    """The log says which tasks are held up, whose they are and whom they wait for."""
    key = await begin(work)
    await work.do("otto", f"/tasks/{key}.draw/complete")
    await work.do("erin", f"/tasks/{key}.make/claim")
    await work.do("pia", f"/tasks/{key}.draw/return", feedback="Once more")
    await work.settled()

    log = (await work.get("pia", f"/launches/{key}/events", limit=200))["items"]
    (slip,) = (event for event in log if event["action"] == "task.slipped")
    assert slip["target"] == "draw"
    assert slip["data"] == {
        "because": "returned",
        "waits_for": ["person:otto"],
        "dependants": [
            {"task": "make", "owners": ["person:erin"]},
            {"task": "inspect", "owners": ["role:engineer"]},
        ],
    }
    assert (await work.get("erin", f"/tasks/{key}.make"))["state"] == "claimed", "who has begun keeps what they hold"


async def test_each_act_minds_versions_and_repeats(work: Driver) -> None:
    """A stale `If-Match` is refused; a repeat under one key has one effect and one reply."""
    key = await begin(work)
    url = f"/api/v1/tasks/{key}.draw/assign"
    stale = await work.by("pia").post(url, json={"assignee": "otto"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412

    headers = {"Idempotency-Key": f"{key}-once"}
    first = await work.by("pia").post(url, json={"assignee": "otto"}, headers=headers)
    again = await work.by("pia").post(url, json={"assignee": "otto"}, headers=headers)
    other = await work.by("pia").post(url, json={"assignee": "pia"}, headers=headers)
    assert (first.status_code, again.content, other.status_code) == (200, first.content, 422)
