"""What commands at gates are told with, and how they answer."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.acting import Told
from cli.failures import Misused
from cli.nouns import GATE
from cli.output import Row

CONDITION = "department=security,owner=nina,before_gate=G3,due_days=5,title=Close the open finding"

Rationale = Annotated[str, typer.Option(help="Why.")]
Subject = Annotated[
    str | None,
    typer.Option(metavar="DIGEST", help="What you were shown, by `gate subject`; refused when it is another by now."),
]
Condition = Annotated[
    list[str] | None, typer.Option(metavar="K=V,…", help=f"Of a conditional go; the title last: {CONDITION}")
]


class Verdict(StrEnum):
    """What one may decide."""

    GO = "go"
    CONDITIONAL_GO = "conditional_go"
    RECYCLE = "recycle"
    HOLD = "hold"
    KILL = "kill"


def told_of(fields: str | None, what: str) -> Told:
    """What was done at a gate, and what it still waits for."""

    def lines(gate: Row) -> str:
        return "\n".join([f"{gate['id']}: {what}", *(f"  - {reason}" for reason in gate["waiting"])])

    return Told(GATE, fields, lines)


def conditions(typed: list[str] | None) -> list[dict[str, Any]] | None:
    """The conditions that were typed; None when there are none."""
    return [parse_condition(text) for text in typed] if typed else None


def parse_condition(text: str) -> dict[str, Any]:
    """`key=value` pairs with commas between; the title comes last and may contain commas."""
    rest, _, title = text.partition("title=")
    pairs = dict(part.split("=", 1) for part in rest.split(",") if "=" in part)
    days = pairs.get("due_days", "")
    if not title or set(pairs) != {"department", "owner", "before_gate", "due_days"} or not days.isdecimal():
        raise Misused(f"--condition {text}: write it as {CONDITION}")
    return {**pairs, "due_days": int(days), "title": title}
