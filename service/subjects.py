"""What a gate is about: as it is now, and as somebody was shown it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from domain.errors import NotFound, SubjectChanged
from domain.ids import split_item
from domain.launch.state import Charter, Gate, GateState, Launch, Task, TaskState
from domain.launch.subject import Part, Subject, difference, subject
from domain.launch.views import Batch, GateView, LaunchView, SubjectView, TaskView
from domain.plan import Plan, TaskPlan
from service.engine import Engine
from store import launches, subjects
from store.database import Database


async def show(database: Database, engine: Engine, gate_id: str, digest: str | None = None) -> SubjectView:
    """What a gate is about now; of a gate that has passed, what its decider was shown. `digest` asks for another one.

    Raises NotFound for a digest that is neither current nor that of anything somebody gave their word on.
    """
    key, local = split_item(gate_id) or ("", "")
    async with database.read() as conn:
        stored = await launches.snapshot(conn, key)
    gate = next((one for one in stored.gates if one.id == gate_id), None) if stored else None
    if stored is None or gate is None:
        raise NotFound(f"There is no gate {gate_id}.")
    wanted = digest or (gate.decision.subject if gate.state == GateState.PASSED and gate.decision else None)
    plan = stored.plan or (await engine.snapshot(key)).plan  # a launch from before plans were kept
    if plan is not None and any(one.id == local for one in plan.gates):
        now = subject(_as_launch(stored, plan), local)
        if wanted in {None, now.digest}:
            return SubjectView(now.digest, gate_id, key, stored.launch.seq, now.parts)
    async with database.read() as conn:
        kept = await subjects.get(conn, key, gate_id, wanted) if wanted else None
    if kept is None:
        raise NotFound(f"Nobody gave their word on such a subject of {gate_id}, and it is not the current one.")
    return kept


async def explained(database: Database, gate_id: str, error: SubjectChanged) -> SubjectChanged:
    """The refusal, with what changed where that is known: somebody gave their word on what the caller saw."""
    now = Subject(
        error.facts["current"],
        tuple(Part(item["part"], item["after"], item["digest"]) for item in error.facts["changed"]),
    )
    key, _ = split_item(gate_id) or ("", "")
    async with database.read() as conn:
        seen = await subjects.get(conn, key, gate_id, error.facts["seen"])
    if seen is None:
        changed: list[dict[str, Any]] = [{"part": part.name, "digest": part.digest} for part in now.parts]
        why = f"{error.detail} Nobody gave their word on what you saw, so what has changed since is not known."
    else:
        changed = difference(Subject(seen.digest, seen.parts), now)
        why = f"{error.detail} Since then: {', '.join(_named(item) for item in changed)}."
    return SubjectChanged(why, **{**error.facts, "changed": changed})


def _named(item: Mapping[str, Any]) -> str:
    """A changed part in words: `scope` for a field of the launch, `fact price`, `task build`."""
    part, fields = str(item["part"]), item["fields"]
    if part in {"launch", "gate"}:
        return " and ".join(name.replace("_", " ") for name in fields)
    return part.replace(":", " ", 1)


def _as_launch(stored: Batch, plan: Plan) -> Launch:
    """As much of a launch as its subjects show, from what the read model has of it."""
    owed = {task.local_id: _condition(task) for task in stored.tasks if task.blocks_gate}
    return Launch(
        charter=_charter(stored.launch),
        plan=plan,
        tasks={task.local_id: _task(task) for task in stored.tasks},
        gates={gate.local_id: _gate(gate) for gate in stored.gates},
        conditions=owed,
        evidence={view.evidence.id: view.evidence for view in stored.evidence},
    )


def _charter(view: LaunchView) -> Charter:
    known = asdict(view)
    return Charter(**{name: known[name] for name in Charter.__dataclass_fields__})


def _task(view: TaskView) -> Task:
    return Task(
        view.local_id,
        TaskState(view.state),
        claimed_by=view.claimed_by,
        done_by=view.done_by,
        note=view.note,
        answers=view.answers,
    )


def _gate(view: GateView) -> Gate:
    return Gate(view.local_id, GateState(view.state), view.attempt)


def _condition(view: TaskView) -> TaskPlan:
    return TaskPlan(view.local_id, view.title, view.stage, view.department, blocks_gate=view.blocks_gate)
