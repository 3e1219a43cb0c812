"""`slipway delegation`: who stands in for whom, and how long."""

from typing import Annotated

import typer

from cli import completion
from cli.acting import Caller, Told, act, tell
from cli.nouns import DELEGATION
from cli.options import Fields, Limit, Server, Token
from cli.output import chosen, show_list, when
from cli.reading import moment

app = typer.Typer(help="Name somebody to stand in for you; they act with --on-behalf-of.", no_args_is_help=True)


@app.command()
def add(
    substitute: Annotated[str, typer.Argument(help="Who may act for you.", autocompletion=completion.people)],
    until: Annotated[
        str, typer.Option(metavar="MOMENT", parser=moment, help="When that ends: at most 366 days after it starts.")
    ],
    starts: Annotated[
        str | None,
        typer.Option("--from", metavar="MOMENT", parser=moment, help="When it starts; now, unless given."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    principal: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="PERSON",
            help="Whom they stand in for: you, unless an operator asks.",
            autocompletion=completion.people,
        ),
    ] = None,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Name somebody to stand in for you for a time; prints the delegation's id."""
    body = {
        "substitute": substitute,
        "ends_at": until,
        "starts_at": starts,
        "reason": reason,
        "principal": principal,
    }
    told = Told(
        DELEGATION,
        fields,
        lambda made: (
            f"{made['id']}: {made['substitute']} stands in for {made['principal']} until {when(made['ends_at'])}"
        ),
    )
    act("/delegations", body, told, Caller(server, token))


@app.command("list")
def list_delegations(limit: Limit = 50, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """List what you gave and received; what starts last comes first."""
    wanted = chosen(fields, DELEGATION)
    with Caller(server, token).connect() as remote:
        found = remote.items("/delegations", limit=limit)
    show_list(found, DELEGATION, wanted)


@app.command()
def revoke(
    delegation: Annotated[str, typer.Argument(metavar="ID", help="As `slipway delegation list` shows it.")],
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """End a delegation now: one you gave or received. Again changes nothing."""
    wanted = chosen(fields, DELEGATION)
    with Caller(server, token).connect() as remote:
        ended = remote.delete(f"/delegations/{delegation}")
    words = f"{ended['substitute']} stands in for {ended['principal']} no more"
    tell(ended, Told(DELEGATION, fields, lambda _: words), wanted)
