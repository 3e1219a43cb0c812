"""`slipway gate`: past what stands against it: two people, a waiver, broken glass."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.acting import Caller, act
from cli.commands.gate_words import Condition, Rationale, Subject, Verdict, conditions, told_of
from cli.options import Fields, Gate, OnBehalfOf, Server, Token

app = typer.Typer()


class Emergency(StrEnum):
    """What may be decided by breaking the glass."""

    GO = "go"
    KILL = "kill"


@app.command()
def override(
    gate: Gate,
    decision: Verdict,
    rationale: Rationale,
    recycle_to: Annotated[str | None, typer.Option(help="The stage a recycle goes back to.")] = None,
    condition: Condition = None,
    subject: Subject = None,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Propose a decision that reasons stand against; a second person must confirm it."""
    body = {
        "decision": decision.value,
        "rationale": rationale,
        "recycle_to": recycle_to,
        "conditions": conditions(condition),
        "override": True,
        "subject": subject,
    }
    told = told_of(fields, f"{decision.value}, past what stands against it")
    act(f"/gates/{gate}/decision", body, told, Caller(server, token, on_behalf_of))


@app.command()
def confirm(
    gate: Gate,
    rationale: Rationale,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Second what somebody else proposed; it takes effect by that, and is flagged for ever."""
    told = told_of(fields, "confirmed")
    act(f"/gates/{gate}/proposal/confirm", {"rationale": rationale}, told, Caller(server, token, on_behalf_of))


@app.command()
def decline(
    gate: Gate,
    rationale: Rationale,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Refuse to second what was proposed; the gate stays as it was."""
    told = told_of(fields, "declined")
    act(f"/gates/{gate}/proposal/decline", {"rationale": rationale}, told, Caller(server, token, on_behalf_of))


@app.command()
def withdraw(
    gate: Gate,
    rationale: Rationale = "",
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Take back what you proposed."""
    told = told_of(fields, "withdrawn")
    act(f"/gates/{gate}/proposal/withdraw", {"rationale": rationale}, told, Caller(server, token, on_behalf_of))


@app.command()
def waive(
    gate: Gate,
    criterion: Annotated[str, typer.Argument(help="The criterion, as `gate show --json criteria` names it.")],
    rationale: Rationale,
    days: Annotated[int, typer.Option(min=1, max=250, help="For so many business days.")],
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Let one criterion not count for a time. It has not passed, and counts again when the time is up."""
    told = told_of(fields, f"{criterion} does not count for {days} business days")
    body = {"criterion": criterion, "rationale": rationale, "days": days}
    act(f"/gates/{gate}/waivers", body, told, Caller(server, token, on_behalf_of))


@app.command()
def break_glass(
    gate: Gate,
    decision: Emergency,
    rationale: Annotated[str, typer.Option(help="Why it cannot wait; at least 20 characters.")],
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Propose a decision in an emergency; a second person must confirm it, and it is reviewed afterwards."""
    told = told_of(fields, f"{decision.value} behind glass")
    body = {"decision": decision.value, "rationale": rationale}
    act(f"/gates/{gate}/break-glass", body, told, Caller(server, token, on_behalf_of))
