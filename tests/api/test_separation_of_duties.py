"""Nobody approves their own work: everybody who has a part in a launch tries, through every door there is.

The launch is Dora's and was started by Pia; Otto and Erin did its work, Sami added what it rests on. All of them hold
every seat and decide, and so do their substitutes and those they stand in for: only their part stands in the way.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cli.local.engine import LocalEngine
from store.records import Organisation
from telemetry.setup import Telemetry
from tests.api.driver import PILOT, Driver, alone
from tests.api.organisation import DEPARTMENTS, ORGANISATION, PEOPLE, ROLES
from tests.support.databases import Databases

SEPARATE = "{policy: all@1, seats: [qa_lead, security_lead]}\n    separate: [owner, starter, doers, evidence]"
STRICT = PILOT.replace("{policy: all@1, seats: [qa_lead, security_lead]}", SEPARATE).replace(
    "playbook: pilot", "playbook: strict"
)
"""The pilot playbook, whose first gate keeps apart who added evidence too."""

INVOLVED = {"owner": "dora", "starter": "pia", "doer": "otto", "another doer": "erin", "evidence provider": "sami"}
EVERYTHING = ("pm", "engineer", "dir_pm", "qa_lead", "security_lead", "vp")
PAIRS = {person: (f"{person}_s", f"{person}_p") for person in INVOLVED.values()}
"""For each of them, who stands in for them, and for whom they stand in."""

DECISIONS: tuple[dict[str, Any], ...] = (
    {"decision": "go"},
    {"decision": "go", "override": True},
    {"decision": "recycle", "recycle_to": "build"},
    {"decision": "hold"},
    {"decision": "kill"},
    {
        "decision": "conditional_go",
        "conditions": [{"title": "Guide", "department": "product", "owner": "pia", "before_gate": "G2", "due_days": 3}],
    },
)


@dataclass
class Stage:
    """A launch whose first gate is open, with everybody in place."""

    api: Driver
    key: str

    @property
    def gate(self) -> str:
        """The gate in question."""
        return f"{self.key}.G1"

    async def send(self, by: str, path: str, body: dict[str, Any], behalf: str | None = None) -> httpx.Response:
        """Try something at the gate."""
        headers = {"On-Behalf-Of": behalf} if behalf else {}
        return await self.api.by(by).post(f"/api/v1/gates/{self.gate}{path}", json=body, headers=headers)

    async def attempts(self, by: str, behalf: str | None = None) -> list[httpx.Response]:
        """Every act that approves something at a gate, by one person."""
        tried = [
            await self.send(by, "/votes", {"choice": choice, "rationale": "Mine", "seat": seat}, behalf)
            for choice in ("approve", "reject", "abstain", "veto")
            for seat in ("qa_lead", "security_lead", None)
        ]
        tried += [await self.send(by, "/decision", {"rationale": "Mine", **body}, behalf) for body in DECISIONS]
        return tried


@pytest.fixture(scope="module")
async def theatre(databases: Databases, engine: LocalEngine, telemetry: Telemetry) -> AsyncIterator[Driver]:
    """A Slipway of its own, with people who may do everything but for their part in the launch."""
    async with alone(databases, engine, telemetry) as driver:
        names = [*INVOLVED.values(), *(name for pair in PAIRS.values() for name in pair), "opal", "nora", "vera"]
        people = tuple(
            replace(
                PEOPLE[0],
                id=name,
                name=name,
                email=f"{name}@example.com",
                departments=DEPARTMENTS,
                roles=(*EVERYTHING, "operator") if name == "opal" else EVERYTHING,
            )
            for name in names
        )
        await driver.slipway.people.load_organisation(
            Organisation(ORGANISATION.departments, ORGANISATION.roles, people)
        )
        driver.tokens |= {name: (await driver.slipway.tokens.issue(name, "test")).plaintext for name in names}
        published = await driver.by("opal").post(
            "/api/v1/playbooks", content=STRICT, headers={"Content-Type": "application/yaml"}
        )
        assert published.status_code == 201, published.text
        for person, (substitute, principal) in PAIRS.items():
            await hand_over(driver, person, substitute)
            await hand_over(driver, principal, person)
        yield driver


async def hand_over(api: Driver, principal: str, substitute: str) -> str:
    """Name a substitute for a month; returns the delegation's id."""
    until = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    made = await api.do(principal, "/delegations", expect=201, substitute=substitute, ends_at=until)
    said: str = made.json()["id"]
    return said


