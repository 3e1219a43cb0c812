"""To whom a change matters, from the playbook's text to the plan."""

from domain.playbooks.build import build_plan
from playbooks.loader import load
from tests.playbooks.samples import SOUND

TOLD = (
    SOUND.replace("default: false}", "default: false, material_to: []}", 1)
    .replace("min: 1, max: 9}", "min: 1, max: 9, material_to: [legal, boss]}")
    .replace("stages:\n", "materiality: {title: all, scope: [lead], user_need: []}\nstages:\n", 1)
)


def test_the_plan_of_a_launch_says_to_whom_everything_matters() -> None:
    """Every fact and every field, named in the playbook or not."""
    playbook = load(TOLD, source="told")
    plan = build_plan(
        playbook,
        tier="T1",
        facts={"external": False, "size": 3, "door": "two_way"},
        holds=lambda _: False,
        calendars={},
    )

    assert plan.materiality == {
        "title": None,
        "objective": None,
        "user_need": (),
        "scope": ("lead",),
        "target_date": (),
        "tier": None,
        "priority": (),
        "owner": (),
        "fact:external": (),
        "fact:size": ("legal", "boss"),
        "fact:door": None,
    }
