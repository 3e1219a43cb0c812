"""Many entries of the inbox at once."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from domain.actors import Actor
from domain.errors import Invalid, SlipwayError
from service.bulk import carry_out_all
from service.container import Slipway
from web.bulk import ACTS, MOST, UNDONE, Outcome, Pick, picked
from web.errors import in_words
from web.onward import SEVERAL, in_many_words
from web.render import page
from web.visits import CurrentSubmission, Submission, Uses, safe_path

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/bulk")


@router.get("")
async def show_nothing() -> Response:
    """What became of many is told once; whoever reloads it is back at the inbox."""
    return RedirectResponse("/", HTTPStatus.SEE_OTHER)


@router.post("")
async def run_bulk(request: Request, form: CurrentSubmission, slipway: Uses) -> Response:
    """Do the same to everything that is picked, each as its own form would."""
    act = ACTS.get(form.text("act"))
    if act is None:
        raise Invalid("Choose what to do with what you picked.")
    picks = picked(form.fields)
    if act.of_item:
        picks = list({pick.item: pick for pick in picks}.values())

    actors = {} if act.of_item else await _actors(slipway, form, picks)

    async def carry_out(index: int) -> Outcome:
        pick = picks[index]
        if pick.act not in act.fits:
            raise Invalid(act.unfit)
        actor = form.visit.actor if act.of_item else _able(actors[pick.principal])
        await act.carry_out(slipway, actor, f"{form.key}:{index}", pick, form)
        return Outcome(pick)

    return await _answer(request, form, slipway, act.did, picks, carry_out)


@router.post("/undo")
async def undo_bulk(request: Request, form: CurrentSubmission, slipway: Uses) -> Response:
    """Take back what was done to many, as far as it can be."""
    if form.text("did") not in UNDONE:
        raise Invalid("This cannot be taken back here. Open each and see what can be done.")
    did, take_back = UNDONE[form.text("did")]
    items = [one.partition("@") for one in form.text("on").split(SEVERAL)]
    act = {"revoked": "vote", "unclaimed": "task"}.get(did, "")
    picks = [Pick(item, act, "", "", principal, item) for item, _, principal in items if item][:MOST]
    actors = await _actors(slipway, form, picks)

    async def carry_out(index: int) -> Outcome:
        pick = picks[index]
        await take_back(slipway, _able(actors[pick.principal]), f"{form.key}:{index}", pick.item)
        return Outcome(pick)

    return await _answer(request, form, slipway, did, picks, carry_out)


async def _actors(slipway: Slipway, form: Submission, picks: Sequence[Pick]) -> dict[str, Actor | SlipwayError]:
    """As whom each is done, by whom they stand in for; asked once for each of those."""
    found: dict[str, Actor | SlipwayError] = {"": form.visit.actor}
    for principal in {one.principal for one in picks} - {""}:
        try:
            found[principal] = await slipway.delegations.standing_in(form.visit.person, principal)
        except SlipwayError as error:  # told of each entry that it keeps from being done
            found[principal] = error
    return found


def _able(found: Actor | SlipwayError) -> Actor:
    if isinstance(found, SlipwayError):
        raise found
    return found


async def _answer(
    request: Request,
    form: Submission,
    slipway: Slipway,
    did: str,
    picks: Sequence[Pick],
    carry_out: Callable[[int], Awaitable[Outcome]],
) -> Response:
    """Back to the list when all went well; else a page that says what did not, and why."""
    failures: dict[int, Exception] = {}

    def refuse(index: int, error: Exception) -> Outcome:
        failures[index] = error
        return Outcome(picks[index], "refused")

    outcomes = await carry_out_all([one.item for one in picks], carry_out, refuse)
    done = [one.pick for one in outcomes if not one.refused]
    on = SEVERAL.join(f"{one.item}@{one.principal}" if one.principal else one.item for one in done)
    parts = urlsplit(safe_path(form.text("then")))
    query = {name: value for name, value in parse_qsl(parts.query) if name not in {"did", "on", "open", "pick"}}
    back = f"{parts.path}?{urlencode(query)}"
    if not failures:
        # One alone is told as many are, since only that way back knows for whom it was done.
        several = on if len(done) > 1 else f"{on}{SEVERAL}"
        return RedirectResponse(f"{parts.path}?{urlencode({**query, 'did': did, 'on': several})}", HTTPStatus.SEE_OTHER)
    refused = [await _refused(slipway, form, picks[index], error) for index, error in sorted(failures.items())]
    return page(
        request,
        "bulk.html",
        done=done,
        refused=refused,
        words=in_many_words(did, len(done)),
        undo={"did": did, "on": on} if done and did in UNDONE else None,
        back=back,
    )


async def _refused(slipway: Slipway, form: Submission, pick: Pick, error: Exception) -> Outcome:
    """What was not done, in the words of its own page."""
    if isinstance(error, SlipwayError):
        return Outcome(pick, await in_words(error, slipway, form.visit), error.facts.get("changed", ()))
    logger.error("an act in bulk on %s failed", pick.item, exc_info=error)
    return Outcome(pick, "Something broke on our side. Try it again, and tell whoever runs Slipway if it goes on.")
