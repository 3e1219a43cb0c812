"""What operators see of a launch in the engine itself."""

from datetime import UTC, datetime, timedelta

from domain.launch.commands import HoldLaunch
from tests.support.eventually import eventually
from tests.workflow.driver import Drive, Launches
from tests.workflow.plans import MAKER, OWNER, many_tasks, voted
from workflows import search_attributes as names


async def _attributes(drive: Drive) -> dict[str, object]:
    found = (await drive.handle.describe()).typed_search_attributes
    return {pair.key.name: pair.value for pair in found if pair.key.name in names.SEARCH_ATTRIBUTES}


async def test_a_launch_can_be_searched_for(launches: Launches) -> None:
    """By what it is, and by where it stands."""
    drive = await launches.start(many_tasks(2, sla_days=4), priority=2, target_date="2027-05-01")
    await drive.settled()

    attributes = await _attributes(drive)

    due = attributes.pop(names.DUE_AT)
    assert isinstance(due, datetime)
    assert due - datetime.now(UTC) > timedelta(days=3)
    assert attributes == {
        names.PRODUCT: "aurora",
        names.OWNER: OWNER.id,
        names.TIER: "T2",
        names.PRIORITY: 2,
        names.TARGET_DATE: datetime(2027, 5, 1, tzinfo=UTC),
        names.STAGE: "work",
        names.STATE: "running",
        names.HEALTH: "on_track",
        names.WAITING_ON: ["product"],
    }


async def test_what_is_searched_for_moves_with_the_launch(launches: Launches) -> None:
    """State, health and stage follow; a date that no longer applies is gone."""
    drive = await launches.start(many_tasks(2, sla_days=4))
    await drive.act(HoldLaunch("h", OWNER, "Wait."))
    await drive.settled()

    attributes = await _attributes(drive)

    assert (attributes[names.STATE], attributes[names.HEALTH]) == ("held", "held")
    assert names.DUE_AT not in attributes


async def test_a_launch_can_be_listed(launches: Launches) -> None:
    """With the query an operator would type."""
    drive = await launches.start(many_tasks(2), product="listed-product")
    query = f"{names.PRODUCT} = 'listed-product' AND {names.STAGE} = 'work'"

    async def listed() -> list[str]:
        return [execution.id async for execution in launches.engine.client.list_workflows(query)]

    assert await eventually(listed) == [f"launch/{drive.key}"]


async def test_search_attributes_are_written_only_when_the_launch_moves_on(launches: Launches) -> None:
    """Each write is an action that is paid for: twenty completions in one stage cost one."""
    drive = await launches.start(many_tasks(21))
    for number in range(1, 21):
        await drive.complete(f"t{number}")

    assert (await drive.kinds())["UPSERT_WORKFLOW_SEARCH_ATTRIBUTES"] == 1


async def test_the_engines_page_says_who_is_waited_for(launches: Launches) -> None:
    """Whom, for what, since when and until when; the holder's name once a task is claimed."""
    drive = await launches.start(many_tasks(2, sla_days=4))
    await drive.claim("t1")

    details = await drive.current_details()

    assert details.startswith("**Work: waiting on product.**\n\nHealth: on track (nothing is overdue)")
    mine, free = details.splitlines()[-2:]
    assert mine.startswith(f"| {MAKER.id} | T1 | 20")
    assert free.startswith("| product | T2 | 20")
    assert mine.count(" UTC ") == 2


async def test_the_engines_page_names_the_decider(launches: Launches) -> None:
    """Of an open gate."""
    drive = await launches.start(voted())
    await drive.complete("brief")

    assert "| director | G1 Go past G1? | 20" in await drive.current_details()


async def test_a_launch_has_a_title_in_the_engine(launches: Launches) -> None:
    """Its key and title, and what it is for."""
    drive = await launches.start(many_tasks(1))

    described = await drive.handle.describe()

    assert await described.static_summary() == f"{drive.key} Aurora"
    assert "Grow abroad" in (await described.static_details() or "")
