"""One way in for every command: check, act, and let the consequences follow."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.events import Event
from domain.launch import (
    asking,
    assigning,
    attesting,
    breaking_glass,
    changing,
    deciding,
    dropping,
    electorate,
    measuring,
    proposals,
    scoring,
    steering,
    tasks,
    undoing,
    voting,
    waivers,
)
from domain.launch.commands import Command, StartLaunch
from domain.launch.deadlines import pass_deadlines
from domain.launch.draft import Draft
from domain.launch.guards import require_safe_text
from domain.launch.moving import move_dues
from domain.launch.progress import progress
from domain.launch.rule import Rules
from domain.launch.separation import void_conflicted_scores, void_conflicted_votes
from domain.launch.state import Launch, begin

RULES: Rules = {
    **tasks.RULES,
    **assigning.RULES,
    **undoing.RULES,
    **dropping.RULES,
    **attesting.RULES,
    **voting.RULES,
    **electorate.RULES,
    **scoring.RULES,
    **deciding.RULES,
    **proposals.RULES,
    **waivers.RULES,
    **breaking_glass.RULES,
    **asking.RULES,
    **steering.RULES,
    **measuring.RULES,
    **changing.RULES,
}
"""Every command there is."""

COMMANDS: Mapping[str, type] = {rule.name: kind for kind, rule in RULES.items()}
"""The type of each command, by the name the engine has for it."""


@dataclass(frozen=True)
class Outcome:
    """The launch after a command, the events that made it so, and the verdict in a few words."""

    launch: Launch
    events: tuple[Event, ...]
    verdict: str


def check(launch: Launch, command: Command, now: datetime) -> None:
    """Raise the typed error that `handle` would raise; change nothing."""
    require_safe_text(command)
    RULES[type(command)].check(replace(launch, updated_at=now), command)


def handle(launch: Launch, command: Command, now: datetime) -> Outcome:
    """Carry out a command. Raises a `SlipwayError` when it is refused."""
    check(launch, command, now)
    draft = Draft(launch, now)
    verdict = RULES[type(command)].act(draft, command)
    void_conflicted_votes(draft)
    void_conflicted_scores(draft)
    progress(draft)
    move_dues(draft, launch)
    return Outcome(draft.launch, tuple(draft.events), verdict)


def start(command: StartLaunch, now: datetime) -> Outcome:
    """The first moment of a launch."""
    charter, plan = command.charter, command.plan
    draft = Draft(begin(charter, plan), now)
    draft.record(
        "launch.started",
        charter.key,
        command.actor,
        title=charter.title,
        product=charter.product,
        owner=charter.owner,
        objective=charter.objective,
        user_need=charter.user_need,
        tier=plan.tier,
        priority=charter.priority,
        target_date=charter.target_date,
        facts=charter.facts,
        **({"scope": charter.scope} if charter.scope else {}),
        playbook=plan.playbook,
        playbook_digest=plan.digest,
    )
    progress(draft)
    return Outcome(draft.launch, tuple(draft.events), "started")


def tick(launch: Launch, now: datetime) -> Outcome:
    """What the passing of time brought by now."""
    draft = Draft(launch, now)
    pass_deadlines(draft)
    move_dues(draft, launch)
    return Outcome(draft.launch, tuple(draft.events), "")
