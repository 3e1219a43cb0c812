"""`slipway password`: what people sign in to the pages with."""

import sys
from typing import Annotated

import typer

app = typer.Typer(help="Look after the passwords people sign in to the pages with.", no_args_is_help=True)


@app.callback()
def password() -> None:
    """Look after the passwords people sign in to the pages with."""


@app.command("set")
def set_password(person: Annotated[str, typer.Argument(help="Id of the person it is for.")]) -> None:
    """Give somebody a new password, and end their sessions. It is asked for, or read from a pipe.

    Works on the database, which SLIPWAY_DATABASE_URL names.
    """
    from cli import direct
    from cli.output import say

    if sys.stdin.isatty():
        chosen: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        chosen = sys.stdin.readline().rstrip("\n")
    direct.run(lambda slipway: slipway.sessions.set_password(person, chosen))
    say(f"{person} has a new password, and is signed out everywhere.")
