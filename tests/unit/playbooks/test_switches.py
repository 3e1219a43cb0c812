"""What hangs on which answers."""

from dataclasses import replace

from domain.playbooks.model import CriterionSpec, FactSpec, PerTier, Playbook
from domain.playbooks.switches import asked_by, switches
from tests.unit.playbooks.processes import gate, playbook, task

FACTS = tuple(FactSpec(name, f"{name}?", "bool", default=False) for name in ("large", "personal", "note"))


def test_conditions_are_told_with_the_facts_they_ask_for() -> None:
    """In the order of the playbook, each once; what another tier has is not told."""
    book = playbook(task("a"), task("b", when="personal || large && large"), task("c", tiers=("T2",), when="large"))
    asked = tuple(switches(_with_facts(book), "T1", lambda _: True))

    assert [(one.id, one.on, one.because) for one in asked] == [("b", True, ("large", "personal"))]


def test_words_in_quotes_and_members_are_no_facts() -> None:
    """A fact may have the name of a choice."""
    book = _with_facts(playbook(task("a")))

    assert asked_by("note == 'large' || tier == \"personal\" || note.large", book) == ("note",)


def test_criteria_are_told_with_their_gate_unless_that_is_off() -> None:
    """A gate that is not there checks nothing."""
    criterion = CriterionSpec("safe", "Safe", "must", "fact", when="large", params=PerTier({}))
    book = _with_facts(playbook(task("a"), gate("go", "work", when="personal", criteria=(criterion,))))

    on = switches(book, "T1", {"personal", "large"}.__contains__)
    off = switches(book, "T1", {"large"}.__contains__)

    assert [(one.kind, one.id, one.gate, one.on) for one in on] == [
        ("gate", "go", None, True),
        ("criterion", "safe", "go", True),
    ]
    assert [(one.id, one.on) for one in off] == [("go", False)]


def _with_facts(book: Playbook) -> Playbook:
    return replace(book, facts=FACTS)
