"""Where a launch stands: plain frozen data, rebuilt from its events alone.

Tasks, gates and evidence are kept by local id. Everything here crosses the engine as JSON and is carried from
run to run, so a field may be added with a default but never renamed.
"""

from domain.launch.state.gate import Approver, Emptied, Evaluated, Gate, Outdated, Void
from domain.launch.state.launch import Launch, begin
from domain.launch.state.record import ChangeMade, Charter, Evidence, Reading, Readings
from domain.launch.state.states import (
    ACTIONABLE,
    ENDED,
    SETTLED,
    Choice,
    DecisionKind,
    GateState,
    LaunchState,
    Opinion,
    RequestState,
    StageState,
    TaskState,
)
from domain.launch.state.words import KEPT, Attempt, Attestation, Decision, Proposal, Score, Vote
from domain.launch.state.work import Request, Stage, Task

__all__ = [
    "ACTIONABLE",
    "ENDED",
    "KEPT",
    "SETTLED",
    "Approver",
    "Attempt",
    "Attestation",
    "ChangeMade",
    "Charter",
    "Choice",
    "Decision",
    "DecisionKind",
    "Emptied",
    "Evaluated",
    "Evidence",
    "Gate",
    "GateState",
    "Launch",
    "LaunchState",
    "Opinion",
    "Outdated",
    "Proposal",
    "Reading",
    "Readings",
    "Request",
    "RequestState",
    "Score",
    "Stage",
    "StageState",
    "Task",
    "TaskState",
    "Void",
    "Vote",
    "begin",
]
