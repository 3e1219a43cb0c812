"""One way in for every command: check, act, and let the consequences follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.events import Event
from domain.launch import gates, steering, tasks
from domain.launch.commands import (
    AddEvidence,
    Attest,
    CancelLaunch,
    CastVote,
    ClaimTask,
    Command,
    CompleteTask,
    Decide,
    HoldLaunch,
    ResumeLaunch,
    StartLaunch,
    UnclaimTask,
)
from domain.launch.deadlines import pass_deadlines
from domain.launch.draft import Draft
from domain.launch.guards import require_safe_text
from domain.launch.progress import progress
from domain.launch.state import Launch, begin


@dataclass(frozen=True)
class Rule:
    """`check` refuses and changes nothing; `act` records what the command does and says it in a few words.

    The launch handed to `check` is as of now: what grows stale with time is judged at this moment.
    """

    check: Callable[[Launch, Any], None]
    act: Callable[[Draft, Any], str]


RULES: Mapping[type[Command], Rule] = {
    ClaimTask: Rule(tasks.check_claim, tasks.claim),
    UnclaimTask: Rule(tasks.check_unclaim, tasks.unclaim),
    CompleteTask: Rule(tasks.check_complete, tasks.complete),
    Attest: Rule(gates.check_attest, gates.attest),
    CastVote: Rule(gates.check_vote, gates.vote),
    Decide: Rule(gates.check_decide, gates.decide),
    AddEvidence: Rule(steering.check_evidence, steering.add_evidence),
    HoldLaunch: Rule(steering.check_hold, steering.hold),
    ResumeLaunch: Rule(steering.check_resume, steering.resume),
    CancelLaunch: Rule(steering.check_cancel, steering.cancel),
}


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
    progress(draft)
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
        playbook=plan.playbook,
        playbook_digest=plan.digest,
    )
    progress(draft)
    return Outcome(draft.launch, tuple(draft.events), "started")


def tick(launch: Launch, now: datetime) -> Outcome:
    """What the passing of time brought by now."""
    draft = Draft(launch, now)
    pass_deadlines(draft)
    return Outcome(draft.launch, tuple(draft.events), "")
