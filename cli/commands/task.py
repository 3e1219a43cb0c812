"""`slipway task`: find, claim and complete tasks."""

from typing import Annotated

import typer

from cli.nouns import INBOX, TASK
from cli.options import Fields, Limit, Server, Token
from cli.output import chosen, say, show_list

app = typer.Typer(help="Find, claim and complete tasks.", no_args_is_help=True)

TaskId = Annotated[str, typer.Argument(metavar="TASK", help="For example AUR-12.security_review.")]


@app.command("list")
def list_tasks(
    launch: Annotated[str | None, typer.Argument(metavar="[KEY]", help="A launch; without it, tasks for you.")] = None,
    state: Annotated[str | None, typer.Option(help="pending, open, claimed, done, skipped or cancelled.")] = None,
    limit: Limit = 100,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """List the tasks of a launch, or those that wait for you."""
    from cli.remote import connect

    noun = TASK if launch else INBOX
    wanted = chosen(fields, noun)
    with connect(server, token) as remote:
        found = remote.items(f"/launches/{launch}/tasks") if launch else remote.items("/inbox", limit=limit, act="task")
    show_list([task for task in found if state in {None, task.get("state")}][:limit], noun, wanted)


@app.command()
def claim(task: TaskId, server: Server = None, token: Token = None) -> None:
    """Take an open task."""
    from cli.remote import connect

    with connect(server, token) as remote:
        view = remote.post(f"/tasks/{task}/claim", {})
    say(f"{view['id']} is yours: {view['title']}")


@app.command()
def unclaim(task: TaskId, server: Server = None, token: Token = None) -> None:
    """Give a task back to its candidates."""
    from cli.remote import connect

    with connect(server, token) as remote:
        view = remote.post(f"/tasks/{task}/unclaim", {})
    say(f"{view['id']} is open again: {view['title']}")


@app.command()
def complete(
    task: TaskId,
    note: Annotated[str, typer.Option(help="What came out of it.")] = "",
    server: Server = None,
    token: Token = None,
) -> None:
    """Say a task is done."""
    from cli.remote import connect

    with connect(server, token) as remote:
        view = remote.post(f"/tasks/{task}/complete", {"note": note})
    say(f"{view['id']} is done: {view['title']}")
