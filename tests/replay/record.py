"""`python -m tests.replay.record`: drive launches of every shape on a real engine, and keep their histories.

Record again only when a change to the workflow is meant to strand no launch and a new shape is worth keeping: the
old files are what tells whether launches that are under way survive.
"""

import asyncio
import base64
import json
import re
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from temporalio.client import Client

from cli.local.engine import EngineOptions, LocalEngine
from domain.actors import Actor
from domain.ids import SYSTEM
from domain.launch.commands import (
    AddEvidence,
    Attest,
    BreakGlass,
    CastVote,
    ChangeLaunch,
    CompleteTask,
    ConfirmProposal,
    Decide,
    HoldLaunch,
    LeftWord,
    NewCondition,
    ResumeLaunch,
    ReturnTask,
    ReviewBallots,
    ScoreGate,
)
from domain.launch.consent import CURRENT
from domain.launch.state import Choice, DecisionKind
from domain.plan import CriterionPlan, Plan
from domain.playbooks.build import build_plan
from playbooks import calendars, conditions
from playbooks.loader import load, shipped
from service.converter import CONVERTER
from service.engine import Engine
from tests.support.eventually import eventually
from tests.workflow.driver import Drive, Launches, Ledger, worker_of
from tests.workflow.plans import (
    DESIGN_LEAD,
    DIRECTOR,
    ENGINEERING_LEAD,
    MAKER,
    OWNER,
    SEATS,
    SECURITY,
    SPONSOR,
    gate,
    many_tasks,
    plan,
    task,
)
from workflows import search_attributes as names

HISTORIES = Path(__file__).parent / "histories"
SUGGESTED_AT = 60
ENGINEER = Actor("eli", departments=("product", "engineering"), roles=("engineer",))
MANAGER = Actor("mia", roles=("pm",))
OPERATOR = Actor("opal", operator=True)
WHY = "The window closes on Friday, and we can undo it."

Story = Callable[[Launches], Awaitable[Drive]]


def express() -> Plan:
    """The shipped express playbook, made concrete."""
    source = next(item.text for item in shipped() if "playbook: express" in item.text)
    playbook = load(source, source="express")
    facts = {"reversible": True}
    return build_plan(
        playbook,
        tier="T3",
        facts=facts,
        holds=lambda expression: conditions.evaluate(expression, {"tier": "T3", **facts}),
        calendars={spec.id: calendars.resolve(spec, start=datetime.now(UTC).date()) for spec in playbook.departments},
    )


def two_gates() -> Plan:
    """Three stages; the first gate is voted on and asks security, the second waits for conditions."""
    return plan(
        [
            task("brief", "idea", sla_days=2),
            task("build", "work", sla_days=4, after=("G1",)),
            task("look_back", "review", wait_days=30),
        ],
        [gate("G1", "idea", seats=SEATS, attest=("security",), recycle_to=("idea",)), gate("G2", "work")],
    )


def weighed() -> Plan:
    """A gate that asks for ballots, a word of security, scores and something nobody can meet; then one more."""
    fit = {"items": {"fit": {"title": "Fit", "weight": 1}}, "min_scorers": 1}
    criteria = (
        CriterionPlan("fit", "It fits", "should", "score", fit),
        CriterionPlan("far", "It is sold abroad", "must", "fact", {"name": "abroad", "equals": True}),
        CriterionPlan("cheap", "It is cheap", "should", "cel", {"expression": "price < 10", "dropped": []}),
    )
    return plan(
        [task("brief", "idea"), task("build", "work", after=("G1",))],
        [gate("G1", "idea", seats=SEATS, attest=("security",), criteria=criteria), gate("G2", "work")],
        materiality={"fact:price": ("design_lead", "security"), "scope": None},
    )


async def _open(launches: Launches) -> Drive:
    """Under way: a task claimed, one refused, a ballot cast."""
    drive = await launches.start(two_gates())
    await drive.claim("brief")
    await drive.complete("brief")
    await drive.vote("G1", DESIGN_LEAD)
    await drive.settled()
    return drive


