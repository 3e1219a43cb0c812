"""The tiers of a playbook are known without reading all of it."""

import pytest

from playbooks.headline import tiers_of
from playbooks.loader import Source, shipped


@pytest.mark.parametrize("source", shipped(), ids=lambda source: source.name)
def test_the_tiers_are_those_of_the_whole(source: Source) -> None:
    """For every playbook that comes with Slipway."""
    assert tiers_of(source.text) == source.load().tiers


def test_what_stands_deeper_is_not_taken_for_them() -> None:
    """Tasks name tiers too, and a value may be called so."""
    text = "title: tiers\nstages:\n  - {tasks: [{tiers: [T9]}]}\ntiers:\n  - T1\n  - T2\nroles: {a: A}\n"

    assert tiers_of(text) == ("T1", "T2")
