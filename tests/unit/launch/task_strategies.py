"""Random tasks with everything a task can have, and random acts on them."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain.launch.commands import (
    AssignTask,
    CancelTask,
    CheckItem,
    Command,
    CompleteTask,
    PlanWork,
    ReopenTask,
    ReturnTask,
    SkipTask,
)
from domain.launch.hands import barred, is_candidate
from domain.launch.state import ACTIONABLE, SETTLED, Launch, Task, TaskState
from domain.plan import ChecklistItem
from tests.unit.launch.plans import ANA, OPS, PEOPLE, PIA

CHECKLIST = (ChecklistItem("spelling", "Spelling"), ChecklistItem("links", "Links"))
FORM: dict[str, Any] = {"type": "object"}
ANSWERS: dict[str, Any] = {"size": 3, "why": ["because", {"of": 1.5}]}


@st.composite
def extras(draw: st.DrawFn, before: list[str]) -> dict[str, Any]:
    """What most tasks do not have; `before` are the tasks it may have to keep apart from."""
    named = st.sampled_from(((), (), (), ("ana", "eve"), ("max",)))
    apart = st.sampled_from(before).map(lambda one: (one,)) if before else st.just(())
    return {
        "people": draw(named),
        "optional": draw(st.booleans()),
        "checklist": draw(st.sampled_from(((), (), CHECKLIST))),
        "form": draw(st.sampled_from((None, None, FORM))),
        "not_by": draw(st.just(()) | st.just(()) | apart),
    }


@st.composite
def any_task_commands(draw: st.DrawFn, launch: Launch) -> Command:
    """Any act on any task, by anybody, sensible or not."""
    by, other = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(PEOPLE))
    task = draw(st.sampled_from([*launch.tasks, "nothing"]))
    words = draw(st.sampled_from(("", "because")))
    version = draw(st.sampled_from((None, None, None, 1, launch.seq)))
    assert launch.updated_at is not None
    day = (launch.updated_at + timedelta(days=draw(st.integers(-3, 9)))).date().isoformat()
    item = draw(st.sampled_from(("spelling", "links", "nix")))
    priority, follow_up = draw(st.none() | st.integers(0, 6)), draw(st.sampled_from((None, "soon", day)))
    made: tuple[Command, ...] = (
        AssignTask("key", by, task, other, version),
        ReturnTask("key", by, task, words, version),
        ReopenTask("key", by, task, words, version),
        SkipTask("key", by, task, words, version),
        CancelTask("key", by, task, words, version),
        CheckItem("key", by, task, item, draw(st.booleans()), version),
        PlanWork("key", by, task, priority, follow_up, version),
        CompleteTask("key", by, task, "", version, answers=draw(st.sampled_from((None, ANSWERS)))),
    )
    return draw(st.sampled_from(made))


def able(launch: Launch, task: Task) -> list[Any]:
    """Who could complete a task now: its holder, or the candidates nothing speaks against."""
    plan, off = launch.task_plan(task.id), barred(launch, task.id)
    mine = [one for one in PEOPLE if task.claimed_by == one.id]
    return [one for one in mine or PEOPLE if one.id not in off and (mine or is_candidate(one, plan))]


def work_on(launch: Launch, task: Task) -> list[Command]:
    """What brings a task nearer to its end: items to check, then completion; else somebody else's hands."""
    plan, people = launch.task_plan(task.id), able(launch, task)
    if not people:
        fresh = [one for one in PEOPLE if one.id not in barred(launch, task.id) and is_candidate(one, plan)]
        return [AssignTask("key", OPS, task.id, fresh[0])] if fresh else [CancelTask("key", PIA, task.id, "because")]
    unchecked = [item.id for item in plan.checklist if item.id not in task.checked]
    if unchecked:
        return [CheckItem("key", people[0], task.id, unchecked[0])]
    answers = ANSWERS if plan.form is not None else None
    return [CompleteTask("key", one, task.id, answers=answers) for one in people]


def detours(launch: Launch) -> list[Command]:
    """What takes a launch back or aside: as rare as in life, so that launches still get somewhere."""
    made: list[Command] = []
    for task in launch.tasks.values():
        if task.state is TaskState.DONE:
            made += [ReturnTask("key", PIA, task.id, "because"), ReopenTask("key", PIA, task.id, "because")]
        elif task.state in SETTLED:
            made.append(ReopenTask("key", PIA, task.id, "because"))
        else:
            made.append(CancelTask("key", PIA, task.id, "because"))
        if task.state in ACTIONABLE:
            made.append(SkipTask("key", ANA, task.id, "because"))
    return made