async def _finished(launches: Launches) -> Drive:
    """A whole express launch."""
    drive = await launches.start(express(), facts={"reversible": True})
    await drive.complete("describe_change", "make_change", by=ENGINEER)
    await drive.decide("ship", by=MANAGER)
    await drive.complete("release_change", by=ENGINEER)
    await drive.handle.result()
    return drive


async def _recycled(launches: Launches) -> Drive:
    """Sent back once, and voted on again."""
    drive = await launches.start(two_gates())
    await drive.complete("brief")
    await drive.vote("G1", DESIGN_LEAD)
    await drive.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")
    await drive.complete("brief")
    await drive.vote("G1", ENGINEERING_LEAD)
    await drive.settled()
    return drive


async def _held_and_resumed(launches: Launches) -> Drive:
    """A month on hold."""
    drive = await launches.start(two_gates())
    await drive.settled()
    await drive.act(HoldLaunch(drive.new_key(), OWNER, "The factory burnt down."))
    await drive.settled()
    await drive.skip(timedelta(days=30))
    await drive.act(ResumeLaunch(drive.new_key(), OWNER))
    await drive.complete("brief")
    await drive.settled()
    return drive


async def _conditional(launches: Launches) -> Drive:
    """A go on a condition, that is met; then a day is waited for."""
    drive = await launches.start(two_gates())
    await drive.complete("brief")
    now = datetime.now(UTC)
    await drive.act(AddEvidence(drive.new_key(), OWNER, "metric", "Sign-ups", "dashboard", 3, now, target="G1"))
    await drive.act(Attest(drive.new_key(), SECURITY, "G1", "security", ready=False, note="The keys are old."))
    await drive.vote("G1", DESIGN_LEAD)
    await drive.vote("G1", ENGINEERING_LEAD)
    condition = NewCondition("New keys", "product", SECURITY.id, "G2", 5)
    await drive.decide("G1", DecisionKind.CONDITIONAL_GO, conditions=(condition,))
    await drive.complete("C1", by=SECURITY)
    await drive.complete("build")
    await drive.decide("G2", by=DIRECTOR)
    await drive.skip(timedelta(days=31))
    await drive.settled()
    return drive


async def _overdue(launches: Launches) -> Drive:
    """Every mark of a task's time is passed, one after the other."""
    drive = await launches.start(two_gates())
    for _ in range(4):
        await drive.skip(timedelta(days=1))
    await drive.complete("brief")
    await drive.settled()
    return drive


async def _at_weighed(launches: Launches) -> Drive:
    """At the gate of `weighed`, with everybody's word."""
    drive = await launches.start(weighed(), facts={"price": 9, "abroad": False})
    await drive.complete("brief")
    await drive.act(Attest(drive.new_key(), SECURITY, "G1", "security", ready=True, subject=CURRENT))
    for by in (DESIGN_LEAD, ENGINEERING_LEAD):
        await drive.act(CastVote(drive.new_key(), by, "G1", Choice.APPROVE, "It pays.", subject=CURRENT))
        await drive.act(ScoreGate(drive.new_key(), by, "G1", {"fit": 7}))
    return drive


async def _change(drive: Drive, **wanted: Any) -> None:
    """Preview a change, and make it."""
    command = ChangeLaunch(drive.new_key(), OWNER, "The market moved.", **wanted)
    impact = await drive.engine.preview(drive.key, command)
    await drive.act(replace(command, impact=impact.digest))


async def _changed(launches: Launches) -> Drive:
    """Changed under way, twice: what somebody had said of it is void, and said again by one."""
    drive = await _at_weighed(launches)
    larger = replace(weighed(), tier="T1", tasks=(*weighed().tasks, task("poll", "work")))
    await _change(drive, facts={"price": 12}, tier="T1", plan=larger)
    await drive.act(CastVote(drive.new_key(), DESIGN_LEAD, "G1", Choice.REJECT, "Too dear.", subject=CURRENT))
    await _change(drive, charter={"scope": "Only at home"})
    await drive.settled()
    return drive


