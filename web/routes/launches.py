"""Launches: all of them, and one."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from domain.errors import Invalid, Problem
from service.comments import Subject
from web.details import files_of
from web.onward import onward, told
from web.render import page
from web.sentences import Teller, people_in
from web.visits import CurrentSubmission, CurrentVisit, Uses

router = APIRouter(prefix="/launches")

PAGE = 50
STATES = ("running", "held", "finished", "killed", "cancelled")
RECENT = 12
MOST_EVIDENCE = 6
"""Of each side; the page of all of it has the rest."""


@router.get("")
async def list_launches(
    request: Request,
    _: CurrentVisit,
    slipway: Uses,
    q: Annotated[str, Query(max_length=200)] = "",
    state: str = "",
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> Response:
    """The portfolio, what changed last first."""
    chosen = state if state in STATES else ""
    found = await slipway.launches.list(state=chosen or None, q=q.strip() or None, cursor=cursor, limit=PAGE)
    names = await slipway.people.named(one.owner for one in found.items)
    return page(
        request,
        "launches.html",
        launches=found.items,
        following=found.next,
        names=names,
        q=q,
        state=chosen,
        states=STATES,
        told=None,
    )


@router.get("/{key}")
async def show_launch(request: Request, key: str, visit: CurrentVisit, slipway: Uses) -> Response:
    """What and why, where it stands, who does what, and what happened."""
    launch = await slipway.launches.show(key)
    tasks, gates = await slipway.launches.tasks(key), await slipway.launches.gates(visit.person.id, key)
    sides = [await slipway.evidence.list(key, supports=supports, limit=MOST_EVIDENCE) for supports in (True, False)]
    evidence = [one for side in sides for one in side.items]
    recent = (await slipway.launches.activity(visit.person.id, key, limit=RECENT)).items
    people = {launch.owner, launch.started_by} | {task.claimed_by or task.done_by or "" for task in tasks}
    people |= people_in(recent) | {one.evidence.added_by for one in evidence}
    people |= {one.by for gate in gates for one in (*gate.past, gate.decision) if one is not None}
    comments, earlier = await slipway.comments.latest(Subject.LAUNCH, key)
    people |= {one.author for one in comments} | {person for one in comments for person in one.mentions}
    names = await slipway.people.named(people - {""})
    teller = Teller.of(launch, tasks, gates, names, visit.titles)
    return page(
        request,
        "launch.html",
        launch=launch,
        tasks=tasks,
        gates=gates,
        sides=sides,
        files=await files_of(slipway, key, evidence),
        lines=[teller.tell(event) for event in recent],
        names=names,
        comments=comments,
        earlier=earlier,
        told=told(request.query_params.get("did"), request.query_params.get("on"), "launches"),
    )


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
