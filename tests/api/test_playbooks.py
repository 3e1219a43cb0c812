"""Playbooks over HTTP."""

import httpx

from tests.api.driver import PILOT, Driver

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
