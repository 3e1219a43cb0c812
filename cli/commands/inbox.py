"""`slipway inbox`: everything that waits for you."""

import sys
from typing import Annotated, Any

import typer

from cli.acting import Caller, Told, show_fields, tell
from cli.commands.inbox_filters import (
    DueBefore,
    InOrder,
    OfAct,
    OfLaunch,
    OfPriority,
    OfProduct,
    OfScope,
    OfSnoozed,
    OfStage,
    OfView,
    Overdue,
    Search,
    given,
    view_named,
)
from cli.nouns import INBOX, INBOX_VIEW
from cli.options import Fields, Limit, Server, Token
from cli.output import Noun, Row, chosen, one_line, plain, say, show_list, show_table, when, words

app = typer.Typer(help="List what waits for you, due first.", invoke_without_command=True)

COUNTS = Noun(
    fields=("acts", "mine", "groups", "all", "overdue", "snoozed"),
    columns=(plain("what", style="bold"), plain("number")),
    empty="Nothing counted.",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The view's name.")]


@app.callback()
def inbox(
    ctx: typer.Context,
    act: OfAct = None,
    scope: OfScope = None,
    launch: OfLaunch = None,
    product: OfProduct = None,
    stage: OfStage = None,
    overdue: Overdue = False,
    due_before: DueBefore = None,
    priority: OfPriority = None,
    search: Search = None,
    order: InOrder = None,
    snoozed: OfSnoozed = None,
    view: OfView = None,
    limit: Limit = 50,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """List what waits for you, due first: yours, your roles', your departments', and whom you stand in for."""
    if ctx.invoked_subcommand is not None:
        return
    wanted = chosen(fields, INBOX)
    with Caller(server, token).connect() as remote:
        named = view_named(remote, view) if view else None
        found = remote.items(
            "/inbox",
            limit=limit,
            view=named,
            **given(act, scope, launch, product, stage, overdue, due_before, priority, search, order, snoozed),
        )
    show_list(found, INBOX, wanted)


@app.command("next")
def following(
    after: Annotated[
        str | None, typer.Option(metavar="POSITION", help="`position` of the entry you come from, gone or not.")
    ] = None,
    act: OfAct = None,
    scope: OfScope = None,
    launch: OfLaunch = None,
    product: OfProduct = None,
    stage: OfStage = None,
    overdue: Overdue = False,
    due_before: DueBefore = None,
    priority: OfPriority = None,
    search: Search = None,
    order: InOrder = None,
    snoozed: OfSnoozed = None,
    view: OfView = None,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show the next thing to do, with what you need to decide on it; the first, or the one after another."""
    wanted = chosen(fields, INBOX)
    with Caller(server, token).connect() as remote:
        query = {
            "view": view_named(remote, view) if view else None,
            **given(act, scope, launch, product, stage, overdue, due_before, priority, search, order, snoozed),
        }
        if after:
            entry = remote.get("/inbox/next", after=after, **query)
        else:
            entry = next(iter(remote.items("/inbox", limit=1, **query)), {})
    if not entry:
        print("Nothing comes next.", file=sys.stderr)
    elif wanted is not None:
        show_fields(entry, wanted)
    else:
        _show(entry)


@app.command()
def counts(fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """Count what waits for you; nothing is counted beyond a hundred."""
    wanted = chosen(fields, COUNTS)
    with Caller(server, token).connect() as remote:
        view = remote.get("/inbox/counts")
    if wanted is not None:
        show_fields(view, wanted)
        return
    tallies = {**view["acts"], **{one: view[one] for one in COUNTS.fields[1:]}}
    show_table([{"what": what, "number": tally["label"]} for what, tally in tallies.items()], COUNTS.columns)


@app.command()
def views(fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """List your saved views in their order."""
    wanted = chosen(fields, INBOX_VIEW)
    with Caller(server, token).connect() as remote:
        found = remote.items("/me/inbox-views")
    show_list(found, INBOX_VIEW, wanted)


@app.command()
def save(
    name: Name,
    act: OfAct = None,
    scope: OfScope = None,
    launch: OfLaunch = None,
    product: OfProduct = None,
    stage: OfStage = None,
    overdue: Overdue = False,
    due_before: DueBefore = None,
    priority: OfPriority = None,
    search: Search = None,
    order: InOrder = None,
    snoozed: OfSnoozed = None,
    position: Annotated[
        int | None, typer.Option(min=-1, max=10_000, help="Its place among your views; the page opens with -1.")
    ] = None,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Save filters as a view, for `slipway inbox --view NAME`; one of that name is replaced."""
    wanted = chosen(fields, INBOX_VIEW)
    body: dict[str, Any] = {
        "name": name,
        "filters": given(act, scope, launch, product, stage, overdue, due_before, priority, search, order, snoozed),
        "position": position,
    }
    with Caller(server, token).connect() as remote:
        mine = next((view for view in remote.items("/me/inbox-views") if view["name"] == name), None)
        if mine is None:
            saved = remote.post("/me/inbox-views", body)
        else:
            kept = {"position": mine["position"]} if position is None else {}
            saved = remote.put(f"/me/inbox-views/{mine['id']}", body | kept)
    tell(saved, Told(INBOX_VIEW, fields, lambda view: f"{view['name']} is saved"), wanted)


@app.command()
def forget(name: Name, server: Server = None, token: Token = None) -> None:
    """Remove a saved view."""
    with Caller(server, token).connect() as remote:
        removed = remote.delete(f"/me/inbox-views/{view_named(remote, name)}")
    say(f"{removed['name']} is removed")


def _show(entry: Row) -> None:
    say(f"{entry['item']}  {entry['act']} {entry['part']}".rstrip())
    say(f"{entry['title']}: {entry['why']}")
    print()
    for title, value in (
        ("Launch", f"{entry['launch']}  {entry['launch_title']}, {entry['tier']}, of {entry['owner']}"),
        ("Due", f"{when(entry['due_at']) or 'on no day'}{', overdue' if entry['overdue'] else ''}"),
        ("Evidence", f"{entry['supporting']} for, {entry['contradicting']} against"),
        ("Empty seats", words(entry["seats_left"])),
        ("Not attested", words(entry["departments_left"])),
        ("For", entry["on_behalf_of"] and f"--on-behalf-of {entry['on_behalf_of']}"),
        ("Next", f"slipway inbox next --after {entry['position']}"),
    ):
        if value:
            print(f"{title + ':':13}{one_line(value)}")
