"""The source of a playbook line by line, with what is wrong under the line it is wrong in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from playbooks.findings import Finding

WHOLE = 3000
"""A source of more lines is shown around its findings only."""

AROUND = 5
"""So many lines before and after."""


@dataclass(frozen=True)
class SourceLine:
    """A line, and what is to be mended in it; `left_out` counts the lines before it that are not shown."""

    number: int
    text: str
    findings: tuple[Finding, ...] = field(default=())
    left_out: int = 0


def lines_of(source: str, findings: Sequence[Finding] = ()) -> tuple[SourceLine, ...]:
    """The lines of a source. A finding beyond the last line stands in it."""
    texts = source.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    told: dict[int, list[Finding]] = {}
    for one in findings:
        told.setdefault(min(max(one.line, 1), len(texts)), []).append(one)
    near = {line + step for line in told for step in range(-AROUND, AROUND + 1)}
    found = []
    last = 0
    for number in range(1, len(texts) + 1):
        if told and len(texts) > WHOLE and number not in near:
            continue
        found.append(SourceLine(number, texts[number - 1], tuple(told.get(number, ())), number - last - 1))
        last = number
    return tuple(found)
