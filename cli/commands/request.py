"""`slipway request`: reviews that people ask of each other. They are advice and never count as votes."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.acting import Caller, Told, act
from cli.nouns import REQUEST
from cli.options import Fields, Launch, Limit, OnBehalfOf, Server, Token
from cli.output import chosen, show_list

app = typer.Typer(help="Answer when somebody asks you for a review.", no_args_is_help=True)

RequestId = Annotated[str, typer.Argument(metavar="REQUEST", help="For example AUR-12.Q1.")]


class Opinion(StrEnum):
    """What one may think of it."""

    FINE = "fine"
    CONCERNS = "concerns"


@app.command("list")
def list_requests(
    key: Launch, limit: Limit = 50, fields: Fields = None, server: Server = None, token: Token = None
) -> None:
    """List the requests of a launch, in the order they were made."""
    wanted = chosen(fields, REQUEST)
    with Caller(server, token).connect() as remote:
        found = remote.items(f"/launches/{key}/requests", limit=limit)
    show_list(found, REQUEST, wanted)


@app.command()
def answer(
    request: RequestId,
    verdict: Opinion,
    note: Annotated[str, typer.Option(help="What you think; needed for concerns.")] = "",
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Answer what you were asked."""
    told = Told(REQUEST, fields, lambda made: f"{made['id']} is answered: {made['verdict']}")
    body = {"verdict": verdict.value, "note": note}
    act(f"/requests/{request}/answer", body, told, Caller(server, token, on_behalf_of))


@app.command()
def withdraw(
    request: RequestId,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Take back what you asked."""
    told = Told(REQUEST, fields, lambda made: f"{made['id']} is withdrawn")
    act(f"/requests/{request}/withdraw", {}, told, Caller(server, token, on_behalf_of))
