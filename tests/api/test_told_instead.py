"""What is asked of people who are away reaches whoever stands in for them, over HTTP and into their mailbox."""

from datetime import timedelta

from temporalio.testing._timeskipping import TimeSkipper

from domain.messages import Message
from tests.api.driver import Driver
from tests.api.test_delegations import end, hand_over
from tests.api.test_notifications import tell
from tests.support.eventually import eventually


def about(messages: list[Message], name: str, key: str) -> list[str]:
    """What somebody was told of a launch."""
    return [one.subject.partition(":")[0] for one in messages if one.name == name and one.thread == key]


async def test_escalations_reach_active_substitutes(api: Driver) -> None:
    """Asked for a vote, and pressed to decide; not those who did the work, and nobody once it has ended."""
    key = await api.launch()
    given = [await hand_over(api, *pair) for pair in (("quin", "emil"), ("dora", "emil"), ("dora", "erin"))]
    gate = await api.build(key)  # Otto and Erin do it
    await api.settled()
    asked = await tell(api)
    assert about(asked, "Quin", key) == about(asked, "Emil", key)[:1] == ["Vote"]
    (vote,) = (one for one in asked if (one.name, one.thread) == ("Emil", key) and one.subject.startswith("Vote"))
    assert vote.text.startswith("You stand in for Quin.\n\n")

    handle = api.slipway.engine.client.get_workflow_handle(f"launch/{key}")
    await TimeSkipper(api.slipway.engine.client).fast_forward(handle, timedelta(days=21))

    async def long_overdue() -> bool:
        return 150 in (await api.get("pia", f"/gates/{gate}"))["sla_marks"]

    assert await eventually(long_overdue, within=10)
    await api.settled()
    pressed = await tell(api)
    assert set(about(pressed, "Emil", key)) >= {"Half of the time is gone", "Overdue"}
    assert set(about(pressed, "Dora", key)) >= {"Half of the time is gone", "Overdue"}
    assert not set(about(pressed, "Erin", key)) & {"Half of the time is gone", "Overdue"}, "it is her own work"
    for made, principal in zip(given, ("quin", "dora", "dora"), strict=True):
        await end(api, made, principal)
