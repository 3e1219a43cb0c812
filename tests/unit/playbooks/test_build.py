"""A plan has what its launch needs, in the order that was meant."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.calendar import Calendar
from domain.errors import Invalid
from domain.plan import Plan
from domain.playbooks.build import build_plan, check_facts
from domain.playbooks.facts import assumed_facts
from domain.playbooks.graph import Graph, Node
from domain.playbooks.model import BallotSpec, CriterionSpec, FactSpec, PerTier, Playbook, StageSpec
from tests.unit.playbooks.processes import CONDITIONS, gate, playbook, processes, task


def built(book: Playbook, tier: str = "T1", **more: Any) -> Plan:
    """The plan when no condition holds."""
    return build_plan(book, **{"tier": tier, "facts": {}, "holds": lambda _: False, "calendars": {}, **more})


def after(plan: Plan, name: str) -> tuple[str, ...]:
    """What a task of a plan waits for."""
    return plan.task(name).after


@given(book=processes(), tier=st.sampled_from(["T1", "T2"]), true=st.sets(st.sampled_from(CONDITIONS)))
def test_what_waited_still_waits(book: Playbook, tier: str, true: set[str]) -> None:
    """Nothing dangles, nothing waits in a circle, and of two things that stayed the order is the same."""
    order = Graph(book)
    assume(not list(order.cycles()))
    plan = built(book, tier, holds=true.__contains__)
    nodes = {task.id for task in plan.tasks} | {gate.id for gate in plan.gates}

    assert all(nodes.issuperset(task.after) for task in plan.tasks)
    assert not list(Graph(plan).cycles())
    for one in plan.tasks:
        assert not any(order.waits_for(Node(other), Node(one.id)) for other in one.after)
        assert nodes.intersection(book_after(book, one.id)) <= set(one.after)


def book_after(book: Playbook, name: str) -> tuple[str, ...]:
    """What a task of a playbook waits for."""
    return next(task.after for task in book.tasks if task.id == name)


def test_a_dropped_task_is_bridged() -> None:
    """What came after it comes after what it came after, however many are dropped in a row."""
    dropped = (task("b", after=("a",), tiers=("T2",)), task("c", after=("b",), when="large"))
    book = playbook(task("a"), *dropped, task("d", after=("c", "a")))

    assert after(built(book), "d") == ("a",)
    assert after(built(book, "T2"), "d") == ("b", "a")
    assert after(built(book, "T2", holds=lambda _: True), "d") == ("c", "a")


def test_four_eyes_name_also_work_that_is_not_needed_now() -> None:
    """It may have been done before a change dropped it."""
    book = playbook(task("a", tiers=("T2",)), task("b", after=("a",), not_by=("a",)))

    assert built(book).task("b").not_by == ("a",)


def test_a_dropped_gate_is_bridged() -> None:
    """Without its gate, a rollout waits for the work that the gate would have waited for."""
    book = playbook(
        task("a"), task("b", after=("a",)), task("rollout", after=("go",)), gate("go", "work", tiers=("T2",))
    )

    assert after(built(book), "rollout") == ("b",)
    assert after(built(book, "T2"), "rollout") == ("go",)


def test_a_stage_without_work_stays() -> None:
    """It completes at once, and the order of the others is kept."""
    stages = (StageSpec("one", "One"), StageSpec("two", "Two", after=("one",)))
    plan = built(playbook(*stages, task("a", "one", tiers=("T2",)), task("b", "two")))

    assert [stage.id for stage in plan.stages] == ["one", "two"]
    assert plan.stages[1].after == ("one",)
    assert plan.tasks_of("one") == ()


def test_every_value_is_that_of_the_tier() -> None:
    """SLA, decider, ballot, attestations and sponsor."""
    book = playbook(
        task("a", sla=PerTier({"T1": 5, "T2": 2}), wait_days=3, guide="Well.", role="lead"),
        gate(
            "go",
            "work",
            sla=PerTier({"T1": 4, "T2": 2}),
            vote=PerTier({"T1": BallotSpec("all@1", ("lead",))}),
            attest=PerTier({"T2": ("product",)}),
        ),
        sponsor=PerTier({"T1": "lead"}),
    )
    large, small = built(book), built(book, "T2")

    assert (large.task("a").sla_days, large.task("a").wait_days, large.task("a").role) == (5, 3, "lead")
    assert (large.gate("go").policy, large.gate("go").seats, large.gate("go").attest) == ("all@1", ("lead",), ())
    assert (small.gate("go").policy, small.gate("go").seats, small.gate("go").attest) == ("none@1", (), ("product",))
    assert (large.gate("go").sla_days, small.gate("go").sla_days) == (4, 2)
    assert (large.sponsor, small.sponsor) == ("lead", None)
    assert large.escalate_to == {"product": "lead"}
    assert (large.playbook, large.digest, large.tier) == ("sample@1", "0" * 64, "T1")


def test_who_seconds_and_what_is_never_waived() -> None:
    """Per tier; and every plan made now is bound by its majorities."""
    never = CriterionSpec(id="safe", title="Safe", level="must", kind="conditions", waivable=False)
    named = PerTier({"T1": "boss"})
    book = playbook(task("a"), gate("go", "work", override_by=named, criteria=(never, replace(never, waivable=True))))
    large, small = built(book).gate("go"), built(book, "T2").gate("go")

    assert (large.override_by, small.override_by) == ("boss", None)
    assert [each.waivable for each in large.criteria] == [False, True]
    assert large.majority_binds


def test_criteria_are_those_that_apply() -> None:
    """By tier, by condition, and never about tasks that this launch does not have."""

    def criterion(name: str, kind: str = "conditions", **more: Any) -> CriterionSpec:
        return CriterionSpec(id=name, title=name, level="must", kind=kind, **more)

    asked: PerTier[dict[str, Any]] = PerTier({tier: {"tasks": ["a", "b"]} for tier in ("T1", "T2")})
    criteria = (
        criterion("always"),
        criterion("small", tiers=("T2",)),
        criterion("seldom", when="large"),
        criterion("done", kind="tasks", params=asked),
    )
    book = playbook(task("a", tiers=("T1",)), task("b", when="large"), gate("go", "work", criteria=criteria))

    large = built(book).gate("go").criteria
    assert [each.id for each in large] == ["always", "done"]
    assert large[1].params == {"tasks": ["a"]}
    assert [each.id for each in built(book, "T2").gate("go").criteria] == ["always", "small"]


def test_a_condition_needs_a_later_gate() -> None:
    """Where the plan has none, a conditional go cannot be decided."""
    stages = (StageSpec("one", "One"), StageSpec("two", "Two", after=("one",)))
    book = playbook(*stages, gate("first", "one"), gate("second", "two", tiers=("T2",), decisions=("go",)))

    assert "conditional_go" in built(book, "T2").gate("first").decisions
    assert "conditional_go" not in built(book).gate("first").decisions


def test_calendars_are_those_of_its_departments() -> None:
    """Others are left out of the plan; one without its own has the default."""
    calendars: Mapping[str, Calendar] = {"product": Calendar(starts=480), "moon": Calendar()}

    assert built(playbook(task("a")), calendars=calendars).calendars == {"product": Calendar(starts=480)}
    assert built(playbook(task("a"))).calendar("product") == Calendar()


def test_an_unknown_tier_is_refused() -> None:
    """The problem names the field and the tiers there are."""
    with pytest.raises(Invalid) as refusal:
        built(playbook(task("a")), "T9")

    assert [problem.pointer for problem in refusal.value.problems] == ["/tier"]


def test_a_gate_that_nobody_may_decide_is_refused() -> None:
    """A playbook that was never checked does not become a launch that never ends."""
    with pytest.raises(Invalid, match="Nobody may decide gate `go` in tier T1"):
        built(playbook(gate("go", "work", decide=PerTier({"T2": "lead"}))))


FACTS = playbook(
    FactSpec("external", "Outside?", "bool", default=False),
    FactSpec("effort", "How much?", "int", required=True, minimum=1, maximum=9),
    FactSpec("door", "Which?", "choice", default="two_way", choices=("one_way", "two_way")),
    FactSpec("name", "Name?", "string", default="x"),
)


def test_answers_are_completed_by_defaults() -> None:
    """Null counts as no answer."""
    assert check_facts(FACTS, {"effort": 3, "name": None}) == {
        "external": False,
        "effort": 3,
        "door": "two_way",
        "name": "x",
    }


@pytest.mark.parametrize(
    ("facts", "pointer", "message"),
    [
        pytest.param({}, "/facts/effort", "How much?", id="missing"),
        pytest.param({"effort": "3"}, "/facts/effort", "whole number", id="text for a number"),
        pytest.param({"effort": True}, "/facts/effort", "whole number", id="truth for a number"),
        pytest.param({"effort": 0}, "/facts/effort", "at least 1", id="too small"),
        pytest.param({"effort": 10}, "/facts/effort", "at most 9", id="too large"),
        pytest.param({"effort": 1, "external": 1}, "/facts/external", "true or false", id="a number for truth"),
        pytest.param({"effort": 1, "door": "wide"}, "/facts/door", "`one_way`, `two_way`", id="no such choice"),
        pytest.param({"effort": 1, "door": ["one_way"]}, "/facts/door", "Choose one of", id="a list for a choice"),
        pytest.param({"effort": 1, "name": "x" * 201}, "/facts/name", "at most 200", id="long text"),
        pytest.param({"effort": 1, "a/b~c": 1}, "/facts/a~1b~0c", "no such question", id="unknown"),
        pytest.param({"effort": 1, "extrenal": True}, "/facts/extrenal", "Did you mean `external`?", id="misspelt"),
    ],
)
def test_a_wrong_answer_is_named(facts: dict[str, Any], pointer: str, message: str) -> None:
    """Each problem points at its field and says what would do."""
    with pytest.raises(Invalid) as refusal:
        check_facts(FACTS, facts)

    (problem,) = refusal.value.problems
    assert problem.pointer == pointer
    assert message in problem.detail


def test_huge_numbers_are_no_answers() -> None:
    """They would not survive JSON in a browser."""
    book = playbook(FactSpec("reach", "How many?", "int", default=0))

    with pytest.raises(Invalid):
        check_facts(book, {"reach": 2**60})


def test_a_plan_is_not_made_from_wrong_answers() -> None:
    """Building checks them again."""
    with pytest.raises(Invalid):
        built(FACTS, facts={"effort": "much"})


def test_a_playbook_is_tried_with_the_least_that_must_be_answered() -> None:
    """Defaults stay, what is given counts, and what is given wrong is refused all the same."""
    must = (
        FactSpec("size", "Size", "int", required=True, minimum=2),
        FactSpec("name", "Name", "string", required=True),
    )
    kind = FactSpec("kind", "Kind", "choice", required=True, choices=("app", "web"))
    book = playbook(*must, kind, FactSpec("reach", "Reach", "int", default=3), FactSpec("new", "New", "bool"))

    assert assumed_facts(book, {}) == {"size": 2, "name": "", "kind": "app", "reach": 3, "new": False}
    assert assumed_facts(book, {"size": 5, "kind": "web"})["kind"] == "web"
    with pytest.raises(Invalid):
        assumed_facts(book, {"size": 1})
