"""Expressions and changes under way: a gate is right at once, not only after the next command."""

from typing import Any

import pytest

from tests.api.changing import PLAYBOOK, change
from tests.api.driver import Driver

CHEAP = """criteria:
      - {id: cheap, title: It is cheap, level: must, kind: cel, with: {expression: "price < 11"}}
      - {id: proven, title: It is proven, level: should, kind: cel, with: {expression: "tasks.make && !tasks.measure"}}
      - {id: small, title: It is small, level: should, kind: cel, with: {expression: "tier == 'T2'"}}
"""


@pytest.fixture(scope="module")
async def expressed(api: Driver) -> Driver:
    """With the playbook that is made to be changed, whose first gate has expressions."""
    text = PLAYBOOK.replace("playbook: change", "playbook: expressed").replace("criteria:\n", CHEAP, 1)
    published = await api.by("opal").post(
        "/api/v1/playbooks", content=text, headers={"Content-Type": "application/yaml"}
    )
    assert published.status_code == 201, published.text
    return api


async def criteria(api: Driver, gate: str) -> dict[str, tuple[bool, str]]:
    """How each expression stands."""
    shown = await api.get("dora", f"/gates/{gate}")
    return {one["id"]: (one["passed"], one["why"]) for one in shown["criteria"] if one["kind"] == "cel"}


async def test_a_change_of_a_fact_is_evaluated_at_once(expressed: Driver) -> None:
    """Both ways; recorded with the change, so that the gate needs nobody to look again."""
    gate = await expressed.build(await expressed.launch(playbook="expressed@1"))
    key = gate.partition(".")[0]
    await expressed.pass_votes(gate)
    assert (await criteria(expressed, gate))["cheap"][0]

    await change(expressed, key, facts={"price": 12})
    passed, why = (await criteria(expressed, gate))["cheap"]
    assert (passed, "price is 12" in why) == (False, True), why
    await change(expressed, key, facts={"price": 9})
    assert (await criteria(expressed, gate))["cheap"][0]

    await expressed.settled()
    log = (await expressed.get("pia", f"/launches/{key}/events", limit=200))["items"]
    found = [one["data"]["passed"] for one in log if one["data"].get("criterion") == "cheap"]
    assert found[-2:] == [False, True]
    decision: dict[str, Any] = {"decision": "go", "rationale": "It is cheap"}
    await expressed.do("lena", f"/gates/{gate}/attestations", department="legal", ready=True)
    await expressed.do("sami", f"/gates/{gate}/votes", choice="approve", rationale="It works")
    await expressed.do("dora", f"/gates/{gate}/decision", **decision)


async def test_what_a_larger_tier_brings_is_evaluated_too(expressed: Driver) -> None:
    """Work that is new is not done. What stays as it was is not recorded again."""
    gate = await expressed.build(await expressed.launch(playbook="expressed@1"))
    key = gate.partition(".")[0]
    before = await criteria(expressed, gate)
    await change(expressed, key, tier="T1")  # the gate waits for the new work, and is judged already

    await expressed.settled()
    log = (await expressed.get("pia", f"/launches/{key}/events", limit=200))["items"]
    changed = next(event["seq"] for event in log if event["action"] == "launch.changed")
    after = [event for event in log if event["action"] == "criterion.evaluated" and event["seq"] > changed]
    assert {name: passed for name, (passed, _) in before.items()} == {"cheap": True, "proven": False, "small": True}
    assert {event["data"]["criterion"]: event["data"]["passed"] for event in after} == {"proven": True, "small": False}


async def test_a_change_of_words_alone_evaluates_nothing(expressed: Driver) -> None:
    """No expression speaks of them."""
    gate = await expressed.build(await expressed.launch(playbook="expressed@1"))
    key = gate.partition(".")[0]
    before = await criteria(expressed, gate)
    await change(expressed, key, scope="Only Europe")

    assert await criteria(expressed, gate) == before
