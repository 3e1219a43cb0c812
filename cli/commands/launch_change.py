"""`slipway launch`: change what a launch is about while it is under way, as it was previewed."""

from datetime import datetime
from typing import Annotated, Any

import typer

from cli import completion
from cli.acting import Caller, Told, show_fields, tell
from cli.failures import Misused
from cli.nouns import CHANGE, LAUNCH
from cli.options import Fields, Launch, OnBehalfOf, Person, Server, Token
from cli.output import Noun, Row, chosen, one_line, say, show_list, words
from cli.reading import fact as read_fact

app = typer.Typer()

IMPACT = Noun(
    fields=(
        *("change", "changes", "tasks_added", "tasks_dropped", "gates_added", "gates_dropped", "gates_waiting"),
        *("voided", "passed_on_old_facts", "criteria", "dates", "told", "digest"),
    ),
    columns=(),
    empty="It would do nothing.",
)

Reason = Annotated[str, typer.Option(help="Why; needed to make the change.")]
Apply = Annotated[bool, typer.Option("--apply", help="Make the change, instead of showing what it would do.")]
Impact = Annotated[
    str | None,
    typer.Option(metavar="DIGEST", help="With --apply: of the preview you saw; refused when it would do more by now."),
]


@app.command()
def change(
    key: Launch,
    reason: Reason = "",
    title: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    objective: Annotated[str | None, typer.Option(help="The business objective it serves.")] = None,
    user_need: Annotated[str | None, typer.Option(help="The need of users it serves.")] = None,
    scope: Annotated[str | None, typer.Option(help="What is part of it, and what is not.")] = None,
    target_date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it should go out.")
    ] = None,
    no_target_date: Annotated[bool, typer.Option("--no-target-date", help="On no day in particular.")] = False,
    priority: Annotated[int | None, typer.Option(min=1, max=5, help="1 (drop everything) to 5.")] = None,
    owner: Annotated[
        str | None, typer.Option(metavar="PERSON", help="Who owns it from now on.", autocompletion=completion.people)
    ] = None,
    tier: Annotated[str | None, typer.Option(help="T1, T2 or T3.")] = None,
    fact: Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="New answer to a question.")] = None,
    apply: Apply = False,
    impact: Impact = None,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show what a change would do: work, gates, approvals, dates. With --apply, make it."""
    if target_date and no_target_date:
        raise Misused("Either --target-date or --no-target-date.")
    said: dict[str, Any] = {
        "title": title,
        "objective": objective,
        "user_need": user_need,
        "scope": scope,
        "priority": priority,
    }
    said |= {"owner": owner, "tier": tier, "target_date": f"{target_date:%Y-%m-%d}" if target_date else None}
    wanted = {name: value for name, value in said.items() if value is not None}
    if fact:
        wanted["facts"] = dict(map(read_fact, fact))
    if no_target_date:
        wanted["target_date"] = None
    _change(key, wanted, reason, apply, impact, fields, Caller(server, token, on_behalf_of))


@app.command()
def retier(
    key: Launch,
    tier: Annotated[str, typer.Argument(help="T1, T2 or T3.")],
    reason: Reason = "",
    apply: Apply = False,
    impact: Impact = None,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show what another tier would do to a launch. With --apply, give it that tier."""
    _change(key, {"tier": tier}, reason, apply, impact, fields, Caller(server, token, on_behalf_of))


@app.command()
def hand_over(
    key: Launch,
    person: Person,
    reason: Reason = "",
    apply: Apply = False,
    impact: Impact = None,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show what another owner would mean. With --apply, hand the launch over to them."""
    _change(key, {"owner": person}, reason, apply, impact, fields, Caller(server, token, on_behalf_of))


@app.command()
def prioritise(
    key: Launch,
    priority: Annotated[int, typer.Argument(metavar="[1-5]", min=1, max=5, help="1 (drop everything) to 5.")],
    reason: Reason = "",
    apply: Apply = False,
    impact: Impact = None,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show what another priority would do. With --apply, give the launch that priority."""
    _change(key, {"priority": priority}, reason, apply, impact, fields, Caller(server, token, on_behalf_of))


@app.command()
def changes(key: Launch, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """List what was changed under way, first change first."""
    wanted = chosen(fields, CHANGE)
    with Caller(server, token).connect() as remote:
        found = remote.get(f"/launches/{key}")["changes"]
    show_list(found, CHANGE, wanted)


def _change(
    key: str,
    change: dict[str, Any],
    reason: str,
    apply: bool,
    impact: str | None,
    fields: str | None,
    caller: Caller,
) -> None:
    """Preview a change or make it; without a digest of an earlier preview, as it is previewed at this moment."""
    if not change:
        raise Misused("Say what is to be different, for example --target-date 2026-12-01.")
    if impact and not apply:
        raise Misused("--impact goes with --apply.")
    wanted = chosen(fields, LAUNCH if apply else IMPACT)
    body = {**change, "reason": reason}
    nulls = [name for name, value in body.items() if value is None]
    path = f"/launches/{key}/change-requests"
    with caller.connect() as remote:
        shown = None if impact else remote.post(f"{path}/preview", body, nulls=nulls)
        if shown and not apply:
            _preview(shown, wanted)
            return
        digest = shown["digest"] if shown else impact
        launch = remote.post(path, {**body, "impact": digest}, nulls=nulls)
    tell(launch, Told(LAUNCH, fields, lambda view: f"{view['key']} is changed: {view['changes'][-1]['id']}"), wanted)


def _preview(impact: Row, wanted: tuple[str, ...] | None) -> None:
    if wanted is not None:
        show_fields(impact, wanted)
        return
    say(f"{impact['change']} would change {', '.join(impact['changes']) or 'nothing'}:")
    for title, lines in (
        ("Changes", [f"{name}: {_then(was['from'], was['to'])}" for name, was in impact["changes"].items()]),
        ("Tasks that come", _items(impact["tasks_added"])),
        ("Tasks that go", _items(impact["tasks_dropped"])),
        ("Gates that come", _items(impact["gates_added"])),
        ("Gates that go", _items(impact["gates_dropped"])),
        ("Gates that wait for new work", impact["gates_waiting"]),
        ("Approvals that are void", [_voided(word) for word in impact["voided"]]),
        ("Gates that passed on what is to change", impact["passed_on_old_facts"]),
        ("Criteria", _differences(impact["criteria"])),
        ("Dates", _differences(impact["dates"])),
        ("Who is told", impact["told"]),
    ):
        if lines:
            print(f"\n{title}")
            for line in lines:
                print(f"  {one_line(line)}")
    print("\nNothing is changed yet. Make it, as shown here and no other, with:")
    say(f"  --apply --impact {impact['digest']}")


def _items(items: list[dict[str, Any]]) -> list[str]:
    return [f"{item['id']}  {item['title']} ({item['state']}, {item['department']})" for item in items]


def _voided(word: Row) -> str:
    return f"{word['gate']}: {word['department'] or word['seat']}, for {', '.join(word['fields'])}"


def _differences(found: list[dict[str, Any]]) -> list[str]:
    return [f"{one['of']}: {_then(one['before'], one['after'])}" for one in found]


def _then(before: Any, after: Any) -> str:
    return f"{words(before) or 'none'} → {words(after) or 'none'}"
