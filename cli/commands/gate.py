"""`slipway gate`: look at gates, attest, vote and decide."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.acting import Caller, act, show_fields
from cli.commands import gate_override, gate_reading
from cli.commands.gate_words import Condition, Rationale, Subject, Verdict, conditions, told_of
from cli.commands.talk import add_comments, add_requests, add_snoozes
from cli.nouns import GATE
from cli.options import Fields, Gate, Launch, Limit, OnBehalfOf, Person, Server, Token
from cli.output import Row, chosen, one_line, say, show_list, when, words
from cli.reading import whole_number

app = typer.Typer(help="Attest, vote and decide.", no_args_is_help=True)

Department = Annotated[str, typer.Argument(help="The department you speak for.")]


class Ballot(StrEnum):
    """What one may vote."""

    APPROVE = "approve"
    REJECT = "reject"
    ABSTAIN = "abstain"
    VETO = "veto"


@app.command("list")
def list_gates(
    key: Launch, limit: Limit = 100, fields: Fields = None, server: Server = None, token: Token = None
) -> None:
    """List the gates of a launch."""
    wanted = chosen(fields, GATE)
    with Caller(server, token).connect() as remote:
        found = remote.items(f"/launches/{key}/gates")
    show_list(found[:limit], GATE, wanted)


@app.command()
def show(gate: Gate, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """Show a gate: its criteria, who said what, and what it waits for."""
    wanted = chosen(fields, GATE)
    with Caller(server, token).connect() as remote:
        view = remote.get(f"/gates/{gate}")
    if wanted is None:
        _show(view)
    else:
        show_fields(view, wanted)


@app.command()
def attest(
    gate: Gate,
    department: Department,
    ready: Annotated[bool, typer.Option("--ready/--not-ready", help="Whether its part is ready.")],
    note: Annotated[str, typer.Option(help="What is missing, if it is not ready.")] = "",
    subject: Subject = None,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Say whether a department's part is ready."""
    told = told_of(fields, f"{department} is {'ready' if ready else 'not ready'}")
    body = {"department": department, "ready": ready, "note": note, "subject": subject}
    act(f"/gates/{gate}/attestations", body, told, Caller(server, token, on_behalf_of))


@app.command()
def unattest(
    gate: Gate,
    department: Department,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Take a department's word back; it is asked again."""
    told = told_of(fields, f"{department} is asked again")
    body = {"department": department}
    act(f"/gates/{gate}/attestations/revoke", body, told, Caller(server, token, on_behalf_of))


@app.command()
def vote(
    gate: Gate,
    choice: Ballot,
    rationale: Annotated[str, typer.Option(help="Why; needed unless you approve.")] = "",
    seat: Annotated[
        str | None, typer.Option(help="Your seat, if you have several: a role, department:… or person:…")
    ] = None,
    subject: Subject = None,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Cast your vote, or change it. Others see it once everybody has voted."""
    told = told_of(fields, f"you voted {choice.value}")
    body = {"choice": choice.value, "rationale": rationale, "seat": seat, "subject": subject}
    act(f"/gates/{gate}/votes", body, told, Caller(server, token, on_behalf_of))


@app.command()
def unvote(
    gate: Gate, fields: Fields = None, on_behalf_of: OnBehalfOf = None, server: Server = None, token: Token = None
) -> None:
    """Take your vote back; the seat is empty again."""
    told = told_of(fields, "your vote is taken back")
    act(f"/gates/{gate}/votes/revoke", {}, told, Caller(server, token, on_behalf_of))


@app.command()
def score(
    gate: Gate,
    scores: Annotated[list[str], typer.Argument(metavar="ITEM=SCORE…", help="A score for each item that is yours.")],
    rationale: Annotated[str, typer.Option(help="Why.")] = "",
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Score what is yours to score, or change it. Scores are blind until everybody expected has scored."""
    told = told_of(fields, "you scored")
    body = {"scores": dict(whole_number("ITEM=SCORE:", text, "risk=7") for text in scores), "rationale": rationale}
    act(f"/gates/{gate}/scores", body, told, Caller(server, token, on_behalf_of))


@app.command()
def decide(
    gate: Gate,
    decision: Verdict,
    rationale: Rationale,
    recycle_to: Annotated[str | None, typer.Option(help="The stage a recycle goes back to.")] = None,
    condition: Condition = None,
    acknowledge: Annotated[
        list[str] | None, typer.Option(metavar="CHANGE", help="For a go: a change that an earlier gate never saw.")
    ] = None,
    subject: Subject = None,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Decide a gate, as its accountable person."""
    body = {
        "decision": decision.value,
        "rationale": rationale,
        "recycle_to": recycle_to,
        "conditions": conditions(condition),
        "acknowledged": acknowledge,
        "subject": subject,
    }
    told = told_of(fields, decision.value)
    act(f"/gates/{gate}/decision", body, told, Caller(server, token, on_behalf_of))


@app.command()
def add_approver(
    gate: Gate,
    person: Person,
    reason: Annotated[str, typer.Option(help="Why their approval is needed.")],
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Ask one more person to vote; nobody who had a part in the work."""
    told = told_of(fields, f"{person} is asked to vote")
    body = {"person": person, "reason": reason}
    act(f"/gates/{gate}/approvers", body, told, Caller(server, token, on_behalf_of))


def _show(gate: Row) -> None:
    say(f"{gate['id']}  {gate['title']}")
    due = f", due {when(gate['due_at'])}" if gate["due_at"] else ""
    say(f"{gate['state'].capitalize()}, attempt {gate['attempt']}{due}; {gate['decider']} decides.")
    for title, lines in (
        ("Criteria", [_criterion(item) for item in gate["criteria"]]),
        ("Attestations", [_attestation(item) for item in gate["attestations"]]),
        ("Votes" if gate["revealed"] else "Votes (blind: only your own)", [_vote(item) for item in gate["votes"]]),
        ("Scores", [_score(item) for item in gate["scores"]]),
        ("Proposal", [_proposal(item) for item in (gate["proposal"],) if item]),
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


def _score(item: Row) -> str:
    given = ", ".join(f"{name} {score}" for name, score in item["scores"].items())
    return f"{item['scorer']}: {given} {item['rationale']}".rstrip()


def _proposal(item: Row) -> str:
    against = "; ".join(item["against"]) or "nothing"
    return f"{item['kind']} by {item['by']} at {words(item['at'])}, against {against}: {item['rationale']}"


add_comments(app, "gates")
add_requests(app, "gates")
add_snoozes(app, "gates")
app.add_typer(gate_override.app)
app.add_typer(gate_reading.app)
