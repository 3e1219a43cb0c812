"""`slipway bulk`: many commands in one request."""

import json
from typing import Annotated, Any

import typer

from cli.acting import Caller
from cli.failures import DONE, FAILED, Misused
from cli.nouns import BULK
from cli.options import Fields, OnBehalfOf, Server, Token
from cli.output import chosen, say, show_list
from cli.reading import read_text

EXAMPLE = '{"op": "claim", "target": "AUR-12.build"}'


def bulk(
    file: Annotated[
        str, typer.Argument(help=f"Commands in JSON, a list or one a line: {EXAMPLE}. `-` reads standard input.")
    ],
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Carry out up to a hundred commands: assign, claim, unclaim, complete, attest, vote. Exits with 1 if any fails."""
    wanted = chosen(fields, BULK)
    commands = read_commands(file, read_text(file))
    with Caller(server, token, on_behalf_of).connect() as remote:
        said = remote.post("/bulk", {"commands": commands})
    show_list(said["results"], BULK, wanted)
    if wanted is None:
        say(f"{said['done']} done, {said['failed']} refused.")
    raise typer.Exit(FAILED if said["failed"] else DONE)


def read_commands(name: str, text: str) -> list[dict[str, Any]]:
    """Commands in a JSON list, or one on each line."""
    try:
        whole = text.lstrip().startswith("[")
        found = json.loads(text) if whole else [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError as error:
        raise Misused(f"{name} is not JSON: {error}. Write a list, or a line for each command: {EXAMPLE}") from error
    if not found or not all(isinstance(one, dict) for one in found):
        raise Misused(f"{name}: write a command as {EXAMPLE}")
    return list(found)
