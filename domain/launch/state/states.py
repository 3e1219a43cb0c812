"""What launches and their parts can be, and what people can say."""

from enum import StrEnum


class LaunchState(StrEnum):
    """The whole launch."""

    RUNNING = "running"
    HELD = "held"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    KILLED = "killed"


class StageState(StrEnum):
    """One stage."""

    PENDING = "pending"
    ACTIVE = "active"
    COMPLETE = "complete"


class TaskState(StrEnum):
    """One task."""

    PENDING = "pending"
    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class GateState(StrEnum):
    """One gate; after a recycle it is pending again, with the next attempt."""

    PENDING = "pending"
    OPEN = "open"
    PASSED = "passed"
    CANCELLED = "cancelled"


class Choice(StrEnum):
    """One ballot."""

    APPROVE = "approve"
    REJECT = "reject"
    ABSTAIN = "abstain"
    VETO = "veto"
    """A rejection that blocks under every policy; only for the seats the playbook gives it to."""


class DecisionKind(StrEnum):
    """What a gate can decide."""

    GO = "go"
    CONDITIONAL_GO = "conditional_go"
    RECYCLE = "recycle"
    HOLD = "hold"
    KILL = "kill"


class RequestState(StrEnum):
    """One request for a review."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Opinion(StrEnum):
    """What a reviewer thinks. It is advice and never counts as a vote."""

    FINE = "fine"
    CONCERNS = "concerns"


ENDED = frozenset({LaunchState.FINISHED, LaunchState.CANCELLED, LaunchState.KILLED})

SETTLED = frozenset({TaskState.DONE, TaskState.SKIPPED, TaskState.CANCELLED})

ACTIONABLE = frozenset({TaskState.OPEN, TaskState.CLAIMED})
