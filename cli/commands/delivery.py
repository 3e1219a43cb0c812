"""`slipway delivery`: messages that did not reach people."""

from typing import Annotated

import typer

from cli.failures import Misused
from cli.nouns import DEAD_DELIVERY, SENT_AGAIN
from cli.options import Fields, Limit, Server, Token
from cli.output import chosen, show_list

app = typer.Typer(help="See what did not reach people, and send it again (operators).", no_args_is_help=True)

AT_ONCE = 100


@app.command()
def dead(limit: Limit = 50, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """List what was given up, and why; the last comes first."""
    from cli.remote import connect

    wanted = chosen(fields, DEAD_DELIVERY)
    with connect(server, token) as remote:
        found = remote.items("/deliveries/dead", limit=limit)
    show_list(found, DEAD_DELIVERY, wanted)


@app.command()
def replay(
    person: Annotated[str | None, typer.Option(help="Only what was for this person.")] = None,
    channel: Annotated[str | None, typer.Option(help="Only what was to go through this channel.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is dead.")] = False,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Send again what was given up. Doing so twice sends once; what is no longer true is not sent."""
    from cli.remote import connect

    if everything == bool(person or channel):
        raise Misused("Say what to send again: --person, --channel or both; or --all.")
    wanted = chosen(fields, SENT_AGAIN)
    replayed = []
    with connect(server, token) as remote:
        named = [
            {name: one[name] for name in ("notice", "person", "channel")}
            for one in remote.items("/deliveries/dead")
            if person in {None, one["person"]} and channel in {None, one["channel"]}
        ]
        for start in range(0, len(named), AT_ONCE):
            done = remote.post("/deliveries/replay", {"deliveries": named[start : start + AT_ONCE]})
            replayed += done["replayed"]
    show_list(replayed, SENT_AGAIN, wanted)
