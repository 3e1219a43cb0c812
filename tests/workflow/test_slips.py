"""A slip in a launch under way: due dates move across stages, clocks stand still, and a new run knows of both."""

from datetime import UTC, datetime, timedelta

from domain.launch.commands import ReturnTask
from domain.launch.views import GateView, TaskView
from tests.workflow.driver import Drive, Launches
from tests.workflow.plans import MAKER, OTHER_MAKER, OWNER, gate, plan, task

DAY = timedelta(days=1)
LINE = plan(
    [
        task("brief", "idea", sla_days=2),
        task("spec", "idea", sla_days=2, after=("brief",)),
        task("build", "work", sla_days=4),
    ],
    [gate("G1", "idea"), gate("G2", "work")],
    tells_slips=True,
    moves_dues=True,
)
"""Two stages, a gate behind each; business time never stands still here."""


async def _dues(drive: Drive) -> dict[str, datetime]:
    """What is planned for all that waits."""
    seen = await drive.snapshot()
    views: list[TaskView | GateView] = [*seen.tasks, *seen.gates]
    return {view.local_id: due for view in views if (due := view.planned_due_at)}


async def _task(drive: Drive, name: str) -> TaskView:
    return next(view for view in (await drive.snapshot()).tasks if view.local_id == name)


async def test_a_slip_moves_dependants_across_stages(launches: Launches) -> None:
    """The timer that finds a task late moves what waits for it; the late task, once done, sets it right."""
    drive = await launches.start(LINE, target_date=(datetime.now(UTC) + 30 * DAY).date().isoformat())
    before = await _dues(drive)
    assert list(before) == ["spec", "build", "G1", "G2"]

    await drive.skip(2.1 * DAY)
    late = await _dues(drive)
    assert {name: late[name] - before[name] for name in before} == dict.fromkeys(before, DAY)

    await drive.complete("brief")
    spec = await _task(drive, "spec")
    after = await _dues(drive)
    assert spec.due_at is not None
    assert spec.planned_due_at is None
    assert timedelta(hours=2) <= spec.due_at - before["spec"] < timedelta(hours=3)
    assert {after[name] - before[name] for name in after} == {spec.due_at - before["spec"]}

    log = [event for event in await drive.delivered() if event.action == "dues.moved"]
    assert [event.data["because"] for event in log] == [
        [{"item": "brief", "why": "overdue"}],
        [{"item": "brief", "why": "done"}],
    ]
    assert {one["item"]: one["from"] for one in log[0].data["moved"]} == {
        name: due.isoformat() for name, due in before.items()
    }


async def test_held_up_work_stands_still(launches: Launches) -> None:
    """No mark passes while what it rests on is done again, however long that takes; then its time goes on."""
    drive = await launches.start(LINE)
    await drive.complete("brief", by=OTHER_MAKER)
    await drive.claim("spec", MAKER)
    await drive.skip(DAY / 2)
    await drive.act(ReturnTask(drive.new_key(), OWNER, "brief", "once more"))

    await drive.skip(10 * DAY)
    held_up = await _task(drive, "spec")
    assert (held_up.state, held_up.due_at, held_up.sla_marks) == ("claimed", None, ())
    assert held_up.paused_at is not None

    await drive.complete("brief", by=OTHER_MAKER)
    on = await _task(drive, "spec")
    seen = (await drive.snapshot()).launch.updated_at
    assert on.due_at is not None
    assert seen is not None
    assert timedelta(minutes=-1) < on.due_at - seen - 1.5 * DAY < timedelta(minutes=1)
