"""What a playbook says of duties to be kept apart, and of what its target date is about."""

import pytest

from domain.playbooks.build import build_plan
from domain.schedule import target_of
from playbooks.findings import PlaybookInvalid
from playbooks.loader import load
from tests.playbooks.samples import SOUND

DECISIONS = "    decisions: [go, recycle, hold, kill]\n"


FACTS = {"external": False, "size": 3, "door": "two_way"}


def test_they_reach_the_plan() -> None:
    """As written; the usual ones where nothing is."""
    text = SOUND.replace(DECISIONS, f"{DECISIONS}    separate: [doers, evidence]\n").replace(
        "sponsor: boss\n", "sponsor: boss\ntarget: G1\n"
    )
    plan = build_plan(load(text, source="mine.yaml"), tier="T1", facts=FACTS, holds=lambda _: True, calendars={})
    usual = build_plan(load(SOUND, source="mine.yaml"), tier="T1", facts=FACTS, holds=lambda _: True, calendars={})

    assert plan.gate("G1").separate == ("owner", "starter", "doers")
    assert plan.gate("G2").separate == ("doers", "evidence")
    assert (plan.target, target_of(plan)) == ("G1", "G1")
    assert (usual.target, target_of(usual)) == ("", "work")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            DECISIONS,
            f"{DECISIONS}    separate: [owner]\n",
            "Add `doers`.",
            id="doers",
        ),
        pytest.param(DECISIONS, f"{DECISIONS}    separate: [doers, owners]\n", "Did you mean `owner`?", id="a slip"),
        pytest.param("sponsor: boss\n", "sponsor: boss\ntarget: G3\n", "Unknown stage or gate `G3`", id="no such gate"),
        pytest.param("sponsor: boss\n", "sponsor: boss\ntarget: build\n", "Unknown stage or gate `build`", id="a task"),
    ],
)
def test_flaws(old: str, new: str, message: str) -> None:
    """What cannot be is told with what to do."""
    with pytest.raises(PlaybookInvalid) as refused:
        load(SOUND.replace(old, new), source="mine.yaml")
    assert message in str(refused.value)
