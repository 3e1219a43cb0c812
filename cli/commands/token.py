"""`slipway token`: the tokens people sign in with."""

from typing import Annotated

import typer

app = typer.Typer(help="Make the tokens people sign in with.", no_args_is_help=True)


@app.callback()
def token() -> None:
    """Make the tokens people sign in with."""


@app.command()
def create(
    person: Annotated[str, typer.Argument(help="Id of the person it is for.")],
    label: Annotated[str, typer.Option(help="What it is for, to tell it from others.")] = "command line",
    days: Annotated[int, typer.Option(min=1, max=3650, help="Days it is good for.")] = 90,
    save: Annotated[bool, typer.Option("--save", help="Sign in with it here, instead of printing it.")] = False,
    server: Annotated[
        str | None, typer.Option(envvar="SLIPWAY_SERVER", help="With --save: the server it is for.")
    ] = None,
) -> None:
    """Make a token; it is shown once. Works on the database, which SLIPWAY_DATABASE_URL names."""
    from datetime import timedelta

    from cli import direct, signin
    from cli.output import say

    issued = direct.run(lambda slipway: slipway.tokens.issue(person, label, timedelta(days=days)))
    if not save:
        print(issued.plaintext)
        return
    stack = signin.local_stack()
    address = server or (stack.server if stack else signin.DEFAULT_SERVER)
    # A stack started here is asked first, so that is the sign-in to replace.
    path = signin.DATA_DIR / signin.FILE if stack and stack.server == address.rstrip("/") else signin.home_file()
    engine = stack.temporal_address if stack and path != signin.home_file() else None
    signin.SignIn(address.rstrip("/"), issued.plaintext, person, engine).save(path)
    say(f"Signed in to {address} as {person}, in {path}")
