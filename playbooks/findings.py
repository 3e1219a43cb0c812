"""What is wrong with a playbook, and where its author must look."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from domain.errors import Invalid, Problem

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """One thing to mend; `line` and `column` count from 1."""

    source: str
    line: int
    column: int
    path: str
    """Like `stages[2].tasks[0].department`; empty for the whole document."""
    message: str
    pointer: str = ""
    """The same place as a JSON Pointer."""

    def __str__(self) -> str:
        """The way compilers say it, so that editors can jump there."""
        place = f"{self.source}:{self.line}:{self.column}"
        return f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


class PlaybookInvalid(Invalid):
    """The playbook cannot be used as it stands; mend each finding and load it again."""

    code: ClassVar[str] = "playbook-invalid"

    def __init__(
        self,
        detail: str | None = None,
        *,
        problems: Iterable[Problem] = (),
        findings: Iterable[Finding] = (),
        **facts: Any,
    ) -> None:
        """`problems` follow from the findings when there are any."""
        self.findings = tuple(findings)
        if self.findings:
            problems = (Problem(finding.pointer, str(finding)) for finding in self.findings)
        super().__init__(detail, problems=problems, **facts)

    def __str__(self) -> str:
        """The message, then every finding on a line of its own."""
        return "\n".join([self.detail, *map(str, self.findings)])


def path_text(path: Path) -> str:
    """Write a path the way people read one: `gates[1].decide.T1`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def path_pointer(path: Path) -> str:
    """Write a path as a JSON Pointer (RFC 6901): `/gates/1/decide/T1`."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
