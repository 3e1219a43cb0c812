"""What people ask of a launch: one dataclass an act.

`command_key` is the caller's idempotency key: the same key a second time answers as the first did and changes
nothing. `expected_version` refuses the act when what the caller saw has moved on. Names of tasks and gates are
local ids.
"""

from domain.launch.commands.ballots import (
    AddApprover,
    BallotCommand,
    ReviewBallots,
    RevokeAttestation,
    RevokeVote,
)
from domain.launch.commands.fingerprint import Command, fingerprint
from domain.launch.commands.gates import (
    Attest,
    BreakGlass,
    CastVote,
    ConfirmProposal,
    Decide,
    DeclineProposal,
    GateCommand,
    WaiveCriterion,
    WithdrawProposal,
)
from domain.launch.commands.launches import (
    AddEvidence,
    CancelLaunch,
    ChangeLaunch,
    HoldLaunch,
    LaunchCommand,
    ResumeLaunch,
    StartLaunch,
)
from domain.launch.commands.requests import AnswerReview, RequestCommand, RequestReview, WithdrawRequest
from domain.launch.commands.tasks import ClaimTask, CompleteTask, TaskCommand, UnclaimTask
from domain.launch.ledger import NewCondition

__all__ = [
    "AddApprover",
    "AddEvidence",
    "AnswerReview",
    "Attest",
    "BallotCommand",
    "BreakGlass",
    "CancelLaunch",
    "CastVote",
    "ChangeLaunch",
    "ClaimTask",
    "Command",
    "CompleteTask",
    "ConfirmProposal",
    "Decide",
    "DeclineProposal",
    "GateCommand",
    "HoldLaunch",
    "LaunchCommand",
    "NewCondition",
    "RequestCommand",
    "RequestReview",
    "ResumeLaunch",
    "ReviewBallots",
    "RevokeAttestation",
    "RevokeVote",
    "StartLaunch",
    "TaskCommand",
    "UnclaimTask",
    "WaiveCriterion",
    "WithdrawProposal",
    "WithdrawRequest",
    "fingerprint",
]
