"""Tiers and versions held against each other, line by line."""

from dataclasses import replace

from domain.playbooks.model import BallotSpec, PerTier
from domain.playbooks.outline import Change, differences, outline, version_differences
from tests.unit.playbooks.processes import gate, playbook, task

ASK = task("ask", sla=PerTier({"T1": 5, "T2": 2}))
FIRST = playbook(ASK, task("prove", tiers=("T1",)))


def said(changes: tuple[Change, ...]) -> list[tuple[str, str, str, object, object, tuple[str, ...]]]:
    """Without the parts around them."""
    return [(one.kind, one.part.id, one.field, one.before, one.after, one.tiers) for one in changes]


def test_what_a_tier_asks_for_beyond_another() -> None:
    """Work that only it has, and another time for the same work."""
    assert said(differences(outline(FIRST, "T2"), outline(FIRST, "T1"))) == [
        ("changed", "ask", "sla", 2, 5, ()),
        ("added", "prove", "", None, None, ()),
    ]


def test_what_is_no_more_is_told_last() -> None:
    """As it was."""
    assert said(differences(outline(FIRST, "T1"), outline(FIRST, "T2")))[-1][:2] == ("removed", "prove")


def test_the_same_change_in_two_tiers_is_one_line() -> None:
    """And names both; one that only a tier has names that."""
    second = playbook(replace(ASK, title="Ask twice", sla=PerTier({"T1": 5, "T2": 3})))

    assert said(version_differences(FIRST, second)) == [
        ("changed", "ask", "title", "Ask", "Ask twice", ("T1", "T2")),
        ("removed", "prove", "", None, None, ("T1",)),
        ("changed", "ask", "sla", 2, 3, ("T2",)),
    ]


def test_a_version_is_like_itself() -> None:
    """There is nothing to tell."""
    assert version_differences(FIRST, FIRST) == ()


def test_who_votes_and_how_votes_count_are_lines_of_their_own() -> None:
    """In the tier that changed."""
    before = playbook(gate("G1", vote=PerTier({"T1": BallotSpec("any@1", ("qa",))})))
    after = playbook(gate("G1", vote=PerTier({"T1": BallotSpec("all@1", ("qa", "lead"))})))

    assert said(version_differences(before, after)) == [
        ("changed", "G1", "policy", "any@1", "all@1", ("T1",)),
        ("changed", "G1", "seats", ("qa",), ("qa", "lead"), ("T1",)),
    ]
