"""`slipway person`: who there is, and who you are."""

from typing import Annotated

import typer

from cli import completion
from cli.acting import Caller, show_fields
from cli.nouns import PERSON
from cli.options import Fields, Limit, Server, Token
from cli.output import chosen, show_list

app = typer.Typer(help="Find people, and see who you are.", no_args_is_help=True)


@app.command("list")
def list_people(limit: Limit = 200, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """List people by name, with their departments and roles."""
    wanted = chosen(fields, PERSON)
    with Caller(server, token).connect() as remote:
        found = remote.items("/people", limit=limit)
    show_list(found, PERSON, wanted)


@app.command()
def show(
    person: Annotated[
        str | None,
        typer.Argument(metavar="[PERSON]", help="You, unless named.", autocompletion=completion.people),
    ] = None,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show a person, or whom your token stands for."""
    wanted = chosen(fields, PERSON)
    with Caller(server, token).connect() as remote:
        found = remote.get(f"/people/{person}" if person else "/me")
    if wanted is not None:
        show_fields(found, wanted)
    else:
        show_list([found], PERSON, None)
