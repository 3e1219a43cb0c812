"""The rules of the whole launch: hold, resume, cancel, and evidence."""

from domain.errors import Invalid, Problem, WrongState
from domain.ids import SYSTEM
from domain.launch.commands import AddEvidence, CancelLaunch, HoldLaunch, ResumeLaunch
from domain.launch.draft import Draft
from domain.launch.guards import (
    LAUNCH_MOVES,
    require_running,
    require_steersman,
    require_text,
    require_version,
)
from domain.launch.outside import EVIDENCE_TYPES, record_findings
from domain.launch.reviewing import open_reviews, reviews_done
from domain.launch.rule import Rule, Rules
from domain.launch.state import Launch, LaunchState


def check_hold(launch: Launch, command: HoldLaunch) -> None:
    """Whoever steers may pause a running launch, with a reason."""
    require_running(launch)
    require_version(launch.seq, command.expected_version)
    require_steersman(launch, command.actor)
    require_text(command.reason, "/reason", "why")


def hold(draft: Draft, command: HoldLaunch) -> str:
    """Stop all clocks."""
    draft.record("launch.held", draft.launch.key, command.actor, reason=command.reason)
    return "held"


def check_resume(launch: Launch, command: ResumeLaunch) -> None:
    """Whoever steers may go on after a hold."""
    if launch.state is not LaunchState.HELD:
        raise _not_now(launch, "resumed")
    require_version(launch.seq, command.expected_version)
    require_steersman(launch, command.actor)


def resume(draft: Draft, command: ResumeLaunch) -> str:
    """Let all clocks run on; due dates move by the time they stood still."""
    draft.record("launch.resumed", draft.launch.key, command.actor, note=command.note)
    return "running"


def check_cancel(launch: Launch, command: CancelLaunch) -> None:
    """Whoever steers may stop a launch for good, with a reason."""
    if launch.ended:
        raise _not_now(launch, "cancelled")
    require_version(launch.seq, command.expected_version)
    require_steersman(launch, command.actor)
    require_text(command.reason, "/reason", "why")
    if not reviews_done(launch) and command.actor.id != SYSTEM:
        titles = [launch.task_plan(review).title for review in open_reviews(launch)]
        raise WrongState(f"First it is looked back: {'; '.join(titles)}", legal=("hold",), state=launch.state)


def cancel(draft: Draft, command: CancelLaunch) -> str:
    """Stop; the record stays."""
    draft.record("launch.cancelled", draft.launch.key, command.actor, reason=command.reason)
    return "cancelled"


def check_evidence(launch: Launch, command: AddEvidence) -> None:
    """Evidence may be added until the launch is over, also while it is held."""
    if launch.ended:
        raise _not_now(launch, "given evidence")
    problems = []
    if command.type not in EVIDENCE_TYPES:
        problems.append(Problem("/type", f"Name one of: {', '.join(EVIDENCE_TYPES)}."))
    if not 1 <= command.strength <= 5:
        problems.append(Problem("/strength", "Give 1 (an opinion) to 5 (an experiment in the market)."))
    if command.target is not None and command.target not in {*launch.tasks, *launch.gates}:
        problems.append(Problem("/target", f"{launch.key} has no task or gate {command.target}."))
    if command.expires_at is not None and command.expires_at <= command.observed_at:
        problems.append(Problem("/expires_at", "It must come after observed_at."))
    if problems:
        raise Invalid("The evidence is incomplete; see each problem.", problems=problems)


def add_evidence(draft: Draft, command: AddEvidence) -> str:
    """Put the label and digest on record."""
    evidence_id = f"E{len(draft.launch.evidence) + 1}"
    draft.record(
        "evidence.added",
        evidence_id,
        command.actor,
        type=command.type,
        title=command.title,
        source=command.source,
        strength=command.strength,
        supports=command.supports,
        observed_at=command.observed_at.isoformat(),
        expires_at=command.expires_at.isoformat() if command.expires_at else None,
        sha256=command.sha256,
        target=command.target,
        summary=command.summary,
    )
    record_findings(draft, command.findings)
    return evidence_id


def _not_now(launch: Launch, wanted: str) -> WrongState:
    return WrongState(
        f"{launch.key} is {launch.state} and cannot be {wanted}",
        legal=LAUNCH_MOVES.get(launch.state, ()),
        state=launch.state,
    )


RULES: Rules = {
    AddEvidence: Rule("add_evidence", check_evidence, add_evidence),
    HoldLaunch: Rule("hold", check_hold, hold),
    ResumeLaunch: Rule("resume", check_resume, resume),
    CancelLaunch: Rule("cancel", check_cancel, cancel),
}
