"""What carries one kind of command out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from domain.launch.draft import Draft
from domain.launch.state import Launch


@dataclass(frozen=True)
class Rule:
    """`check` refuses and changes nothing; `act` records what the command does and says it in a few words.

    The launch handed to `check` is as of now: what grows stale with time is judged at this moment.
    """

    name: str
    """What the engine calls such a command. Histories hold it, so it never changes."""
    check: Callable[[Launch, Any], None]
    act: Callable[[Draft, Any], str]
    about: Literal["launch", "task", "gate", "target", "request"] = "launch"
    """The field of the command that names what it is about, unless that is the launch."""

    def target(self, command: Any) -> str | None:
        """Local id of what a command is about; None for the launch itself."""
        return None if self.about == "launch" else getattr(command, self.about)


Rules = Mapping[type, Rule]
"""By type of command; each noun keeps its own."""
