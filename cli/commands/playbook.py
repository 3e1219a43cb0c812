"""`slipway playbook`: check playbooks before anyone depends on them, and list those published."""

from pathlib import Path
from typing import Annotated

import typer

from cli.failures import FAILED, Misused
from cli.nouns import PLAYBOOK
from cli.options import Fields, Limit, Server, Token
from cli.output import chosen, one_line, say, show_list

app = typer.Typer(help="Check playbooks, and list those published.", no_args_is_help=True)


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A playbook in YAML.")]) -> None:
    """Check a playbook without a server; prints each finding as file:line:column."""
    from playbooks.findings import PlaybookInvalid
    from playbooks.loader import load

    try:
        text = file.read_bytes()
    except OSError as error:
        raise Misused(f"{file}: {error.strerror}") from error
    try:
        playbook = load(text, source=str(file))
    except PlaybookInvalid as refusal:
        for finding in refusal.findings:
            print(one_line(str(finding)))
        raise typer.Exit(FAILED) from refusal
    say(f"{file}: {playbook.ref} is sound ({len(playbook.stages)} stages, {len(playbook.gates)} gates).")


@app.command("list")
def list_playbooks(limit: Limit = 50, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """List every version of every playbook."""
    from cli.remote import connect

    wanted = chosen(fields, PLAYBOOK)
    with connect(server, token) as remote:
        found = remote.items("/playbooks", limit=limit)
    show_list(found, PLAYBOOK, wanted)
