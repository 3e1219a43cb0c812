"""`slipway task`: what becomes of a task besides being done: done again, left out, put off, made urgent."""

from typing import Annotated, Any

import typer

from cli.acting import Caller, Told, about, act, tell
from cli.failures import Misused
from cli.nouns import TASK
from cli.options import Fields, OnBehalfOf, Server, Task, Token
from cli.output import Row, chosen
from cli.reading import day

app = typer.Typer()

Reason = Annotated[str, typer.Option(help="Why.")]


@app.command("return")
def give_back(
    task: Task,
    feedback: Annotated[str, typer.Option(help="What to change.")],
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Send a task that is done back to its doer. What came after it waits."""
    told = Told(TASK, fields, lambda view: f"{view['id']} is with {view['claimed_by'] or 'its candidates'} again")
    act(f"/tasks/{task}/return", {"feedback": feedback}, told, Caller(server, token, on_behalf_of))


@app.command()
def reopen(
    task: Task,
    reason: Reason,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Have a task that is done, skipped or cancelled done again. What came after it waits."""
    told = about(TASK, fields, "is to be done again")
    act(f"/tasks/{task}/reopen", {"reason": reason}, told, Caller(server, token, on_behalf_of))


@app.command()
def skip(
    task: Task,
    rationale: Reason,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Pass over an optional task."""
    told = about(TASK, fields, "is skipped")
    act(f"/tasks/{task}/skip", {"rationale": rationale}, told, Caller(server, token, on_behalf_of))


@app.command()
def cancel(
    task: Task,
    reason: Reason,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Take a task off the plan; what waited for it waits no more."""
    told = about(TASK, fields, "is cancelled")
    act(f"/tasks/{task}/cancel", {"reason": reason}, told, Caller(server, token, on_behalf_of))


@app.command()
def priority(
    task: Task,
    number: Annotated[
        int | None, typer.Argument(metavar="[1-5]", min=1, max=5, help="1 (drop everything) to 5.", show_default=False)
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="As urgent as its launch.")] = False,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Say how urgent a task is."""
    _require_one(number is not None, none, "a priority")
    told = Told(TASK, fields, lambda view: f"{view['id']} has priority {view['priority']}")
    _plan(task, {"priority": number}, told, Caller(server, token, on_behalf_of))


@app.command()
def follow_up(
    task: Task,
    on: Annotated[
        str | None,
        typer.Argument(metavar="[DAY]", parser=day, help="Such as 2026-12-01.", show_default=False),
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="On no day in particular.")] = False,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Say on which day a task will be looked at again; it is out of the inbox until then."""
    _require_one(on is not None, none, "a day")
    told = Told(TASK, fields, lambda view: f"{view['id']} comes up again {view['follow_up_on'] or 'on no day'}")
    _plan(task, {"follow_up_on": on}, told, Caller(server, token, on_behalf_of))


def _require_one(given: bool, none: bool, what: str) -> None:
    if given == none:
        raise Misused(f"Name {what}, or take it back with --none.")


def _plan(task: str, change: dict[str, Any], told: Told, caller: Caller) -> None:
    """Change the one and keep the other: the server is told both at once, and of which version."""
    wanted = chosen(told.fields, told.noun)
    with caller.connect() as remote:
        view = remote.get(f"/tasks/{task}")
        planned = {"priority": _own_priority(view, remote.get(f"/launches/{view['launch']}"))}
        planned["follow_up_on"] = view["follow_up_on"]
        view = remote.post(f"/tasks/{task}/plan", planned | change, expected=view["version"])
    tell(view, told, wanted)


def _own_priority(task: Row, launch: Row) -> int | None:
    """The task's own priority; one that equals its launch's is as good as none."""
    own: int = task["priority"]
    return None if own == launch["priority"] else own
