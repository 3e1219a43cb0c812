"""A launch laid out in time, over HTTP."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from tests.api.driver import PILOT, Driver


def some_day(days: int) -> str:
    """A date to come."""
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def named(found: Any, kind: str, name: str) -> Any:
    """One slot or gate of a schedule."""
    return next(one for one in found[kind] if one.get("id", one.get("gate")) == name)


async def test_the_schedule_of_a_launch(api: Driver) -> None:
    """Earliest and latest times, slack, the critical path, and what a late gate costs."""
    key = await api.launch(target_date=some_day(60))
    found = await api.get("erin", f"/launches/{key}/schedule")

    assert (found["target"], found["target_date"], found["met"], found["late_days"]) == (
        "release",
        some_day(60),
        True,
        0,
    )
    assert found["critical_path"] == ["make", "G1", "ship", "G2"]
    times = [named(found, "slots", name) for name in found["critical_path"]]
    for one, other in pairwise(times):
        assert one["earliest_finish"] <= other["earliest_start"]
        assert one["latest_finish"] <= other["latest_start"]
    assert named(found, "slots", "describe")["slack_days"] == named(found, "slots", "make")["slack_days"] + 1
    cost = named(found, "delays", "G1")
    assert cost["slack_days"] < cost["first_costly_day"] <= cost["slack_days"] + 1
    assert Decimal(cost["slip_per_day"]) == 1
    assert cost["money_per_day"] is None


async def test_it_follows_the_work(api: Driver) -> None:
    """What is done is fixed, and the rest comes from the read model at once, without a day of delay."""
    key = await api.launch(target_date=some_day(1))
    late = await api.get("pia", f"/launches/{key}/schedule")
    gate = await api.build(key)
    await api.pass_votes(gate)
    await api.do("dora", f"/gates/{gate}/decision", decision="go", rationale="All are for it")
    found = await api.get("pia", f"/launches/{key}/schedule")

    assert (late["met"], late["late_days"] > 0) == (False, True)
    assert found["critical_path"] == ["ship", "G2"]
    assert found["earliest_finish"] < late["earliest_finish"]
    assert named(found, "slots", "make")["finished"] is True
    assert [one["gate"] for one in found["delays"]] == ["G2"]


async def test_no_target_date(api: Driver) -> None:
    """Nothing is late, and slack is what there is before the whole takes longer."""
    found = await api.get("pia", f"/launches/{await api.launch()}/schedule")

    assert (found["target_date"], found["met"], found["late_days"]) == (None, None, 0)
    assert {named(found, "slots", name)["slack_days"] for name in found["critical_path"]} == {0}
    assert named(found, "delays", "G2")["first_costly_day"] == 1


async def test_a_held_launch_stands_still(api: Driver) -> None:
    """It is laid out as of the hold, for as long as that lasts."""
    key = await api.launch(target_date=some_day(60))
    await api.do("pia", f"/launches/{key}/hold", reason="Waiting for a patent")
    held_at = (await api.get("pia", f"/launches/{key}"))["held_at"]
    first, second = [await api.get("pia", f"/launches/{key}/schedule") for _ in range(2)]

    assert held_at
    assert datetime.fromisoformat(first["as_of"]) == datetime.fromisoformat(held_at)
    assert first == second
    await api.do("pia", f"/launches/{key}/resume")
    assert (await api.get("pia", f"/launches/{key}"))["held_at"] is None


async def test_the_cost_of_delay_in_money(api: Driver) -> None:
    """A playbook that asks for it gets it told; and it may name what the target date is about."""
    priced = PILOT.replace("playbook: pilot", "playbook: priced").replace(
        "facts:\n",
        'target: G1\nfacts:\n  cost_of_delay_per_day: {type: string, default: "", title: "What does a day cost?"}\n',
    )
    reply = await api.by("opal").post("/api/v1/playbooks", content=priced, headers={"Content-Type": "application/yaml"})
    assert reply.status_code == 201, reply.text
    key = await api.launch(playbook="priced", facts={"cost_of_delay_per_day": "1250.50"}, target_date=some_day(30))
    found = await api.get("pia", f"/launches/{key}/schedule")
    silent = await api.get("pia", f"/launches/{await api.launch(playbook='priced')}/schedule")

    assert found["target"] == "G1"
    assert Decimal(named(found, "delays", "G1")["money_per_day"]) == Decimal("1250.50")
    assert named(found, "delays", "G2")["first_costly_day"] is None, "the target does not wait for it"
    assert named(silent, "delays", "G1")["money_per_day"] is None
    assert date.fromisoformat(found["target_date"]) > datetime.now(UTC).date()


async def test_no_such_launch(api: Driver) -> None:
    """There is no schedule of nothing."""
    await api.get("pia", "/launches/NOPE-1/schedule", expect=404)


async def test_the_timeline_of_a_launch(api: Driver) -> None:
    """U13: planned, actual and expected of each part, slack, the critical path, holds, and the business days."""
    key = await api.launch(target_date=some_day(60))
    await api.do("otto", f"/tasks/{key}.describe/complete", note="described")
    await api.do("pia", f"/launches/{key}/hold", reason="Waiting for a patent")
    await api.do("pia", f"/launches/{key}/resume")
    found = await api.get("erin", f"/launches/{key}/timeline")
    schedule = await api.get("erin", f"/launches/{key}/schedule")

    assert [stage["id"] for stage in found["stages"]] == ["build", "release"]
    bars = {bar["id"]: bar for stage in found["stages"] for bar in stage["bars"]}
    assert list(bars) == ["describe", "make", "G1", "ship", "G2"]
    assert bars["describe"]["state"] == "done"
    assert bars["describe"]["finished_at"] is not None
    assert bars["describe"]["expected_finish"] is None
    assert bars["make"]["planned_finish"] < bars["G1"]["planned_finish"] < bars["G2"]["planned_finish"]
    assert found["critical_path"] == schedule["critical_path"] == ["make", "G1", "ship", "G2"]
    assert found["slack_days"] > 0
    assert [hold["reason"] for hold in found["holds"]] == ["Waiting for a patent"]
    assert found["business_days"] == sorted(set(found["business_days"]))
    assert (found["target"], found["target_date"], found["met"]) == ("release", some_day(60), True)


async def test_the_burn_up_of_a_launch(api: Driver) -> None:
    """U13: done work against all there is to do, and what a condition adds."""
    key = await api.launch(target_date=some_day(60))
    gate = await api.build(key)
    await api.pass_votes(gate)
    owed = {"title": "Close the finding", "department": "legal", "owner": "lena", "due_days": 3, "before_gate": "G2"}
    await api.do(
        "dora", f"/gates/{gate}/decision", decision="conditional_go", rationale="Good enough", conditions=[owed]
    )
    found = await api.get("erin", f"/launches/{key}/burn-up")

    assert [(point["done"], point["scope"]) for point in found["points"]] == [(0, 3), (1, 3), (2, 3), (2, 4)]
    assert found["target_date"] == some_day(60)


@pytest.mark.parametrize("picture", ["timeline", "burn-up"])
async def test_no_picture_of_nothing(api: Driver, picture: str) -> None:
    """A launch that is not there."""
    await api.get("pia", f"/launches/NOPE-1/{picture}", expect=404)
