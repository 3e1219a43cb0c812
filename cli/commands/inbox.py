"""`slipway inbox`: everything that waits for you."""

from typing import Annotated

import typer

from cli.nouns import INBOX
from cli.options import Fields, Limit, Server, Token
from cli.output import chosen, show_list


def inbox(
    act: Annotated[str | None, typer.Option(help="Only task, attest, vote or decide.")] = None,
    limit: Limit = 50,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """List what waits for you, due first."""
    from cli.remote import connect

    wanted = chosen(fields, INBOX)
    with connect(server, token) as remote:
        found = remote.items("/inbox", limit=limit, act=act)
    show_list(found, INBOX, wanted)
