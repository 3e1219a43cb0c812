"""Which version of a playbook a launch takes."""

from datetime import UTC, datetime

import pytest

from cli.furnish import sample_organisation
from tests.service.desk import OWNER, Desk


@pytest.mark.parametrize("name", ["standard", "express"])
async def test_a_name_alone_means_the_newest_version(desk: Desk, name: str) -> None:
    """An earlier one stays published, for whoever names it."""
    await desk.slipway.people.load_organisation(sample_organisation())
    today = datetime.now(UTC).date()

    plans = [(await desk.slipway.playbooks.plan(ref, "T3", {}, today))[0] for ref in (name, f"{name}@1")]

    assert [plan.playbook for plan in plans] == [f"{name}@2", f"{name}@1"]


async def test_a_launch_takes_the_version_it_asks_for(desk: Desk) -> None:
    """And says which."""
    taken = []
    for ref in ("express", "express@1"):
        wanted = desk.wanted(ref, tier="T3", facts={"reversible": True})
        taken.append((await desk.slipway.launches.start(OWNER, desk.new_key(), wanted)).view.playbook)

    assert taken == ["express@2", "express@1"]
