"""`slipway task`: find tasks, take them, hand them on."""

from typing import Annotated, Any

import typer

from cli.acting import Caller, about, act, show_fields
from cli.commands import task_course, task_work
from cli.commands.talk import add_comments, add_requests, add_snoozes
from cli.commands.task_work import checklist_lines
from cli.completion import launches
from cli.nouns import INBOX, TASK
from cli.options import Fields, Limit, OnBehalfOf, Person, Server, Task, Token
from cli.output import Row, chosen, one_line, say, show_list, when, words

app = typer.Typer(help="Find, claim and complete tasks.", no_args_is_help=True)


@app.command("list")
def list_tasks(
    launch: Annotated[
        str | None,
        typer.Argument(metavar="[KEY]", help="A launch; without it, tasks for you.", autocompletion=launches),
    ] = None,
    state: Annotated[str | None, typer.Option(help="pending, open, claimed, done, skipped or cancelled.")] = None,
    limit: Limit = 100,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """List the tasks of a launch, or those that wait for you."""
    noun = TASK if launch else INBOX
    wanted = chosen(fields, noun)
    with Caller(server, token).connect() as remote:
        found = remote.items(f"/launches/{launch}/tasks") if launch else remote.items("/inbox", limit=limit, act="task")
    show_list([task for task in found if state in {None, task.get("state")}][:limit], noun, wanted)


@app.command()
def show(task: Task, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """Show a task: what to do, what it asks for, whom it waits for."""
    wanted = chosen(fields, TASK)
    with Caller(server, token).connect() as remote:
        view = remote.get(f"/tasks/{task}")
    if wanted is None:
        _show(view)
    else:
        show_fields(view, wanted)


@app.command()
def claim(
    task: Task, fields: Fields = None, on_behalf_of: OnBehalfOf = None, server: Server = None, token: Token = None
) -> None:
    """Take an open task."""
    act(f"/tasks/{task}/claim", {}, about(TASK, fields, "is yours"), Caller(server, token, on_behalf_of))


@app.command()
def unclaim(
    task: Task, fields: Fields = None, on_behalf_of: OnBehalfOf = None, server: Server = None, token: Token = None
) -> None:
    """Give a task back to its candidates."""
    act(f"/tasks/{task}/unclaim", {}, about(TASK, fields, "is open again"), Caller(server, token, on_behalf_of))


@app.command()
def assign(
    task: Task,
    person: Person,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Give a task to somebody who may do it."""
    told = about(TASK, fields, f"is for {person}")
    act(f"/tasks/{task}/assign", {"assignee": person}, told, Caller(server, token, on_behalf_of))


def _show(task: Row) -> None:
    say(f"{task['id']}  {task['title']}")
    holder = task["claimed_by"] or task["done_by"]
    due = f", due {when(task['due_at'])}" if task["due_at"] else ""
    by = f" by {holder}" if holder else ""
    say(f"{task['state'].capitalize()}{by}, attempt {task['attempt']}, priority {task['priority']}{due}.")
    print()
    for title, value in (
        ("For", words(task["people"]) or task["role"] or task["department"]),
        ("Not for", words(task["barred"])),
        ("Held up by", words(task["held_up_by"])),
        ("Follow-up", task["follow_up_on"]),
        ("Returned", f"by {task['returned_by']}: {task['feedback']}" if task["returned_by"] else ""),
        ("Reason", task["reason"]),
        ("Note", task["note"]),
        ("Guide", task["guide"]),
    ):
        if value:
            print(f"{title + ':':12}{one_line(str(value))}")
    for title, lines in (
        ("Checklist", checklist_lines(task)),
        ("Answers", [f"{name} = {words(value)}" for name, value in (task["answers"] or {}).items()]),
        ("Asks for", _questions(task["form"]) if task["answers"] is None else []),
    ):
        if lines:
            print(f"\n{title}")
            for line in lines:
                print(f"  {one_line(line)}")


def _questions(form: dict[str, Any] | None) -> list[str]:
    """A form's questions, those that must be answered marked."""
    needed = (form or {}).get("required", ())
    asked = (form or {}).get("properties", {})
    return [f"{name}{'*' if name in needed else ''}  {_kind(schema)}".rstrip() for name, schema in asked.items()]


def _kind(schema: Any) -> str:
    if not isinstance(schema, dict):
        return ""
    return words(schema.get("title") or schema.get("enum") or schema.get("type"))


add_comments(app, "tasks")
add_requests(app, "tasks")
add_snoozes(app, "tasks")
app.add_typer(task_work.app)
app.add_typer(task_course.app)
