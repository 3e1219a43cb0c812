"""The playbooks that come with Slipway are sound, complete and right-sized."""

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.criteria.registry import KINDS
from domain.plan import Plan
from domain.playbooks.build import build_plan, check_facts
from domain.playbooks.graph import Graph
from domain.playbooks.model import FactSpec, Playbook
from domain.playbooks.params import PARAMS
from playbooks.conditions import evaluate
from playbooks.loader import shipped
from playbooks.shape import schema

PLAYBOOKS = {source.name: source.load() for source in shipped()}
STANDARD = PLAYBOOKS["standard@2.yaml"]
"""The newest, which new launches take."""

PUBLISHED = {
    "standard@1": "499769864aad04c427a19cec436f9df7104fadaaaed29532f308eec30a786532",
    "express@1": "b4872ada38762d966ff2298e1926c4352ae4839fbb6cfc9a4bd8a990897fd73d",
}
"""What launches under way have pinned, by the digest of its text."""


def plan_for(playbook: Playbook, tier: str, **facts: Any) -> Plan:
    """The plan of a launch with these answers."""
    values = check_facts(playbook, facts)
    holds = {"tier": tier, **values}
    return build_plan(playbook, tier=tier, facts=facts, holds=lambda when: evaluate(when, holds), calendars={})


def gates_of(plan: Plan) -> list[str]:
    """The ids of a plan's gates, in order."""
    return [gate.id for gate in plan.gates]


def answers(playbook: Playbook) -> st.SearchStrategy[dict[str, Any]]:
    """Any answers that fit the playbook's questions."""

    def answer(spec: FactSpec) -> st.SearchStrategy[Any]:
        kinds: dict[str, st.SearchStrategy[Any]] = {
            "bool": st.booleans(),
            "int": st.integers(spec.minimum, spec.maximum),
            "choice": st.sampled_from(spec.choices or ("",)),
            "string": st.text(max_size=9),
        }
        return kinds[spec.type]

    return st.fixed_dictionaries({}, optional={spec.name: answer(spec) for spec in playbook.facts})


@pytest.mark.parametrize("name", PLAYBOOKS)
@given(data=st.data())
def test_no_plan_waits_for_something_that_never_happens(name: str, data: st.DataObject) -> None:
    """Whatever the answers, every name in a plan stands for something in it, and nothing waits in a circle."""
    playbook = PLAYBOOKS[name]
    plan = plan_for(playbook, data.draw(st.sampled_from(playbook.tiers)), **data.draw(answers(playbook)))
    nodes = {task.id for task in plan.tasks} | set(gates_of(plan))
    stages = {stage.id for stage in plan.stages}

    assert all(nodes.issuperset(task.after) and task.stage in stages for task in plan.tasks)
    assert all(stages.issuperset((*gate.closes, *gate.recycle_to)) for gate in plan.gates)
    assert not list(Graph(plan).cycles())
    for gate in plan.gates:
        asked = [task for criterion in gate.criteria for task in criterion.params.get("tasks", ())]
        assert nodes.issuperset(asked)
        assert "conditional_go" not in gate.decisions or plan.later_gates(gate.id)


def test_published_versions_never_change() -> None:
    """Not by a byte; and every version keeps coming with Slipway, so that any database can begin with it."""
    digests = {playbook.ref: playbook.digest for playbook in PLAYBOOKS.values()}

    assert {ref: digests.get(ref) for ref in PUBLISHED} == PUBLISHED
    assert sorted(digests) == ["express@1", "express@2", "standard@1", "standard@2"]


@pytest.mark.parametrize(("tier", "least", "most"), [("T1", 55, 70), ("T2", 40, 48), ("T3", 12, 20)])
def test_tiers_are_right_sized(tier: str, least: int, most: int) -> None:
    """A larger launch takes more work, and every tier passes every gate unless it goes express."""
    plan = plan_for(STANDARD, tier)

    assert least <= len(plan.tasks) <= most
    assert gates_of(plan) == ["G0", "G1", "G2", "G3", "G4", "G5"]


def test_a_small_reversible_change_takes_the_express_way() -> None:
    """It skips the gates of discovery and design; one new program, or a larger launch, does not."""
    assert gates_of(plan_for(STANDARD, "T3", reversible=True)) == ["G0", "G3", "G4", "G5"]
    assert "G1" in gates_of(plan_for(STANDARD, "T3", reversible=True, new_executable=True))
    assert "G2" in gates_of(plan_for(STANDARD, "T2", reversible=True))


@pytest.mark.parametrize("tier", STANDARD.tiers)
def test_every_rollout_waits_for_the_go(tier: str) -> None:
    """No step of a rollout can open before G4, and G4 never waits for one."""
    plan = plan_for(STANDARD, tier)
    rollout = {task.id for task in plan.tasks if task.id.startswith("rollout_")}

    assert rollout
    assert rollout <= Graph(plan).held_by("G4")
    assert not rollout.intersection(plan.settled_before("G4"))


def test_readiness_joins_engineering_and_marketing() -> None:
    """Both run at once; G3 closes both, and neither waits for the other."""
    stages = {stage.id: stage.after for stage in STANDARD.stages}
    readiness = next(gate for gate in STANDARD.gates if gate.id == "G3")

    assert stages["engineering"] == stages["marketing"] == ("design",)
    assert readiness.closes == stages["launch"] == ("engineering", "marketing")


@pytest.mark.parametrize(("tier", "days"), [("T1", [30, 60, 90]), ("T2", [30, 90]), ("T3", [30])])
def test_reviews_come_after_months(tier: str, days: list[int]) -> None:
    """The larger the launch, the more often it is looked at again."""
    assert [task.wait_days for task in plan_for(STANDARD, tier).tasks if task.wait_days] == days


def test_no_promise_is_taken_at_the_go() -> None:
    """What is not ready at G4 does not go in front of customers."""
    go = plan_for(STANDARD, "T1").gate("G4")

    assert go.decisions == ("go", "recycle", "hold", "kill")
    assert "conditional_go" in plan_for(STANDARD, "T1").gate("G3").decisions


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_every_task_says_what_good_looks_like(name: str) -> None:
    """A title alone helps nobody who does the task for the first time."""
    assert [task.id for task in PLAYBOOKS[name].tasks if len(task.guide) < 40] == []


def test_silence_passes_nothing() -> None:
    """Whoever starts a launch must say that nobody else builds the same, and that it can be undone."""
    defaults = {fact.name: fact.default for fact in STANDARD.facts}

    assert (defaults["duplicate_resolved"], defaults["reversible"]) == (False, False)


def test_the_parameters_of_every_criterion_kind_are_declared() -> None:
    """Otherwise a mistake in a playbook would only show at a gate, months later."""
    assert set(PARAMS) == set(KINDS)


def _objects(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from _objects(value, f"{path}/{key}")


def test_the_schema_helps_the_author() -> None:
    """It is valid, closed everywhere, and describes every field."""
    jsonschema_rs.meta.validate(schema())
    assert schema()["$id"] == "urn:slipway:playbook:1"
    assert json.loads(resources.files("playbooks").joinpath("schema.json").read_text()) == schema()
    for path, node in _objects(schema()):
        if "properties" in node and "type" in node:
            assert node["additionalProperties"] is False, path
            assert all(field.get("description") for field in node["properties"].values()), path
