"""What people say about launches, tasks and gates, and whom they name."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from domain.errors import Invalid, Problem
from service.comments import Subject
from web.onward import onward
from web.render import page
from web.visits import CurrentSubmission, CurrentVisit, Uses

router = APIRouter()

PAGE = 50
MOST_OFFERED = 8


class Folder(StrEnum):
    """Where the pages of what can be commented on are."""

    LAUNCHES = "launches"
    TASKS = "tasks"
    GATES = "gates"

    @property
    def kind(self) -> Subject:
        """What lies there."""
        return next(kind for kind in Subject if kind.folder == self)


@router.get("/{folder}/{item}/comments")
async def list_comments(
    request: Request,
    folder: Folder,
    item: str,
    _: CurrentVisit,
    slipway: Uses,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> Response:
    """Everything that was said about something, in the order it came."""
    found = await slipway.comments.list(folder.kind, item, cursor=cursor, limit=PAGE)
    people = {one.author for one in found.items} | {person for one in found.items for person in one.mentions}
    return page(
        request,
        "comments.html",
        folder=folder,
        item=item,
        comments=found.items,
        following=found.next,
        names=await slipway.people.named(people),
    )


@router.post("/{folder}/{item}/comments")
async def comment(folder: Folder, item: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Say something; whoever is named behind an `@` is told."""
    if not form.text("text"):
        raise Invalid("Write something first.", problems=[Problem("/text", "is empty")])
    await slipway.comments.add(form.actor, form.key, folder.kind, item, form.text("text"))
    return await onward(slipway, form, "commented", item, stay=True)


@router.post("/comments/{comment_id}/take-back")
async def take_back(comment_id: str, form: CurrentSubmission, slipway: Uses) -> Response:
    """Take one's own comment back; that there was one stays."""
    await slipway.comments.take_back(form.actor, comment_id)
    return await onward(slipway, form, "unsaid", comment_id, stay=True)


@router.get("/people/named")
async def offer_people(
    request: Request, _: CurrentVisit, slipway: Uses, q: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    """A few of whose name some word begins so, for whoever types an `@`."""
    return page(request, "talk/people.html", people=await slipway.people.beginning(q, limit=MOST_OFFERED))
