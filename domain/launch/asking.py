"""The rules of requests: anybody may ask a person to look at a task or a gate. It never counts as a vote."""

from domain.errors import Conflict, NotAllowed, NotFound, WrongState
from domain.launch.commands import AnswerReview, RequestReview, WithdrawRequest
from domain.launch.draft import Draft
from domain.launch.guards import find_gate, require_text
from domain.launch.rule import Rule, Rules
from domain.launch.state import GateState, Launch, Opinion, Request, RequestState

MOST_OPEN = 200
"""Requests of one launch that may be open at a time."""


def check_request(launch: Launch, command: RequestReview) -> None:
    """On anything that is not over, also while the launch is held; once for each person and thing."""
    _require_under_way(launch)
    if command.target not in launch.tasks:
        gate, plan = find_gate(launch, command.target)
        if gate.state in {GateState.PASSED, GateState.CANCELLED}:
            raise WrongState(f"{plan.id} is decided; a review comes too late", state=gate.state)
    still = [request for request in launch.requests.values() if request.state is RequestState.OPEN]
    if len(still) >= MOST_OPEN:
        raise Conflict(f"{launch.key} has {MOST_OPEN} open requests; withdraw some first")
    for request in still:
        if (request.target, request.of) == (command.target, command.of):
            raise Conflict(f"{request.asked_by} has asked {command.of} already ({request.id})", request=request.id)


def _require_under_way(launch: Launch) -> None:
    if launch.ended:
        raise WrongState(f"{launch.key} is {launch.state}; nothing more is asked or answered on it", state=launch.state)


def request(draft: Draft, command: RequestReview) -> str:
    """Ask."""
    request_id = f"Q{len(draft.launch.requests) + 1}"
    draft.record("review.requested", request_id, command.actor, about=command.target, of=command.of, note=command.note)
    return request_id


def check_answer(launch: Launch, command: AnswerReview) -> None:
    """Only the person who was asked; concerns need words."""
    asked = _open_request(launch, command.request)
    if command.actor.principal != asked.of:
        raise NotAllowed(f"{asked.of} was asked, and nobody else answers for them", person=asked.of)
    if command.opinion is Opinion.CONCERNS:
        require_text(command.note, "/note", "what concerns you")


def answer(draft: Draft, command: AnswerReview) -> str:
    """Put the opinion on record."""
    draft.record("review.answered", command.request, command.actor, opinion=command.opinion.value, note=command.note)
    return command.opinion.value


def check_withdraw(launch: Launch, command: WithdrawRequest) -> None:
    """Whoever asked, or an operator."""
    asked = _open_request(launch, command.request)
    if command.actor.principal != asked.asked_by and not command.actor.operator:
        raise NotAllowed(f"Only {asked.asked_by}, who asked, or an operator withdraws {asked.id}")


def withdraw(draft: Draft, command: WithdrawRequest) -> str:
    """No longer ask."""
    draft.record("review.withdrawn", command.request, command.actor)
    return "withdrawn"


def _open_request(launch: Launch, request_id: str) -> Request:
    _require_under_way(launch)
    asked = launch.requests.get(request_id)
    if asked is None:
        raise NotFound(f"{launch.key} has no request {request_id}")
    if asked.state is not RequestState.OPEN:
        raise WrongState(f"{asked.id} is {asked.state} already", state=asked.state)
    return asked


RULES: Rules = {
    RequestReview: Rule("request_review", check_request, request, "target"),
    AnswerReview: Rule("answer_review", check_answer, answer, "request"),
    WithdrawRequest: Rule("withdraw_request", check_withdraw, withdraw, "request"),
}
