"""A workflow that counts votes."""

from dataclasses import dataclass

from temporalio import workflow


@dataclass(frozen=True)
class BareVote:
    """One ballot."""

    voter: str
    choice: str


@workflow.defn(name="Bare")
class BareWorkflow:
    """Takes so many votes and ends."""

    def __init__(self) -> None:
        """Nobody has voted."""
        self._votes: list[BareVote] = []

    @workflow.run
    async def run(self, expected: int) -> int:
        """Wait for all votes."""
        await workflow.wait_condition(lambda: len(self._votes) >= expected)
        return len(self._votes)

    @workflow.update
    def vote(self, ballot: BareVote) -> int:
        """Count one."""
        self._votes.append(ballot)
        return len(self._votes)
