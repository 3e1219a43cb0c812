"""What it takes to start a launch, and what is to be thought of before one is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.actors import Actor
from domain.errors import Problem
from domain.launch.charter import wrong_charter
from domain.launch.outset import Outset
from domain.launch.state import Charter, LaunchState
from domain.plan import GatePlan, Plan
from domain.playbooks.switches import Switch
from domain.seats import audience, label
from store import launches, names

_ALIKE = 20
"""Launches that are looked through for one of the same title."""


@dataclass(frozen=True)
class NewLaunch:
    """A launch to start. `playbook` may leave the version out; `owner` is the starter unless named."""

    playbook: str
    tier: str
    title: str
    product: str
    objective: str
    user_need: str
    owner: str | None = None
    prefix: str | None = None
    priority: int = 3
    target_date: date | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    scope: str = ""


@dataclass(frozen=True)
class Concern:
    """Something to mend, or to think of, before starting."""

    kind: str
    """`refused`, `late`, `past`, `same_title` or `alone`."""
    pointer: str
    """A JSON Pointer to the field that it is about."""
    detail: str
    refuses: bool = False
    """A launch does not start like this."""
    subject: str = ""
    """Of `same_title`: the key of the other launch. Of `alone`: the audience that nobody else belongs to."""
    items: tuple[str, ...] = ()
    """Of `alone`: the gates that would wait."""


@dataclass(frozen=True)
class LaunchPreview(Outset):
    """A launch as it would begin, why it would be like that, and what speaks against it."""

    playbook: str
    tier: str
    prefix: str
    """How its key would begin."""
    owner: str
    facts: dict[str, Any]
    """The answers, with defaults where none was given."""
    switches: tuple[Switch, ...]
    concerns: tuple[Concern, ...]

    @property
    def startable(self) -> bool:
        """Whether it would start like this, once its charter is whole."""
        return not any(concern.refuses for concern in self.concerns)


def wrong(wanted: NewLaunch, *, whole: bool = True) -> tuple[Problem, ...]:
    """A problem for each field of the charter that cannot stay as it is."""
    texts = {name: getattr(wanted, name) for name in ("title", "product", "objective", "user_need", "scope")}
    found = wrong_charter(
        texts, prefix=wanted.prefix, priority=wanted.priority, target_date=wanted.target_date, whole=whole
    )
    return tuple(found)


def charter_of(wanted: NewLaunch, key: str, owner: str, facts: dict[str, Any]) -> Charter:
    """What and why, under this key."""
    return Charter(
        key=key,
        title=wanted.title,
        product=wanted.product,
        owner=owner,
        objective=wanted.objective,
        user_need=wanted.user_need,
        priority=wanted.priority,
        target_date=wanted.target_date.isoformat() if wanted.target_date else None,
        facts=facts,
        scope=wanted.scope,
    )


def prefix_of(wanted: NewLaunch) -> str:
    """How its key begins: as was wished, else three letters of the product that make keys recognisable."""
    letters = re.sub(r"[^A-Z]", "", wanted.product.upper())
    return wanted.prefix or (letters + "XXX")[:3]


def week_before(moment: datetime) -> date:
    """From when on a plan knows holidays: due dates are reckoned back over a few days, too."""
    return (moment - timedelta(days=7)).date()


def refusals(problems: Iterable[Problem]) -> Iterator[Concern]:
    """What starting would be refused for."""
    return (Concern("refused", problem.pointer, problem.detail, refuses=True) for problem in problems)


def timing(outset: Outset) -> Iterator[Concern]:
    """What speaks against the target date."""
    day = outset.target_date
    if day is None or outset.target_at is None:
        return
    if day < outset.as_of.date():
        yield Concern("past", "/target_date", f"{day.isoformat()} is over.")
    elif outset.spare_days is not None and outset.spare_days < 0:
        when = outset.target_at.date().isoformat()
        yield Concern("late", "/target_date", f"As planned, {outset.target_title} cannot be done before {when}.")


async def same_title(conn: AsyncConnection, title: str, owner: str) -> tuple[Concern, ...]:
    """Launches under way with the same owner and title: perhaps it was started already."""
    if not title.strip():
        return ()
    wanted = title.strip().casefold()
    found = await launches.page(conn, states=(LaunchState.RUNNING,), owner=owner, q=title, limit=_ALIKE)
    return tuple(
        Concern("same_title", "/title", f"{one.key} is under way with the same title.", subject=one.key)
        for one in found.items
        if one.title.strip().casefold() == wanted
    )


async def left_alone(conn: AsyncConnection, plan: Plan, owner: str, actor: Actor) -> tuple[Concern, ...]:
    """Gates that only the owner or starter could decide or vote on: nobody does on their own work."""
    waiting: dict[str, dict[str, None]] = {}
    for barred, gates in _by_barred(plan, owner, actor).items():
        asked = {one: None for gate in gates for one in _audiences(gate)}
        able = await names.staffed(conn, asked)
        others = await names.staffed(conn, asked, besides=barred)
        for one in able - others:
            waiting.setdefault(one, {}).update({gate.id: None for gate in gates if one in _audiences(gate)})
    return tuple(_alone(one, tuple(gates)) for one, gates in sorted(waiting.items()))


def _by_barred(plan: Plan, owner: str, actor: Actor) -> dict[frozenset[str], list[GatePlan]]:
    """The gates, by whom their separation of duties bars from the first moment."""
    found: dict[frozenset[str], list[GatePlan]] = {}
    for gate in plan.gates:
        owning = (owner,) if "owner" in gate.separate else ()
        starting = actor.identities if "starter" in gate.separate else ()
        if barred := frozenset((*owning, *starting)):
            found.setdefault(barred, []).append(gate)
    return found


def _audiences(gate: GatePlan) -> tuple[str, ...]:
    return tuple(audience(seat) for seat in (gate.decider, *gate.seats))


def _alone(one: str, gates: tuple[str, ...]) -> Concern:
    said = f"Nobody but whoever owns or starts it is {label(one)}, and nobody decides on their own work"
    return Concern("alone", "/owner", f"{said}: {', '.join(gates)} would wait.", subject=one, items=gates)
