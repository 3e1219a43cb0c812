"""Who waits for whom, in playbooks and in plans."""

from domain.playbooks.graph import Graph, Node
from domain.playbooks.model import StageSpec
from tests.unit.playbooks.processes import gate, playbook, task


def test_a_gate_waits_for_its_stage_but_not_for_what_waits_for_it() -> None:
    """A rollout behind the gate does not hold the gate up, nor does what follows the rollout."""
    graph = Graph(
        playbook(task("build"), task("rollout", after=("go",)), task("watch", after=("rollout",)), gate("go", "work"))
    )
    (go,) = graph.process.gates

    assert graph.before_gate(go) == ("build",)
    assert graph.held_by("go") == {"rollout", "watch"}
    assert not list(graph.cycles())


def test_only_the_last_tasks_stand_before_a_gate() -> None:
    """What they follow is settled by then."""
    graph = Graph(playbook(task("a"), task("b", after=("a",)), task("c"), gate("go", "work")))

    assert graph.last_before_gate(graph.process.gates[0]) == ("b", "c")


def test_a_circle_through_stages_and_gates_is_named() -> None:
    """The first stage's task waits for the gate of the second stage."""
    stages = (StageSpec("one", "One"), StageSpec("two", "Two", after=("one",)))
    graph = Graph(playbook(*stages, task("a", "one", after=("go",)), task("b", "two"), gate("go", "two")))
    (cycle,) = graph.cycles()

    assert cycle[0] == cycle[-1]
    assert {"a", "go", "two", "one"} <= set(cycle)
    assert cycle[cycle.index("a") + 1 :][:1] == ("go",) or cycle[-2:] == ("a", "go")


def test_circles_that_share_nothing_are_all_named() -> None:
    """So that an author mends them in one go."""
    pairs = [task(one, after=(other,)) for one, other in ("ab", "ba", "cd", "dc")]

    assert {frozenset(cycle) for cycle in Graph(playbook(*pairs)).cycles()} == {frozenset("ab"), frozenset("cd")}


def test_order_is_followed_through_everything() -> None:
    """A task of a later stage comes after every task of an earlier one."""
    stages = (StageSpec("one", "One"), StageSpec("two", "Two", after=("one",)))
    graph = Graph(playbook(*stages, task("a", "one"), task("b", "two")))

    assert graph.waits_for(Node("b"), Node("a"))
    assert not graph.waits_for(Node("a"), Node("b"))
    assert graph.earlier_stages("two") == {"one"}
