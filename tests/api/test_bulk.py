"""Many commands in one request."""

import asyncio
from typing import Any

from api.routes.bulk import OPS
from tests.api.driver import Driver


def command(op: str, target: str, **body: Any) -> dict[str, Any]:
    """One of many."""
    return {"op": op, "target": target, **body}


async def test_each_is_carried_out_as_its_own_endpoint_would(api: Driver) -> None:
    """In order within a launch; what is refused says the same problem, and is counted."""
    one, two = await api.launch(), await api.launch()
    commands = [
        command("claim", f"{one}.make"),
        command("claim", f"{two}.make"),
        command("complete", f"{one}.make", note="Made"),
        command("complete", f"{one}.describe"),
        command("unclaim", f"{two}.make"),
        command("vote", f"{one}.G1", choice="approve"),
        command("claim", "nix"),
    ]

    said = (await api.do("erin", "/bulk", commands=commands)).json()

    assert [result["status"] for result in said["results"]] == [200, 200, 200, 403, 200, 409, 404]
    assert (said["done"], said["failed"]) == (4, 3)
    assert [result["target"] for result in said["results"]] == [one["target"] for one in commands]
    assert said["results"][2]["body"] == await api.get("erin", f"/tasks/{one}.make")
    for result, path in (
        (said["results"][3], f"/tasks/{one}.describe/complete"),
        (said["results"][6], "/tasks/nix/claim"),
    ):
        own = (await api.do("erin", path, expect=result["status"])).json()
        same = set(own) - {"request_id", "trace_id"}
        assert {name: result["problem"][name] for name in same} == {name: own[name] for name in same}


async def test_gates_in_bulk(api: Driver) -> None:
    """Attesting and voting at many gates at once."""
    gates = [await api.build(await api.launch()) for _ in range(3)]

    attested = [command("attest", gate, department="legal", ready=True) for gate in gates]
    said = (await api.do("lena", "/bulk", commands=attested)).json()
    voted = [command("vote", gate, choice="approve") for gate in gates]
    ballots = (await api.do("quin", "/bulk", commands=voted)).json()

    assert said["failed"] == ballots["failed"] == 0
    for gate in gates:
        shown = await api.get("quin", f"/gates/{gate}")
        assert (len(shown["attestations"]), len(shown["votes"])) == (1, 1)


async def test_what_cannot_be_read_is_refused_before_anything_is_done(api: Driver) -> None:
    """Every error of every command is pointed at."""
    task = f"{await api.launch()}.make"
    before = await api.settled()

    refused = await api.do(
        "erin",
        "/bulk",
        expect=422,
        commands=[
            command("claim", task),
            command("dance", task),
            command("complete", task, note=7),
            command("vote", task, choice="maybe", colour="blue"),
        ],
    )

    pointers = {one["pointer"] for one in refused.json()["errors"]}
    assert pointers == {"/commands/1/op", "/commands/2/note", "/commands/3/choice", "/commands/3/colour"}
    assert await api.settled() == before
    for commands in ([], [command("claim", task)] * 101, [{"op": "claim"}]):
        await api.do("erin", "/bulk", expect=422, commands=commands)


async def test_bulk_happens_once(api: Driver) -> None:
    """A repeat of what went well is byte-identical; of what did not, only that is tried again."""
    key = await api.launch()
    headers = {"Idempotency-Key": f"bulk-{key}"}
    body = {"commands": [command("claim", f"{key}.make"), command("vote", f"{key}.G1", choice="approve")]}

    async def send(person: str, **more: Any) -> Any:
        return await api.by(person).post("/api/v1/bulk", json={**body, **more}, headers=headers)

    first = (await send("erin")).json()
    again = (await send("erin")).json()
    assert (first["failed"], again["failed"]) == (1, 1)
    assert first["results"][0]["seq"] == again["results"][0]["seq"]
    body = {"commands": [command("complete", f"{key}.make"), command("claim", f"{await api.launch()}.make")]}
    headers = {"Idempotency-Key": f"bulk-again-{key}"}
    replies = await asyncio.gather(*(send("erin") for _ in range(3)))
    assert {reply.content for reply in [*replies, await send("erin")]} == {replies[0].content}
    log = (await api.get("erin", f"/launches/{key}/events", limit=200))["items"]
    assert [event["action"] for event in log].count("task.claimed") == 1
    assert [event["action"] for event in log].count("task.completed") == 1


async def test_a_stale_version_is_refused_in_bulk_too(api: Driver) -> None:
    """`expected_version` is the `If-Match` of one command."""
    task = f"{await api.launch()}.make"

    said = (await api.do("erin", "/bulk", commands=[command("claim", task, expected_version=1)])).json()

    assert [result["status"] for result in said["results"]] == [412]


async def test_every_op_is_an_endpoint(api: Driver) -> None:
    """The registry names real addresses, and the description names every op."""
    described = (await api.client().get("/api/v1/openapi.json")).json()["paths"]

    for name, op in OPS.items():
        assert any(op.path.replace("{}", part) in path for path in described for part in ("{task_id}", "{gate_id}"))
        assert f"`{name}`" in described["/api/v1/bulk"]["post"]["description"]
