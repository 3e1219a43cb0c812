"""`slipway playbook`: check playbooks before anyone depends on them, publish them, list those published."""

from pathlib import Path
from typing import Annotated

import typer

from cli.acting import Caller, show_fields
from cli.failures import FAILED, Misused
from cli.nouns import PLAYBOOK
from cli.options import Fields, Limit, Server, Token
from cli.output import chosen, one_line, say, show_list
from cli.reading import read_text

app = typer.Typer(help="Check playbooks, publish them, and list those published.", no_args_is_help=True)


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


@app.command()
def publish(
    file: Annotated[str, typer.Argument(help="A playbook in YAML; `-` reads standard input.")],
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Publish a version of a playbook, for ever; operators only. The same again changes nothing."""
    wanted = chosen(fields, PLAYBOOK)
    text = read_text(file).encode()
    with Caller(server, token).connect() as remote:
        published = remote.publish("/playbooks", text)
    if wanted is None:
        say(f"{published['id']}@{published['version']} is published: {published['title']}")
    else:
        show_fields(published, wanted)


@app.command("list")
def list_playbooks(limit: Limit = 50, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """List every version of every playbook."""
    from cli.remote import connect

    wanted = chosen(fields, PLAYBOOK)
    with connect(server, token) as remote:
        found = remote.items("/playbooks", limit=limit)
    show_list(found, PLAYBOOK, wanted)
