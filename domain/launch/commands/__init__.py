"""What people ask of a launch: one dataclass an act.

`command_key` is the caller's idempotency key: the same key a second time answers as the first did and changes
nothing. `expected_version` refuses the act when what the caller saw has moved on. Names of tasks and gates are
local ids.
"""

from domain.launch.commands.ballots import (
    AddApprover,
    BallotCommand,
    LeftWord,
    ReviewBallots,
    RevokeAttestation,
    RevokeVote,
)
from domain.launch.commands.findings import FoundOutside
from domain.launch.commands.fingerprint import Command, fingerprint
from domain.launch.commands.gates import (
    Attest,
    BreakGlass,
    CastVote,
    ConfirmProposal,
    Decide,
    DeclineProposal,
    GateCommand,
    ScoreGate,
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
from domain.launch.commands.metrics import MetricCommand, RecordReading
from domain.launch.commands.requests import AnswerReview, RequestCommand, RequestReview, WithdrawRequest
from domain.launch.commands.tasks import (
    AssignTask,
    CancelTask,
    CheckItem,
    ClaimTask,
    CompleteTask,
    PlanWork,
    ReopenTask,
    ReturnTask,
    SkipTask,
    TaskCommand,
    UnclaimTask,
)
from domain.launch.ledger import NewCondition

__all__ = [
    "AddApprover",
    "AddEvidence",
    "AnswerReview",
    "AssignTask",
    "Attest",
    "BallotCommand",
    "BreakGlass",
    "CancelLaunch",
    "CancelTask",
    "CastVote",
    "ChangeLaunch",
    "CheckItem",
    "ClaimTask",
    "Command",
    "CompleteTask",
    "ConfirmProposal",
    "Decide",
    "DeclineProposal",
    "FoundOutside",
    "GateCommand",
    "HoldLaunch",
    "LaunchCommand",
    "LeftWord",
    "MetricCommand",
    "NewCondition",
    "PlanWork",
    "RecordReading",
    "ReopenTask",
    "RequestCommand",
    "RequestReview",
    "ResumeLaunch",
    "ReturnTask",
    "ReviewBallots",
    "RevokeAttestation",
    "RevokeVote",
    "ScoreGate",
    "SkipTask",
    "StartLaunch",
    "TaskCommand",
    "UnclaimTask",
    "WaiveCriterion",
    "WithdrawProposal",
    "WithdrawRequest",
    "fingerprint",
]