async def prepared(api: Driver) -> Stage:
    """A launch of Dora's that Pia started, worked on by Otto and Erin, resting on what Sami found."""
    key = await api.launch(playbook="strict", owner="dora")
    await api.do("otto", f"/tasks/{key}.describe/complete")
    await api.do("erin", f"/tasks/{key}.make/complete")
    await add_evidence(api, "sami", key, "make")
    await api.do("nora", f"/gates/{key}.G1/attestations", department="legal", ready=True)
    return Stage(api, key)


async def add_evidence(api: Driver, by: str, key: str, target: str | None) -> None:
    """Put something on record for a task, a gate or the launch."""
    body = {"type": "document", "title": "Notes", "source": "wiki", "strength": 3, "target": target}
    await api.do(by, f"/launches/{key}/evidence", expect=201, observed_at="2026-03-02T09:00:00Z", **body)


async def test_no_self_approval_ever_succeeds(theatre: Driver) -> None:
    """By nobody involved, for nobody involved, through nobody's hands: 0 of all that are tried."""
    stage = await prepared(theatre)
    cast: list[tuple[str, str | None, str]] = []
    for part, person in INVOLVED.items():
        substitute, principal = PAIRS[person]
        cast += [
            (person, None, part),
            (substitute, person, f"the substitute of the {part}, for them"),
            (person, principal, f"the {part}, for the principal"),
            (
                substitute,
                principal,
                f"the substitute of the {part}, through the hands of the {part}",
            ),
        ]

    tried = 0
    for by, behalf, part in cast:
        for reply in await stage.attempts(by, behalf):
            tried += 1
            assert reply.status_code == 403, f"{part}: {reply.request.url} {reply.text}"
            assert reply.json()["type"] == "urn:slipway:problem:self-approval", part
    assert tried == 20 * 18

    gate = await theatre.get("opal", f"/gates/{stage.gate}")
    assert (gate["state"], gate["decision"], gate["past"], gate["votes"]) == ("open", None, [], [])
    assert set(INVOLVED.values()) <= set(gate["conflicted"])


async def test_nobody_involved_is_added_as_an_approver(theatre: Driver) -> None:
    """A seat of one's own is no way round the separation either."""
    stage = await prepared(theatre)
    for person in INVOLVED.values():
        reply = await stage.send("opal", "/approvers", {"person": person, "reason": "They know it best"})
        assert (reply.status_code, reply.json()["type"]) == (403, "urn:slipway:problem:self-approval"), person


async def test_an_operator_is_barred_like_anybody(theatre: Driver) -> None:
    """Operators who own a launch, or did its work, decide nothing on it; nor does an operator's substitute."""
    key = await theatre.launch(playbook="strict", owner="opal")
    await theatre.do("opal", f"/tasks/{key}.describe/complete")
    await theatre.do("erin", f"/tasks/{key}.make/complete")
    made = await hand_over(theatre, "opal", "vera")
    stage = Stage(theatre, key)

    for reply in (*await stage.attempts("opal"), *await stage.attempts("vera", "opal")):
        assert (reply.status_code, reply.json()["type"]) == (403, "urn:slipway:problem:self-approval")
    await theatre.by("opal").delete(f"/api/v1/delegations/{made}")


async def test_taking_part_later_voids_the_ballot(theatre: Driver) -> None:
    """Who voted and then adds what the gate rests on: the ballot is void at once, and says why."""
    stage = await prepared(theatre)
    assert (await stage.send("nora", "/votes", {"choice": "approve", "seat": "qa_lead"})).status_code == 200
    assert (await stage.send("vera", "/votes", {"choice": "approve", "seat": "security_lead"})).status_code == 200
    await add_evidence(theatre, "nora", stage.key, None)

    seen = [await theatre.get(person, f"/gates/{stage.gate}") for person in ("nora", "vera", "opal")]
    assert [[vote["voter"] for vote in gate["votes"]] for gate in seen] == [["vera"]] * 3, "once shown, shown for good"
    assert all(gate["asked"] == ["qa_lead"] for gate in seen)
    assert "qa_lead is empty again: nora has a part in what is judged" in seen[0]["waiting"]
    log = (await theatre.get("opal", f"/launches/{stage.key}/events", limit=200))["items"]
    (void,) = [one for one in log if one["action"] == "gate.vote_voided"]
    assert void["data"] == {"seat": "qa_lead", "voter": "nora", "person": "nora", "because": "conflict"}
    for reply in await stage.attempts("nora"):
        assert reply.status_code in {403, 409}, "barred, or the seat is Vera's"
    barred = await stage.send("nora", "/votes", {"choice": "approve", "seat": "qa_lead"})
    assert barred.json()["type"] == "urn:slipway:problem:self-approval"
    go = await stage.send("opal", "/decision", {"decision": "go", "rationale": "Now"})
    assert go.status_code == 409, "a seat is empty again"


