"""`slipway launch`: start launches, look at them, steer them."""

import time
from datetime import datetime
from typing import Annotated, Any

import typer

from cli.acting import Caller, Told, act
from cli.commands import launch_change, launch_preview, launch_schedule
from cli.commands.talk import add_comments
from cli.failures import DONE, FAILED
from cli.nouns import EVENT, GATE, LAUNCH, TASK
from cli.options import Fields, Launch, Limit, OnBehalfOf, Server, Token
from cli.output import Row, chosen, one_line, say, show_json, show_list, show_table, when, words
from cli.reading import fact as read_fact

app = typer.Typer(help="Start launches, look at them and steer them.", no_args_is_help=True)

Reason = Annotated[str, typer.Option(help="Why.")]

ENDED = frozenset({"finished", "cancelled", "killed"})


@app.command()
def start(
    title: Annotated[str, typer.Option(help="What it is called.")],
    product: Annotated[str, typer.Option(help="The product it belongs to.")],
    objective: Annotated[str, typer.Option(help="The business objective it serves.")],
    user_need: Annotated[str, typer.Option(help="The need of users it serves.")],
    tier: Annotated[str, typer.Option(help="T1 (new product), T2 (significant) or T3 (minor).")] = "T2",
    playbook: Annotated[str, typer.Option(help="Playbook, with a version or without for the newest.")] = "standard",
    owner: Annotated[str | None, typer.Option(help="Person who owns it; you, unless named.")] = None,
    prefix: Annotated[str | None, typer.Option(help="First part of its key; from the product, unless named.")] = None,
    priority: Annotated[int, typer.Option(min=1, max=5, help="1 (drop everything) to 5 (when there is time).")] = 3,
    target_date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it should go out.")
    ] = None,
    fact: Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="Answer to a question.")] = None,
    scope: Annotated[str | None, typer.Option(help="What is part of it, and what is not.")] = None,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Start a launch; prints its key."""
    from cli.remote import connect

    wanted = chosen(fields, LAUNCH)
    body = {
        "title": title,
        "product": product,
        "objective": objective,
        "user_need": user_need,
        "tier": tier,
        "playbook": playbook,
        "owner": owner,
        "prefix": prefix,
        "priority": priority,
        "target_date": target_date.date().isoformat() if target_date else None,
        "facts": dict(map(read_fact, fact or ())),
        "scope": scope,
    }
    with connect(server, token, on_behalf_of) as remote:
        launch = remote.post("/launches", body)
    if wanted is None:
        say(launch["key"])
    else:
        _show_fields(launch, wanted)


@app.command("list")
def list_launches(
    state: Annotated[str | None, typer.Option(help="running, held, finished, cancelled or killed.")] = None,
    owner: Annotated[str | None, typer.Option(help="Person who owns them.")] = None,
    tier: Annotated[str | None, typer.Option(help="T1, T2 or T3.")] = None,
    stage: Annotated[str | None, typer.Option(help="A stage that is under way.")] = None,
    search: Annotated[str | None, typer.Option("--search", "-S", help="Words in key, title, product or owner.")] = None,
    limit: Limit = 30,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """List launches, those that changed last first."""
    from cli.remote import connect

    wanted = chosen(fields, LAUNCH)
    with connect(server, token) as remote:
        found = remote.items("/launches", limit=limit, state=state, owner=owner, tier=tier, stage=stage, q=search)
    show_list([_with_stage(launch) for launch in found], LAUNCH, wanted)


@app.command()
def show(key: Launch, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """Show where a launch stands, and what it waits for."""
    from cli.remote import connect

    wanted = chosen(fields, LAUNCH)
    with connect(server, token) as remote:
        launch = remote.get(f"/launches/{key}")
        if wanted is not None:
            _show_fields(launch, wanted)
            return
        tasks = remote.items(f"/launches/{key}/tasks")
        gates = remote.items(f"/launches/{key}/gates")
    _show_launch(launch, tasks, gates)


@app.command()
def watch(
    key: Launch,
    exit_status: Annotated[bool, typer.Option("--exit-status", help="Exit with 1 unless the launch finished.")] = False,
    interval: Annotated[float, typer.Option(min=0.1, help="Seconds between looks.")] = 3.0,
    server: Server = None,
    token: Token = None,
) -> None:
    """Follow a launch until it ends; prints a line whenever it moves."""
    from cli.remote import connect

    seen = 0
    with connect(server, token) as remote:
        while True:
            launch = remote.get(f"/launches/{key}")
            if launch["seq"] != seen:
                seen = launch["seq"]
                say(f"{when(launch['updated_at'])}  {launch['health']}  {launch['summary']}")
            if launch["state"] in ENDED:
                break
            time.sleep(interval)
    raise typer.Exit(FAILED if exit_status and launch["state"] != "finished" else DONE)


@app.command()
def events(key: Launch, limit: Limit = 1000, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """List the log of a launch: who did what, when. Ballots that are still blind are not told."""
    from cli.remote import connect

    wanted = chosen(fields, EVENT)
    with connect(server, token) as remote:
        found = remote.items(f"/launches/{key}/events", limit=limit)
    show_list(found, EVENT, wanted)


@app.command()
def hold(
    key: Launch,
    reason: Reason,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Pause a launch; its clocks stand still."""
    act(f"/launches/{key}/hold", {"reason": reason}, _told(fields), Caller(server, token, on_behalf_of))


@app.command()
def resume(
    key: Launch,
    note: Annotated[str, typer.Option(help="What changed.")] = "",
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Let a launch go on."""
    act(f"/launches/{key}/resume", {"note": note}, _told(fields), Caller(server, token, on_behalf_of))


@app.command()
def cancel(
    key: Launch,
    reason: Reason,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Stop a launch for good; the record stays."""
    act(f"/launches/{key}/cancel", {"reason": reason}, _told(fields), Caller(server, token, on_behalf_of))


def _told(fields: str | None) -> Told:
    return Told(LAUNCH, fields, lambda launch: f"{launch['key']}: {launch['summary']}")


def _with_stage(launch: Row) -> dict[str, Any]:
    """The launch with its active stages also as one text, for scripts that want a single column."""
    return {**launch, "stage": words(launch["active_stages"])}


def _show_fields(launch: Row, wanted: tuple[str, ...]) -> None:
    whole = _with_stage(launch)
    show_json({field: whole.get(field) for field in wanted})


def _show_launch(launch: Row, tasks: list[dict[str, Any]], gates: list[dict[str, Any]]) -> None:
    say(f"{launch['key']}  {launch['title']}")
    say(f"{launch['summary']} Health: {launch['health'].replace('_', ' ')}, {launch['health_reason']}.")
    print()
    for title, value in (
        ("Objective", launch["objective"]),
        ("User need", launch["user_need"]),
        ("Owner", launch["owner"]),
        ("Playbook", f"{launch['playbook']}, tier {launch['tier']}"),
        ("Target date", launch["target_date"] or "none"),
        ("Stages", ", ".join(f"{stage['title']} ({stage['state']})" for stage in launch["stages"])),
    ):
        print(f"{title + ':':13}{one_line(value)}")
    open_tasks = [task for task in tasks if task["state"] in {"open", "claimed"}]
    open_gates = [gate for gate in gates if gate["state"] == "open"]
    if open_tasks:
        print()
        show_table(open_tasks, TASK.columns)
    for gate in open_gates:
        print()
        show_table([gate], GATE.columns)
        for reason in gate["waiting"]:
            say(f"  - {reason}")


add_comments(app, "launches")
app.add_typer(launch_change.app)
app.add_typer(launch_schedule.app)
app.add_typer(launch_preview.app)
