"""The rules of changes to a launch under way: what may change, by whom, and only as it was previewed."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from domain.errors import Conflict, ImpactChanged, Invalid, Problem, SlipwayError, WrongState
from domain.launch.commands import ChangeLaunch
from domain.launch.draft import Draft
from domain.launch.guards import LAUNCH_MOVES, as_of, require_steersman, require_text, require_version
from domain.launch.impact import Impact, Preview, impact_of
from domain.launch.outside import record_findings
from domain.launch.progress import progress
from domain.launch.replanning import replan
from domain.launch.revising import revise
from domain.launch.rule import Rule, Rules
from domain.launch.state import Launch
from domain.materiality import fact
from domain.plan import Plan

FIELDS = ("title", "objective", "user_need", "scope", "target_date", "priority", "owner")
"""What may change of a charter. Key and product may not: they are what the launch is found by."""

Changes = dict[str, dict[str, Any]]
"""`{field: {"from": …, "to": …}}`."""


def check_change(launch: Launch, command: ChangeLaunch) -> None:
    """Whoever steers may change a launch until it is over, with a reason, and only as they were shown."""
    require_not_over(launch)
    require_steersman(launch, command.actor)
    require_text(command.reason, "/reason", "why")
    found = preview(launch, command)
    if command.impact != found.digest:
        raise ImpactChanged(
            "This is not what you were shown that the change would do. Read what it would do now, then send "
            "the digest of that.",
            seen=command.impact,
            current=found.digest,
            impact=asdict(found),
        )


def preview(launch: Launch, command: ChangeLaunch) -> Impact:
    """What the change would do to the launch as of now. Raises Invalid or Conflict when it cannot be made."""
    require_not_over(launch)
    require_version(launch.seq, command.expected_version)
    changes, plan = _worked_out(launch, command)
    draft = Draft(launch, as_of(launch))
    _carry_out(draft, command, changes, plan)
    progress(draft)
    return impact_of(launch, draft.launch, changes, plan)


def previewed(launch: Launch, command: ChangeLaunch, now: datetime) -> Preview:
    """`preview` for those who cannot be sent an error: a refusal as data."""
    try:
        return Preview(preview(replace(launch, updated_at=now), command))
    except SlipwayError as error:
        return Preview(code=error.code, said=error.to_facts())


def change(draft: Draft, command: ChangeLaunch) -> str:
    """Make the change, and what follows from it."""
    changes, plan = _worked_out(draft.launch, command)
    _carry_out(draft, command, changes, plan)
    return draft.launch.changes[-1].id


def _carry_out(draft: Draft, command: ChangeLaunch, changes: Changes, plan: Plan | None) -> None:
    """The change, and what expressions say from then on: nobody waits for the next command to learn it."""
    revise(draft, command.actor, changes, plan, command.reason)
    record_findings(draft, command.findings)


def require_not_over(launch: Launch) -> None:
    """A launch that is held may change; one that is over may not."""
    if launch.ended:
        raise WrongState(
            f"{launch.key} is {launch.state} and cannot be changed",
            legal=LAUNCH_MOVES.get(launch.state, ()),
            state=launch.state,
        )


def _worked_out(launch: Launch, command: ChangeLaunch) -> tuple[Changes, Plan | None]:
    """What really changes, and the plan to go on with when that is another."""
    if problems := tuple(_problems(launch, command)):
        raise Invalid("This change cannot be made; see each problem.", problems=problems)
    changes = _changes(launch, command)
    if not changes:
        raise Invalid("This changes nothing.", problems=[Problem("", "Everything is as you say already.")])
    if command.plan is None:
        return changes, None
    plan, against = replan(launch, command.plan)
    if against:
        raise Conflict(f"{launch.key} is too far for this change: {'; '.join(against)}", against=list(against))
    return changes, None if plan == launch.plan else plan


def _changes(launch: Launch, command: ChangeLaunch) -> Changes:
    charter, found = launch.charter, {}
    for name in FIELDS:
        if name in command.charter:
            found[name] = {"from": getattr(charter, name), "to": command.charter[name]}
    if command.tier is not None:
        found["tier"] = {"from": launch.plan.tier, "to": command.tier}
    for name, value in command.facts.items():
        found[fact(name)] = {"from": charter.facts.get(name), "to": value}
    return {name: one for name, one in found.items() if one["from"] != one["to"]}


def _problems(launch: Launch, command: ChangeLaunch) -> Iterator[Problem]:
    for name, value in command.charter.items():
        if name not in FIELDS:
            yield Problem(f"/{name}", f"Change one of: {', '.join((*FIELDS, 'tier', 'facts'))}.")
        elif name == "priority":
            if type(value) is not int or not 1 <= value <= 5:
                yield Problem("/priority", "Give 1 (drop everything) to 5 (when there is time).")
        elif name == "target_date":
            if value is not None and not _is_day(value):
                yield Problem("/target_date", "Give a day such as 2031-05-17, or null for none.")
        elif not isinstance(value, str) or (name != "scope" and not value.strip()):
            yield Problem(f"/{name}", "Say it in words.")
    plan = command.plan
    if plan is None and (command.tier is not None or command.facts):
        yield Problem("/tier" if command.tier is not None else "/facts", "Say what becomes of the plan.")
    elif plan is not None and _pinned(plan) != _pinned(launch.plan):
        yield Problem("/tier", f"{launch.key} stays on {launch.plan.playbook}.")
    elif plan is not None and plan.tier != (command.tier or launch.plan.tier):
        yield Problem("/tier", f"The plan is for {plan.tier}.")


def _pinned(plan: Plan) -> tuple[str, str, tuple[str, ...]]:
    return plan.playbook, plan.digest, tuple(stage.id for stage in plan.stages)


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


RULES: Rules = {ChangeLaunch: Rule("change", check_change, change)}
