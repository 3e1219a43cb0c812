"""`slipway task`: the work itself: checklists, drafts, answers, done."""

from typing import Annotated, Any

import typer

from cli.acting import Caller, about, show_fields, tell
from cli.failures import Misused
from cli.nouns import DRAFT, TASK
from cli.options import Fields, OnBehalfOf, Server, Task, Token
from cli.output import Row, chosen, say, words
from cli.reading import answers

app = typer.Typer()

Answer = Annotated[
    list[str] | None, typer.Option("--answer", metavar="NAME=VALUE", help="An answer to the task's form.")
]
AnswersFile = Annotated[
    str | None, typer.Option("--answers", metavar="FILE", help="Answers in JSON; `-` reads standard input.")
]
Items = list[str] | None


@app.command()
def complete(
    task: Task,
    note: Annotated[str, typer.Option(help="What came out of it.")] = "",
    answer: Answer = None,
    answers_file: AnswersFile = None,
    draft: Annotated[bool, typer.Option("--draft", help="With the answers of your draft.")] = False,
    check: Annotated[Items, typer.Option(metavar="ITEM", help="Check this item of the checklist first.")] = None,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Say a task is done; one that nobody holds is claimed by the same act."""
    told = about(TASK, fields, "is done")
    wanted = chosen(fields, TASK)
    with Caller(server, token, on_behalf_of).connect() as remote:
        body: dict[str, Any] = {"note": note}
        if draft or answer or answers_file:
            kept = remote.get(f"/tasks/{task}/draft")["answers"] if draft else {}
            form = remote.get(f"/tasks/{task}")["form"] if answer else None
            body["answers"] = kept | answers(answer or (), answers_file, form)
        for item in check or ():
            remote.post(f"/tasks/{task}/check", {"item": item})
        view = remote.post(f"/tasks/{task}/complete", body)
    tell(view, told, wanted)


@app.command()
def checklist(
    task: Task,
    check: Annotated[Items, typer.Option(metavar="ITEM", help="Check this item.")] = None,
    uncheck: Annotated[Items, typer.Option(metavar="ITEM", help="Uncheck this item.")] = None,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show a task's checklist, or check items of it; a task that nobody holds is claimed by the same act."""
    wanted = chosen(fields, TASK)
    with Caller(server, token, on_behalf_of).connect() as remote:
        view = None
        for item, done in [*((item, True) for item in check or ()), *((item, False) for item in uncheck or ())]:
            view = remote.post(f"/tasks/{task}/check", {"item": item, "done": done})
        view = view or remote.get(f"/tasks/{task}")
    if wanted is not None:
        show_fields(view, wanted)
        return
    for line in checklist_lines(view):
        say(line)


@app.command()
def draft(
    task: Task,
    answer: Answer = None,
    answers_file: AnswersFile = None,
    forget: Annotated[bool, typer.Option("--forget", help="Throw your draft away.")] = False,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show your draft of a task's answers, or save more of it; nobody else sees it."""
    wanted = chosen(fields, DRAFT)
    if forget and (answer or answers_file):
        raise Misused("Either --forget a draft or save answers in it.")
    path = f"/tasks/{task}/draft"
    with Caller(server, token).connect() as remote:
        if forget:
            kept = remote.delete(path)
        else:
            kept = remote.get(path)
            if answer or answers_file:
                form = remote.get(f"/tasks/{task}")["form"] if answer else None
                kept = remote.put(path, {"answers": kept["answers"] | answers(answer or (), answers_file, form)})
    if wanted is not None:
        show_fields(kept, wanted)
        return
    _show_draft(kept)


def checklist_lines(task: Row) -> list[str]:
    """A task's checklist, a line for each item."""
    return [f"[{'x' if item['checked'] else ' '}] {item['id']}  {item['title']}" for item in task["checklist"]]


def _show_draft(kept: Row) -> None:
    if not kept["answers"]:
        say(f"No draft of {kept['task']}")
    for name, value in kept["answers"].items():
        say(f"{name} = {words(value)}")
