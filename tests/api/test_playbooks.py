"""Playbooks over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest

from store.records import Organisation
from tests.api.driver import PILOT, Driver
from tests.api.organisation import PEOPLE

YAML = {"Content-Type": "text/yaml; charset=utf-8"}


async def publish(api: Driver, person: str, source: str | bytes) -> httpx.Response:
    """Publish as somebody."""
    return await api.by(person).post("/api/v1/playbooks", content=source, headers=YAML)


async def test_publishing(api: Driver) -> None:
    """A version is published once, found by its name, and the newest by the name alone."""
    second = PILOT.replace("version: 1", "version: 2").replace("title: Pilot", "title: Second pilot", 1)
    second = second.replace("playbook: pilot", "playbook: versions")
    first = second.replace("version: 2", "version: 1")

    for source in (first, second, second):
        assert (await publish(api, "opal", source)).status_code == 201

    newest = await api.get("pia", "/playbooks/versions")
    assert (newest["version"], newest["title"], newest["published_by"]) == (2, "Second pilot", "opal")
    assert newest["source"] == second
    assert (await api.get("pia", "/playbooks/versions@1"))["source"] == first
    listed = (await api.get("pia", "/playbooks", limit=200))["items"]
    assert [one["version"] for one in listed if one["id"] == "versions"] == [1, 2]
    await api.get("pia", "/playbooks/versions@3", expect=404)


async def test_a_version_never_changes(api: Driver) -> None:
    """The same version with other content is refused."""
    refused = await publish(api, "opal", PILOT.replace("Three sentences.", "Four sentences."))

    assert refused.status_code == 409
    assert (await api.get("pia", "/playbooks/pilot"))["source"] == PILOT


async def test_only_operators_publish(api: Driver) -> None:
    """Others may read."""
    before = await api.settled()

    assert (await publish(api, "pia", PILOT.replace("pilot", "mine"))).status_code == 403
    assert await api.settled() == before


async def test_mistakes_are_pointed_at(api: Driver) -> None:
    """A playbook that cannot work is refused with every finding; what is no text at all is malformed."""
    before = await api.settled()

    wrong = await publish(api, "opal", PILOT.replace("closes: [release]", "closes: [nowhere]"))
    assert wrong.status_code == 422
    assert wrong.json()["type"] == "urn:slipway:problem:playbook-invalid"
    assert "/gates/1/closes/0" in [one["pointer"] for one in wrong.json()["errors"]]
    assert (await publish(api, "opal", b"\xff\xfe")).status_code == 400
    assert await api.settled() == before


@asynccontextmanager
async def without(api: Driver, *names: str) -> AsyncIterator[None]:
    """While some people have left."""
    people = [person for person in PEOPLE if person.id in names]
    gone = tuple(replace(person, active=False) for person in people)
    await api.slipway.people.load_organisation(Organisation(people=gone))
    try:
        yield
    finally:
        await api.slipway.people.load_organisation(Organisation(people=tuple(people)))


NAMED = PILOT.replace("playbook: pilot", "playbook: named")
PEOPLE_PATH = "/stages/0/tasks/0/people/1"


@pytest.mark.parametrize(
    ("old", "new", "pointer", "said"),
    [
        ("role: pm,", "role: pm, people: [otto, nobody],", PEOPLE_PATH, "There is no person `nobody`"),
        ("role: pm,", "role: pm, people: [otto, emil],", PEOPLE_PATH, "`emil` has left"),
        ("seats: [qa_lead, ", "seats: ['person:nobody', ", "/gates/0/vote/seats/0", "There is no person `nobody`"),
        ("  pm: ", "  astronaut: Astronaut\n  pm: ", "/roles/astronaut", "There is no role `astronaut`"),
        ("  legal: ", "  space: {title: Space}\n  legal: ", "/departments/space", "There is no department `space`"),
    ],
)
async def test_everybody_a_playbook_names_exists(api: Driver, old: str, new: str, pointer: str, said: str) -> None:
    """Departments, roles and people; each finding names its line and path, and nothing is written."""
    assert old in NAMED
    async with without(api, "emil"):
        before = await api.settled()
        wrong = (await publish(api, "opal", NAMED.replace(old, new, 1))).json()

    assert (wrong["status"], wrong["type"]) == (422, "urn:slipway:problem:playbook-invalid")
    (problem,) = wrong["errors"]
    assert problem["pointer"] == pointer
    assert said in problem["detail"]
    assert problem["detail"].startswith("playbook:")
    assert await api.settled() == before


async def test_everybody_a_plan_names_exists(api: Driver) -> None:
    """A shipped playbook is there for everybody; a launch that nobody could do does not start, and uses no key."""
    await api.slipway.playbooks.publish_shipped()
    before = await api.settled()

    sent = await api.by("pia").post("/api/v1/launches", json=api.wanted(playbook="standard", tier="T3"))

    assert sent.status_code == 422, sent.text
    said = [one["detail"] for one in sent.json()["errors"]]
    assert {one["pointer"] for one in sent.json()["errors"]} == {"/playbook"}
    assert any("departments.product.escalate_to: There is no role `head_product`" in one for one in said), said
    assert any("departments.qa: There is no department `qa` in the organisation." in one for one in said), said
    assert await api.settled() == before


async def test_a_task_needs_one_of_its_people(api: Driver) -> None:
    """Whoever left may still be named while somebody else is here; when nobody is, no launch starts."""
    book = PILOT.replace("playbook: pilot", "playbook: byname").replace("role: pm,", "people: [dora, otto],")
    assert (await publish(api, "opal", book)).status_code == 201
    wanted = api.wanted(playbook="byname")

    async with without(api, "dora"):
        assert (await api.by("pia").post("/api/v1/launches", json=wanted)).status_code == 201
    async with without(api, "dora", "otto"):
        refused = await api.by("pia").post("/api/v1/launches", json=wanted)
    assert refused.status_code == 422
    assert [one["detail"] for one in refused.json()["errors"]] == [
        "Nobody is in tasks.describe.people; the plan needs them."
    ]


async def test_yaml_is_asked_for(api: Driver) -> None:
    """JSON is not a playbook."""
    assert (await api.by("opal").post("/api/v1/playbooks", json={})).status_code == 415


async def test_a_playbook_may_be_large(api: Driver) -> None:
    """Larger than other bodies, yet not without end."""
    comment = "# " + "x" * 100_000 + "\n"

    assert (
        await publish(api, "opal", comment + PILOT.replace("playbook: pilot", "playbook: large"))
    ).status_code == 201
    assert (await publish(api, "opal", comment * 3 + PILOT)).status_code == 413
