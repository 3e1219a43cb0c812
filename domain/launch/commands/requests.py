"""Asking a person for a review. It never counts as a vote."""

from dataclasses import dataclass

from domain.actors import Actor
from domain.launch.state import Opinion


@dataclass(frozen=True)
class RequestReview:
    """Ask somebody to look at a task or a gate. The use case makes sure that they exist."""

    command_key: str
    actor: Actor
    target: str
    """Local id of the task or gate."""
    of: str
    note: str = ""


@dataclass(frozen=True)
class AnswerReview:
    """Say what one thinks of it; only the person who was asked."""

    command_key: str
    actor: Actor
    request: str
    opinion: Opinion
    note: str = ""


@dataclass(frozen=True)
class WithdrawRequest:
    """No longer ask; whoever asked, or an operator."""

    command_key: str
    actor: Actor
    request: str


RequestCommand = RequestReview | AnswerReview | WithdrawRequest
