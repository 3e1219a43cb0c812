"""Launches of a playbook that is made to be changed under way, and what tests of changes do again and again."""

from pathlib import Path
from typing import Any

from tests.api.driver import Driver

PLAYBOOK = (Path(__file__).parent / "change.yaml").read_text()


async def publish(api: Driver) -> None:
    """Publish the playbook, once or again."""
    reply = await api.by("opal").post(
        "/api/v1/playbooks", content=PLAYBOOK, headers={"Content-Type": "application/yaml"}
    )
    assert reply.status_code in {200, 201}, reply.text


async def at_first_gate(api: Driver, **wanted: Any) -> tuple[str, str]:
    """A launch whose first gate is open; its key and the gate's id."""
    await publish(api)
    key = await api.launch(playbook="change@1", **wanted)
    return key, await api.build(key)


async def past_first_gate(api: Driver, **wanted: Any) -> tuple[str, str]:
    """A launch whose first gate has passed; its key and the second gate's id."""
    key, gate = await at_first_gate(api, **wanted)
    await api.pass_votes(gate)
    await api.do("dora", f"/gates/{gate}/decision", decision="go", rationale="Everybody is for it")
    return key, f"{key}.G2"


async def preview(api: Driver, key: str, expect: int = 200, by: str = "pia", **wanted: Any) -> Any:
    """What a change would do."""
    return (await api.do(by, f"/launches/{key}/change-requests/preview", expect, **wanted)).json()


async def change(api: Driver, key: str, by: str = "pia", **wanted: Any) -> Any:
    """Preview a change and make it; answers the launch."""
    impact = await preview(api, key, by=by, **wanted)
    body = {"reason": "The market moved", **wanted, "impact": impact["digest"]}
    return (await api.do(by, f"/launches/{key}/change-requests", **body)).json()


def words(gate: Any) -> set[str]:
    """Whose word on a gate counts."""
    return {vote["seat"] for vote in gate["votes"]} | {said["department"] for said in gate["attestations"]}


def voided(gate: Any) -> set[str]:
    """Whose word on a gate is void."""
    return {item["seat"] or item["department"] for item in gate["voided"]}
