"""`slipway gate`: what a gate is about, why it stands where it stands, and what going back would undo."""

import json
from typing import Annotated

import typer

from cli.acting import Caller, show_fields
from cli.options import Fields, Gate, Server, Token
from cli.output import Noun, Row, chosen, one_line, say, when, words

app = typer.Typer()

SUBJECT = Noun(fields=("digest", "gate", "launch", "seq", "parts"), columns=(), empty="Nothing to show.")
EXPLANATION = Noun(
    fields=(*("passed", "failed", "waived", "missing", "why_waiting", "would_open", "may_decide", "needs_override"),),
    columns=(),
    empty="Nothing to explain.",
)
VOIDED = Noun(
    fields=("stages", "tasks", "gates", "conditions", "ballots", "attestations"), columns=(), empty="Nothing."
)


@app.command()
def subject(
    gate: Gate,
    digest: Annotated[str | None, typer.Option(help="As somebody was shown it; as it is now, unless given.")] = None,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show what a gate is about; its digest says with a vote or decision what you were shown."""
    wanted = chosen(fields, SUBJECT)
    with Caller(server, token).connect() as remote:
        view = remote.get(f"/gates/{gate}/subject", digest=digest)
    if wanted is not None:
        show_fields(view, wanted)
        return
    say(f"{view['gate']} as of event {view['seq']}, digest {view['digest']}")
    for part in view["parts"]:
        say(f"  {part['name']}: {json.dumps(part['content'], ensure_ascii=False)}")


@app.command()
def explain(gate: Gate, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """Say why a gate stands where it stands, who is missing, and what would open it."""
    wanted = chosen(fields, EXPLANATION)
    with Caller(server, token).connect() as remote:
        view = remote.get(f"/gates/{gate}")["explanation"]
    if wanted is None:
        _explain(view)
    else:
        show_fields(view, wanted)


@app.command()
def recycle_preview(
    gate: Gate,
    to: Annotated[str, typer.Option(help="The stage to go back to.")],
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show what going back to a stage would undo; nothing changes."""
    wanted = chosen(fields, VOIDED)
    with Caller(server, token).connect() as remote:
        view = remote.get(f"/gates/{gate}/recycle-preview", to=to)
    if wanted is not None:
        show_fields(view, wanted)
        return
    for name in VOIDED.fields:
        say(f"{name + ':':14}{words(view[name]) or 'none'}")


def _explain(view: Row) -> None:
    say(view["why_waiting"] or "It waits for nothing.")
    for title, lines in (
        ("Passed", [_reason(item) for item in view["passed"]]),
        ("Failed", [_reason(item) for item in view["failed"]]),
        ("Waived", [_reason(item) for item in view["waived"]]),
        ("Missing", [_missing(item) for item in view["missing"]]),
        ("What would open it", [f"{item['act']}: {item['words']} ({item['audience']})" for item in view["would_open"]]),
        ("One person may decide", view["may_decide"]),
        ("Two people may decide", view["needs_override"]),
    ):
        if lines:
            print(f"\n{title}")
            for line in lines:
                print(f"  {one_line(line)}")


def _reason(item: Row) -> str:
    return f"{item['level']:6}  {item['title']}: {item['why']}"


def _missing(item: Row) -> str:
    due = f", due {when(item['due'])}" if item["due"] else ""
    return f"{item['kind']}: {item['part'] or item['audience']} ({item['audience']}){due}"
