"""Plans and people for launches in tests: small, and for every shape of waiting."""

from collections.abc import Sequence
from typing import Any

from domain.actors import Actor
from domain.calendar import Calendar
from domain.launch.commands import StartLaunch
from domain.launch.state import Charter
from domain.plan import GatePlan, Plan, StagePlan, TaskPlan

OWNER = Actor("pia", departments=("product",), roles=("pm",))
MAKER = Actor("tom", departments=("product",))
OTHER_MAKER = Actor("uma", departments=("product",))
DESIGN_LEAD = Actor("dan", roles=("design_lead",))
ENGINEERING_LEAD = Actor("eve", roles=("engineering_lead",))
DIRECTOR = Actor("dora", roles=("director",))
OTHER_DIRECTOR = Actor("dirk", roles=("director",))
SPONSOR = Actor("sol", roles=("sponsor",))
SECURITY = Actor("sue", departments=("security",))
SEATS = ("design_lead", "engineering_lead")

ALL_HOURS = Calendar(working_days=tuple(range(7)), starts=0, ends=24 * 60)
"""Business time that never stands still, so that a test may say when a mark is passed."""


def task(task_id: str, stage: str, **fields: Any) -> TaskPlan:
    """A task for the product department."""
    return TaskPlan(**{"id": task_id, "title": task_id.title(), "stage": stage, "department": "product", **fields})


def gate(gate_id: str, *closes: str, **fields: Any) -> GatePlan:
    """A gate that a director decides alone; name `seats` for a vote."""
    policy = "all@1" if fields.get("seats") else "none@1"
    given = {"decider": "director", "department": "product", "sla_days": 5, "policy": policy, **fields}
    return GatePlan(id=gate_id, title=f"Go past {gate_id}?", closes=closes, **given)


def plan(
    tasks: Sequence[TaskPlan], gates: Sequence[GatePlan] = (), *, calendar: Calendar = ALL_HOURS, **fields: Any
) -> Plan:
    """Stages one after the other, as the tasks name them."""
    names = tuple(dict.fromkeys(item.stage for item in tasks))
    stages = [
        StagePlan(name, name.title(), after=names[number - 1 : number] if number else ())
        for number, name in enumerate(names)
    ]
    return Plan(
        playbook="sample@1",
        digest="d" * 64,
        tier="T2",
        stages=tuple(stages),
        tasks=tuple(tasks),
        gates=tuple(gates),
        calendars={"product": calendar},
        escalate_to={"product": "director"},
        sponsor="sponsor",
        **fields,
    )


def voted() -> Plan:
    """One task, then a gate with two seats; then another task, and the launch is over."""
    return plan(
        [task("brief", "idea"), task("build", "work")],
        [gate("G1", "idea", seats=SEATS, recycle_to=("idea",))],
    )


def many_tasks(count: int, **fields: Any) -> Plan:
    """One stage with many tasks, all open from the start."""
    return plan([task(f"t{number}", "work", **fields) for number in range(1, count + 1)])


def start_of(key: str, of: Plan, **charter: Any) -> StartLaunch:
    """The first command of a launch."""
    given = {
        "title": "Aurora",
        "product": "aurora",
        "owner": OWNER.id,
        "objective": "Grow abroad",
        "user_need": "Pay in their own currency",
        **charter,
    }
    return StartLaunch(f"start-{key}", OWNER, Charter(key=key, **given), of)
