"""`slipway gate`: look at gates, attest, vote and decide."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.failures import Misused
from cli.nouns import GATE
from cli.options import Fields, Server, Token
from cli.output import Row, chosen, one_line, say, show_json, when, words

app = typer.Typer(help="Look at gates, attest, vote and decide.", no_args_is_help=True)

GateId = Annotated[str, typer.Argument(metavar="GATE", help="For example AUR-12.G2.")]
Rationale = Annotated[str, typer.Option(help="Why.")]

CONDITION = "department=security,owner=nina,before_gate=G3,due_days=5,title=Close the open finding"


class Ballot(StrEnum):
    """What one may vote."""

    APPROVE = "approve"
    REJECT = "reject"
    ABSTAIN = "abstain"


class Verdict(StrEnum):
    """What one may decide."""

    GO = "go"
    CONDITIONAL_GO = "conditional_go"
    RECYCLE = "recycle"
    HOLD = "hold"
    KILL = "kill"


@app.command()
def show(gate: GateId, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """Show a gate: its criteria, who said what, and what it waits for."""
    from cli.remote import connect

    wanted = chosen(fields, GATE)
    with connect(server, token) as remote:
        view = remote.get(f"/gates/{gate}")
    if wanted is None:
        _show(view)
    else:
        show_json({field: view.get(field) for field in wanted})


@app.command()
def attest(
    gate: GateId,
    department: Annotated[str, typer.Argument(help="The department you speak for.")],
    ready: Annotated[bool, typer.Option("--ready/--not-ready", help="Whether its part is ready.")],
    note: Annotated[str, typer.Option(help="What is missing, if it is not ready.")] = "",
    server: Server = None,
    token: Token = None,
) -> None:
    """Say whether a department's part is ready."""
    from cli.remote import connect

    with connect(server, token) as remote:
        view = remote.post(f"/gates/{gate}/attestations", {"department": department, "ready": ready, "note": note})
    _tell(view, f"{department} is {'ready' if ready else 'not ready'}")


@app.command()
def vote(
    gate: GateId,
    choice: Ballot,
    rationale: Rationale = "",
    seat: Annotated[str | None, typer.Option(help="The role you vote in, if you hold several.")] = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Cast your vote, or change it. Others see it once everybody has voted."""
    from cli.remote import connect

    with connect(server, token) as remote:
        view = remote.post(f"/gates/{gate}/votes", {"choice": choice.value, "rationale": rationale, "seat": seat})
    _tell(view, f"you voted {choice.value}")


@app.command()
def decide(
    gate: GateId,
    decision: Verdict,
    rationale: Rationale,
    recycle_to: Annotated[str | None, typer.Option(help="The stage a recycle goes back to.")] = None,
    condition: Annotated[
        list[str] | None, typer.Option(metavar="K=V,…", help=f"Of a conditional go; the title last: {CONDITION}")
    ] = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Decide a gate, as its accountable person."""
    from cli.remote import connect

    body = {
        "decision": decision.value,
        "rationale": rationale,
        "recycle_to": recycle_to,
        "conditions": [parse_condition(text) for text in condition] if condition else None,
    }
    with connect(server, token) as remote:
        view = remote.post(f"/gates/{gate}/decision", body)
    _tell(view, decision.value)


def parse_condition(text: str) -> dict[str, Any]:
    """`key=value` pairs with commas between; the title comes last and may contain commas."""
    rest, _, title = text.partition("title=")
    pairs = dict(part.split("=", 1) for part in rest.split(",") if "=" in part)
    days = pairs.get("due_days", "")
    if not title or set(pairs) != {"department", "owner", "before_gate", "due_days"} or not days.isdecimal():
        raise Misused(f"--condition {text}: write it as {CONDITION}")
    return {**pairs, "due_days": int(days), "title": title}


def _tell(gate: Row, what: str) -> None:
    say(f"{gate['id']}: {what}")
    for reason in gate["waiting"]:
        say(f"  - {reason}")


def _show(gate: Row) -> None:
    say(f"{gate['id']}  {gate['title']}")
    due = f", due {when(gate['due_at'])}" if gate["due_at"] else ""
    say(f"{gate['state'].capitalize()}, attempt {gate['attempt']}{due}; {gate['decider']} decides.")
    for title, lines in (
        ("Criteria", [_criterion(item) for item in gate["criteria"]]),
        ("Attestations", [_attestation(item) for item in gate["attestations"]]),
        ("Votes" if gate["revealed"] else "Votes (blind: only your own)", [_vote(item) for item in gate["votes"]]),
        ("Decision", [_decision(item) for item in (gate["decision"], *gate["past"]) if item]),
        ("Waiting", gate["waiting"]),
    ):
        if lines:
            print(f"\n{title}")
            for line in lines:
                print(f"  {one_line(line)}")


def _criterion(item: Row) -> str:
    return f"{'pass' if item['passed'] else 'FAIL'}  {item['level']:6}  {item['title']}: {item['why']}"


def _attestation(item: Row) -> str:
    return f"{item['department']}: {'ready' if item['ready'] else 'not ready'} ({item['by']}) {item['note']}".rstrip()


def _vote(item: Row) -> str:
    return f"{item['seat']}: {item['choice']} ({item['voter']}) {item['rationale']}".rstrip()


def _decision(item: Row) -> str:
    return f"{item['kind']} by {item['by']} at {words(item['at'])}, attempt {item['attempt']}: {item['rationale']}"
