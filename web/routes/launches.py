"""Launches: all of them, and one."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from domain.errors import Invalid, Problem
from domain.launch.views import GateView, LaunchView, TaskView
from service.comments import Subject
from web import launch_lists, pictures, portfolio, record
from web.details import files_of
from web.onward import onward, told
from web.render import page
from web.sentences import Teller, people_in
from web.since import MOST, since
from web.visits import CurrentSubmission, CurrentVisit, Uses

router = APIRouter(prefix="/launches")

PAGE = 50
RECENT = 12
MOST_EVIDENCE = 6
"""Of each side; the page of all of it has the rest."""


@router.get("")
async def list_launches(
    request: Request,
    visit: CurrentVisit,
    slipway: Uses,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> Response:
    """All of them: as a table, by stage, or in time."""
    asked = portfolio.Asked.of(request.query_params)
    return page(request, "launches.html", told=None, **await launch_lists.gathered(slipway, visit, asked, cursor))


@router.get("/{key}")
async def show_launch(request: Request, key: str, visit: CurrentVisit, slipway: Uses) -> Response:
    """What and why, where it stands, who does what, and what happened."""
    launch = await slipway.launches.show(key)
    tasks, gates = await slipway.launches.tasks(key), await slipway.launches.gates(visit.person.id, key)
    sides = [await slipway.evidence.list(key, supports=supports, limit=MOST_EVIDENCE) for supports in (True, False)]
    evidence = [one for side in sides for one in side.items]
    events = await slipway.launches.latest(visit.person.id, key, limit=MOST)
    recent, new = events[:RECENT], await since(request, slipway, visit, key, launch.seq, events=events)
    comments, earlier = await slipway.comments.latest(Subject.LAUNCH, key)
    people = {launch.owner, launch.started_by} | {task.claimed_by or task.done_by or "" for task in tasks}
    people |= people_in(recent) | {one.evidence.added_by for one in evidence} | new.people
    people |= record.people(launch, gates)
    people |= {one.author for one in comments} | {person for one in comments for person in one.mentions}
    names = await slipway.people.named(people - {""})
    teller = Teller.of(launch, tasks, gates, names, visit.titles)
    return page(
        request,
        "launch.html",
        since=new,
        parts=_titles(launch, tasks, gates),
        launch=launch,
        tasks=tasks,
        gates=gates,
        sides=sides,
        files=await files_of(slipway, key, evidence),
        lines=[teller.tell(event) for event in recent],
        fresh={event.seq for event in recent if new.is_new(event, visit.person.id)},
        pictures=await pictures.of_launch(slipway, visit, launch, tasks, gates),
        names=names,
        comments=comments,
        earlier=earlier,
        **record.shown(launch, tasks, gates, visit.actor),
        told=told(request.query_params.get("did"), request.query_params.get("on"), "launches"),
    )


def _titles(launch: LaunchView, tasks: Iterable[TaskView], gates: Iterable[GateView]) -> dict[str, str]:
    """What stages, tasks and gates are called, as the log names them."""
    named = {one.id: one.title for one in launch.stages} | {one.local_id: one.title for one in tasks}
    return named | {one.local_id: one.title for one in gates}


@router.post("/{key}/hold")
async def hold(key: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Let its clocks stand still."""
    if not form.text("reason"):
        raise Invalid("Say why it is to stand still.", problems=[Problem("/reason", "is empty")])
    await slipway.launches.hold(form.actor, form.key, key, reason=form.text("reason"))
    return await onward(slipway, form, "held", key, stay=True)


@router.post("/{key}/resume")
async def resume(key: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Let it go on."""
    await slipway.launches.resume(form.actor, form.key, key, note=form.text("reason"))
    return await onward(slipway, form, "resumed", key, stay=True)
