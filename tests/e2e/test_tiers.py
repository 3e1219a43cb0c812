"""The largest launch there is, by the people of the sample organisation, through the API."""

import io
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from cli.demo import story
from cli.demo.crew import Crew
from cli.demo.narrator import Narrator
from cli.demo.report import event_of
from cli.demo.stagecraft import Launch
from cli.furnish import sample_organisation
from cli.stack import Stack, StackOptions
from domain.events import broken_at
from tests.playbooks.walk import GOOD, PROOF

pytestmark = pytest.mark.e2e

GATES = ("G0", "G1", "G2", "G3", "G4", "G5")


async def prove(launch: Launch) -> None:
    """Put on record what gates ask for; who records a metric is in its department."""
    for who, kind, title in PROOF:
        await launch.add_evidence(who, kind, title, "https://proof.example", 4)
    readings = []
    for metric in (await launch.crew.read(launch.owner, f"/launches/{launch.key}/metrics"))["items"]:
        by = next(one for one in launch.crew.members.values() if metric["department"] in one.departments)
        readings.append((by.id, metric["id"], GOOD[metric["id"]], "dashboard"))
    await launch.measure(*readings)


async def file_the_business_case(launch: Launch) -> None:
    """A document with a digest, for the task that wrote it."""
    case = {"type": "document", "title": "Business case", "source": "https://files.example/case", "strength": 4}
    case |= {"sha256": "c" * 64, "target": "business_case", "observed_at": (await launch.now()).isoformat()}
    await launch.act("paul", f"/launches/{launch.key}/evidence", case)


async def pass_gate(launch: Launch, gate: str) -> None:
    """Everybody who is asked says their word, and the accountable person decides."""
    view = await launch.gate(gate)
    if view["attest"]:
        await launch.attest(gate)
    if view["scorecard"]:
        await launch.score(gate)
    if view["seats"]:
        await launch.vote(gate)
    await launch.decide(gate, "go", "Everything asked for is there.")


@pytest.mark.timeout(300)
async def test_a_t1_launch_goes_from_idea_to_review(tmp_path: Path) -> None:
    """Every department works, attests, scores and votes; each gate goes at the first attempt; the log is whole."""
    organisation = sample_organisation()
    facts = {**story.WANTED["facts"], "outside_vendor": True, "new_executable": True}
    async with Stack(StackOptions(tmp_path, 0, 0, 0, for_demonstration=True)) as stack:
        tokens = await stack.furnished.tokens((person.id for person in organisation.people), "test")
        async with httpx.AsyncClient(base_url=stack.url, timeout=30, trust_env=False) as http:
            crew = Crew.of(organisation, tokens, http)
            tell = Narrator(Console(file=io.StringIO()))
            wanted = {**story.WANTED, "tier": "T1", "facts": facts}
            launch = await story.start(crew, tell, stack.engine.address, wanted)
            for gate in GATES:
                await launch.work(pace=timedelta(hours=2))
                while (await launch.gate(gate))["state"] == "pending":  # the review waits for its days
                    await launch.time.passes(timedelta(days=31))
                    await launch.work(pace=timedelta(hours=2))
                if gate in {"G1", "G5"}:  # what was fresh at the first still is, before the months of the review
                    await prove(launch)
                if gate == "G1":
                    await file_the_business_case(launch)
                await pass_gate(launch, gate)
                assert all(one["passed"] for one in (await launch.gate(gate))["criteria"])
            view = await launch.until("it is finished", lambda view: view["state"] == "finished")
            events = [event_of(item) for item in await launch.events()]

    assert view["playbook"] == "standard@2"
    assert [event.target for event in events if event.action == "gate.decided"] == list(GATES)
    assert broken_at(launch.key, events) is None
    assert events[-1].hash == view["head"]