async def _seconded(launches: Launches) -> Drive:
    """Two decisions by two people: past a criterion, and behind glass."""
    drive = await _at_weighed(launches)
    await drive.act(Decide(drive.new_key(), DIRECTOR, "G1", DecisionKind.GO, WHY, override=True, subject=CURRENT))
    await drive.act(ConfirmProposal(drive.new_key(), SPONSOR, "G1", "It is worth it."))
    await _change(drive, charter={"scope": "Only at home"})
    await drive.complete("build")
    await drive.act(BreakGlass(drive.new_key(), OPERATOR, "G2", DecisionKind.GO, WHY))
    await drive.act(ConfirmProposal(drive.new_key(), SPONSOR, "G2", "It is worth it."))
    await drive.settled()
    return drive


async def _bound(launches: Launches) -> Drive:
    """Every word bound to what was shown: scores, two proposals, one of them void, and a review of who left."""
    drive = await launches.start(replace(weighed(), binds_every_word=True), facts={"price": 9, "abroad": False})
    await drive.complete("brief")
    await drive.act(Attest(drive.new_key(), SECURITY, "G1", "security", ready=True, subject=CURRENT))
    substitute = replace(DESIGN_LEAD, id="dag", on_behalf_of=DESIGN_LEAD.id)
    for by in (substitute, DESIGN_LEAD, ENGINEERING_LEAD):
        await drive.act(ScoreGate(drive.new_key(), by, "G1", {"fit": 7}, subject=CURRENT))
    for by in (DESIGN_LEAD, ENGINEERING_LEAD):
        await drive.act(CastVote(drive.new_key(), by, "G1", Choice.APPROVE, "It pays.", subject=CURRENT))
    go = Decide("", DIRECTOR, "G1", DecisionKind.GO, WHY, override=True, subject=CURRENT)
    await drive.act(replace(go, command_key=drive.new_key()))
    await _change(drive, facts={"price": 12}, plan=replace(weighed(), binds_every_word=True))
    await drive.act(CastVote(drive.new_key(), DESIGN_LEAD, "G1", Choice.APPROVE, "It pays.", subject=CURRENT))
    await drive.act(ScoreGate(drive.new_key(), DESIGN_LEAD, "G1", {"fit": 6}, subject=CURRENT))
    await drive.act(Attest(drive.new_key(), SECURITY, "G1", "security", ready=True, subject=CURRENT))
    left = (LeftWord("security", SECURITY.id),)
    await drive.act(ReviewBallots(drive.new_key(), Actor(SYSTEM), "G1", (), left, (ENGINEERING_LEAD.id,)))
    await drive.act(Attest(drive.new_key(), SECURITY, "G1", "security", ready=True, subject=CURRENT))
    await drive.act(replace(go, command_key=drive.new_key()))
    await drive.act(ConfirmProposal(drive.new_key(), SPONSOR, "G1", "It is worth it.", subject=CURRENT))
    await drive.settled()
    return drive


async def _slipped(launches: Launches) -> Drive:
    """Late work moves due dates across a gate; then work is done again, while what rests on it stands still."""
    given = [
        task("brief", "idea", sla_days=2),
        task("spec", "idea", sla_days=2, after=("brief",)),
        task("build", "work", sla_days=4),
    ]
    made = plan(given, [gate("G1", "idea"), gate("G2", "work")], tells_slips=True, moves_dues=True)
    target = datetime.now(UTC).date() + timedelta(days=12)
    drive = await launches.start(made, target_date=target.isoformat())
    await drive.settled()
    await drive.skip(timedelta(days=2.2))
    await drive.complete("brief")
    await drive.claim("spec")
    await drive.act(ReturnTask(drive.new_key(), OWNER, "brief", "The market moved."))
    await drive.settled()
    await drive.skip(timedelta(days=1))
    await drive.complete("brief", "spec")
    await drive.decide("G1", by=DIRECTOR)
    await drive.settled()
    return drive


async def _cancelled(launches: Launches) -> Drive:
    """Cancelled in the engine."""
    drive = await launches.start(two_gates())
    await drive.settled()
    await drive.handle.cancel()
    await drive.delivered()
    await drive.closed()
    return drive


