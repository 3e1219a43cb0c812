"""Everybody a playbook or a plan names is asked for, with the place where they stand."""

from domain.playbooks.flaws import Flaw
from domain.playbooks.model import BallotSpec
from domain.playbooks.names import Mention, absent, mentions, planned
from tests.unit.playbooks.processes import all_tiers, gate, playbook, task
from tests.unit.playbooks.test_build import built

BOOK = playbook(
    task("a", people=("ana", "max")),
    task("b", role="lead", tiers=("T2",), people=("zoe",)),
    gate("go", "work", vote=all_tiers(BallotSpec("all@1", ("lead", "person:eve", "department:product")))),
    sponsor=all_tiers("lead"),
)


def test_what_a_playbook_names() -> None:
    """What it declares, and the people of tasks and seats, in every tier."""
    assert set(mentions(BOOK)) == {
        Mention(("departments", "product"), ("department", "product")),
        Mention(("roles", "lead"), ("role", "lead")),
        Mention(("stages", 0, "tasks", 0, "people", 0), ("person", "ana")),
        Mention(("stages", 0, "tasks", 0, "people", 1), ("person", "max")),
        Mention(("stages", 0, "tasks", 1, "people", 0), ("person", "zoe")),
        Mention(("gates", 0, "vote", "T1", "seats", 1), ("person", "eve")),
        Mention(("gates", 0, "vote", "T2", "seats", 1), ("person", "eve")),
    }


def test_what_a_plan_names() -> None:
    """What this launch needs, and nothing of another tier."""
    assert {(".".join(map(str, one.path)), one.name[1]) for one in planned(built(BOOK))} == {
        ("departments.product", "product"),
        ("departments.product.escalate_to", "lead"),
        ("sponsor", "lead"),
        ("tasks.a.people.0", "ana"),
        ("tasks.a.people.1", "max"),
        ("gates.go.decide", "lead"),
        ("gates.go.seats.0", "lead"),
        ("gates.go.seats.1", "eve"),
        ("gates.go.seats.2", "product"),
    }
    assert "zoe" in {one.name[1] for one in planned(built(BOOK, "T2"))}


def test_who_left_is_there_for_a_plan_and_not_for_a_new_playbook() -> None:
    """A playbook never changes, and outlives people; it does not begin without them."""
    known = {("person", "ana"): True, ("person", "max"): False}
    found = [Mention(("people", name), ("person", name)) for name in ("ana", "max", "zoe")]
    unknown = Flaw(
        ("people", "zoe"), "There is no person `zoe` in the organisation. Add it there, or name another one."
    )

    assert list(absent(found, known, active=False)) == [unknown]
    assert list(absent(found, known, active=True)) == [
        Flaw(("people", "max"), "`max` has left. Name somebody who is here."),
        unknown,
    ]
