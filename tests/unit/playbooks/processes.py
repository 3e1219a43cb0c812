"""Playbooks for tests of the rules: small ones by hand, and any sound one at random."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from domain.playbooks.model import DepartmentSpec, FactSpec, GateSpec, PerTier, Playbook, StageSpec, TaskSpec

TIERS = ("T1", "T2")
CONDITIONS = ("small", "large")


def all_tiers(value: Any) -> PerTier[Any]:
    """The same value for every tier."""
    return PerTier(dict.fromkeys(TIERS, value))


def task(name: str, stage: str = "work", **more: Any) -> TaskSpec:
    """A task of the one department."""
    return TaskSpec(id=name, title=name.title(), stage=stage, department="product", **more)


def gate(name: str, *closes: str, **more: Any) -> GateSpec:
    """A gate that the lead decides within a day."""
    given: Mapping[str, Any] = {"decide": all_tiers("lead"), "sla": all_tiers(1), "recycle_to": closes, **more}
    return GateSpec(id=name, title=name, closes=closes or ("work",), department="product", **given)


def playbook(*parts: TaskSpec | GateSpec | StageSpec | FactSpec, **more: Any) -> Playbook:
    """A playbook of these parts; one stage, `work`, when none is given."""
    stages = tuple(part for part in parts if isinstance(part, StageSpec))
    return Playbook(
        **{
            "id": "sample",
            "version": 1,
            "title": "Sample",
            "digest": "0" * 64,
            "tiers": TIERS,
            "departments": (DepartmentSpec("product", "Product", escalate_to="lead"),),
            "roles": (("lead", "Lead"),),
            "facts": tuple(part for part in parts if isinstance(part, FactSpec)),
            "stages": stages or (StageSpec("work", "Work"),),
            "tasks": tuple(part for part in parts if isinstance(part, TaskSpec)),
            "gates": tuple(part for part in parts if isinstance(part, GateSpec)),
            **more,
        }
    )


@st.composite
def processes(draw: st.DrawFn) -> Playbook:
    """Any small playbook, sound or not: stages in a row or side by side, tasks after tasks and gates."""
    stages = [f"s{index}" for index in range(draw(st.integers(1, 4)))]
    tasks = [f"t{index}" for index in range(draw(st.integers(0, 8)))]
    gates = [f"g{index}" for index in range(draw(st.integers(0, 4)))]
    tiers = st.sampled_from([(), ("T1",), ("T2",)])
    when = st.sampled_from([None, None, *CONDITIONS])

    def some(names: list[str], least: int = 0, most: int = 2) -> tuple[str, ...]:
        return (
            tuple(draw(st.lists(st.sampled_from(names), unique=True, min_size=least, max_size=most))) if names else ()
        )

    parts: list[Any] = [StageSpec(name, name, after=some(stages[:index])) for index, name in enumerate(stages)]
    for index, name in enumerate(tasks):
        after = some(tasks[:index] + gates)
        parts.append(task(name, draw(st.sampled_from(stages)), after=after, tiers=draw(tiers), when=draw(when)))
    parts += [gate(name, *some(stages, least=1), tiers=draw(tiers), when=draw(when)) for name in gates]
    return playbook(*parts)