async def test_doing_the_work_later_bars_from_the_next_attempt(theatre: Driver) -> None:
    """Who voted, and after a recycle did the work, is a doer then; so are both, if it was done for somebody."""
    stage = await prepared(theatre)
    assert (await stage.send("nora", "/votes", {"choice": "reject", "rationale": "No"})).status_code == 200
    back = {"decision": "recycle", "recycle_to": "build", "rationale": "Again"}
    assert (await stage.send("opal", "/decision", back)).status_code == 200
    made = await hand_over(theatre, "vera", "nora")
    done = await theatre.by("nora").post(
        f"/api/v1/tasks/{stage.key}.describe/complete", json={}, headers={"On-Behalf-Of": "vera"}
    )
    assert done.status_code == 200, done.text
    await theatre.do("erin", f"/tasks/{stage.key}.make/complete")

    for by, behalf in (("nora", None), ("vera", None), ("nora", "vera")):
        for reply in await stage.attempts(by, behalf):
            assert reply.json()["type"] == "urn:slipway:problem:self-approval", (by, behalf)
    await theatre.by("vera").delete(f"/api/v1/delegations/{made}")


async def test_a_delegation_made_later_gives_no_second_ballot(theatre: Driver) -> None:
    """Vera voted; whoever then becomes her substitute, or she as theirs, fills no other seat with that."""
    stage = await prepared(theatre)
    assert (await stage.send("vera", "/votes", {"choice": "approve", "seat": "qa_lead"})).status_code == 200
    for principal, substitute in (("vera", "nora"), ("nora", "vera")):
        made = await hand_over(theatre, principal, substitute)
        body = {"choice": "approve", "seat": "security_lead"}
        reply = await stage.send(substitute, "/votes", body, principal)
        assert (reply.status_code, reply.json()["type"]) == (409, "urn:slipway:problem:conflict"), reply.text
        await theatre.by(principal).delete(f"/api/v1/delegations/{made}")


async def test_whoever_had_no_part_may(theatre: Driver) -> None:
    """The same acts succeed by others, so it is the part alone that bars; a claim given back is none."""
    stage = await prepared(theatre)
    made = await hand_over(theatre, "vera", "nora")
    voted = await stage.send("nora", "/votes", {"choice": "approve", "seat": "qa_lead"}, "vera")
    assert voted.status_code == 200, voted.text
    second = await stage.send("dora_s", "/votes", {"choice": "approve", "seat": "security_lead"})
    assert second.status_code == 200, "a substitute who did nothing votes for herself"
    go = await stage.send("dora_p", "/decision", {"decision": "go", "rationale": "All are for it"})
    assert go.status_code == 200, go.text
    await theatre.by("vera").delete(f"/api/v1/delegations/{made}")


async def test_whoever_left_hands_nothing_over(theatre: Driver) -> None:
    """Neither as the principal nor in between; and nobody names somebody who has left."""
    stage = await prepared(theatre)
    made = [await hand_over(theatre, "vera", "nora"), await hand_over(theatre, "nora", "opal")]
    body = {"choice": "approve", "seat": "qa_lead"}
    for person in ("vera", "nora"):
        before = await theatre.slipway.people.show(person)
        await theatre.slipway.people.load_organisation(Organisation(people=(replace(before, active=False),)))
        assert (await stage.send("opal", "/votes", body, "vera")).status_code == 403
        until = (datetime.now(UTC) + timedelta(days=30)).isoformat()
        refused = await theatre.do("opal", "/delegations", expect=422, substitute=person, ends_at=until)
        assert [one["pointer"] for one in refused.json()["errors"]] == ["/substitute"]
        await theatre.slipway.people.load_organisation(Organisation(people=(before,)))
    assert (await stage.send("opal", "/votes", body, "vera")).status_code == 200
    for name in made:
        await theatre.by("opal").delete(f"/api/v1/delegations/{name}")


def test_everybody_could_otherwise() -> None:
    """The roles that the people here hold are all that the playbook asks for."""
    assert set(EVERYTHING) == set(ROLES) - {"operator"}
