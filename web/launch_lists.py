"""Everything that the pages of all launches show, gathered in one place."""

from typing import Any

from service.container import Slipway
from web.portfolio import HEALTHS, STATES, TIERS, Asked, chart, day_of, stages_of
from web.visits import Visit

PAGE = 50
PER_STAGE = 20
MOST_PLAYBOOKS = 200


async def gathered(slipway: Slipway, visit: Visit, asked: Asked, cursor: str | None) -> dict[str, Any]:
    """What `launches.html` needs for the view that is asked for."""
    return {"asked": asked, **await _view(slipway, visit, asked, cursor), "choices": await _choices(slipway)}


async def _view(slipway: Slipway, visit: Visit, asked: Asked, cursor: str | None) -> dict[str, Any]:
    state = asked.query.get("state")
    if asked.view == "board":
        states = {"states": (state,)} if state else {}
        order = asked.query.get("order", "changed")
        board = await slipway.portfolio.board(per_stage=PER_STAGE, order=order, **states, **asked.filters)
        launches = tuple({one.key: one for column in board.columns for one in column.shown}.values())
        following = None
    else:
        board = None
        order = asked.query.get("order", "changed")
        found = await slipway.launches.list(state=state, order=order, cursor=cursor, limit=PAGE, **asked.filters)
        launches, following = found.items, found.next
    work = await slipway.portfolio.progress([one.key for one in launches])
    return {
        "board": board,
        "launches": launches,
        "shows": {one.key: one.seq for one in launches},
        "following": following,
        "work": work,
        "names": await slipway.people.named(one.owner for one in launches),
        "chart": chart(launches, work, visit.clock) if asked.view == "timeline" and launches else None,
        "target_days": {one.key: day_of(one, visit.clock) for one in launches},
        "stages": stages_of(launches),
    }


async def _choices(slipway: Slipway) -> dict[str, Any]:
    """What each filter offers; of what there are very many, the first."""
    owners = await slipway.portfolio.owners()
    names = await slipway.people.named(owners)
    published = (await slipway.playbooks.list(limit=MOST_PLAYBOOKS)).items
    return {
        "owner": dict(sorted(((one, names.get(one) or one) for one in owners), key=lambda pair: pair[1].casefold())),
        "product": {one: one for one in await slipway.portfolio.products()},
        "playbook": {one.id: one.title for one in published},
        "state": STATES,
        "health": HEALTHS,
        "tier": TIERS,
    }