async def _confirmed(launches: Launches) -> Drive:
    """Three acts share a delivery: doors had brought two of them into the read model when it closed."""
    drive = await launches.start(many_tasks(6, sla_days=4))
    await drive.settled()
    async with drive.with_delivery_open():
        await drive.complete("t1")
        await drive.delivered()
        for name in ("t2", "t3"):
            launches.ledger.take(await drive.act(CompleteTask(drive.new_key(), MAKER, name)))
    await eventually(drive.is_confirmed)
    await drive.complete("t4")
    await drive.settled()
    return drive


async def _long(launches: Launches) -> Drive:
    """Longer than one run."""
    drive = await launches.start(many_tasks(60, sla_days=4))
    for number in range(1, 61):
        await drive.complete(f"t{number}", by=MAKER)
        if len(await drive.runs()) > 1:
            break
    await drive.complete("t60")
    await drive.settled()
    return drive


STORIES: Mapping[str, Story] = {
    "open": _open,
    "finished": _finished,
    "recycled": _recycled,
    "held_and_resumed": _held_and_resumed,
    "conditional": _conditional,
    "overdue": _overdue,
    "cancelled": _cancelled,
    "changed": _changed,
    "seconded": _seconded,
    "bound": _bound,
    "slipped": _slipped,
    "confirmed": _confirmed,
}


async def record(into: Path) -> None:
    """Write one file a history; a launch of several runs gives one for each of the first two."""
    into.mkdir(parents=True, exist_ok=True)
    async with _launches("GLD") as launches:
        for name, story in STORIES.items():
            drive = await story(launches)
            await _keep(drive, into / f"{name}.json")
    limits = {"limit.historyCount.suggestContinueAsNew": str(SUGGESTED_AT)}
    async with _launches("LNG", limits) as launches:
        drive = await _long(launches)
        first, second = [run[0].workflow_execution_started_event_attributes for run in (await drive.runs())[:2]]
        await _keep(drive, into / "continued_as_new.json", first.original_execution_run_id)
        await _keep(drive, into / "carried_on.json", second.original_execution_run_id)


@asynccontextmanager
async def _launches(prefix: str, limits: Mapping[str, str] | None = None) -> AsyncIterator[Launches]:
    """A place to start launches that leaves no trace of this machine in their histories."""
    with tempfile.TemporaryDirectory() as directory:
        options = EngineOptions(
            port=0,
            ui_port=None,
            time_skipping=True,
            search_attributes=names.SEARCH_ATTRIBUTES,
            dynamic_config=limits or {},
            log=Path(directory) / "engine.log",
        )
        async with LocalEngine(options) as engine:
            client = await Client.connect(engine.address, data_converter=CONVERTER, identity="recorder")
            launches = Launches(Engine(client, "slipway", timedelta(seconds=20)), Ledger(), prefix)
            async with worker_of(launches):
                yield launches


async def _keep(drive: Drive, path: Path, run_id: str | None = None) -> None:
    handle = drive.engine.client.get_workflow_handle(drive.handle.id, run_id=run_id)
    text = (await handle.fetch_history()).to_json()
    if found := traces_of_machines(text):
        raise SystemExit(f"{path.name} would tell about this machine: {', '.join(found)}")
    path.write_text(json.dumps(json.loads(text), indent=1) + "\n")
    sys.stdout.write(f"{path.name}: {len(json.loads(text)['events'])} events\n")


def traces_of_machines(history: str) -> list[str]:
    """What in a history tells where it was made: `pid@host` names, this host, a path. Looks inside payloads too."""
    opened = history + "".join(_decoded(data) for data in re.findall(r'"data": ?"([A-Za-z0-9+/=]+)"', history))
    patterns = (
        r"\d+@[\w.-]+",
        re.escape(socket.gethostname()),
        re.escape(str(Path.cwd())),
        r"/(?:home|root|tmp|Users)/\S+",
    )
    return sorted({match for pattern in patterns for match in re.findall(pattern, opened)})


def _decoded(data: str) -> str:
    return base64.b64decode(data).decode(errors="replace")


if __name__ == "__main__":
    asyncio.run(record(HISTORIES))
