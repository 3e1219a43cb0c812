"""`slipway launch`: what starting one would come to."""

from datetime import datetime
from typing import Annotated

import typer

from cli import completion
from cli.acting import Caller, show_fields
from cli.options import Fields, OnBehalfOf, Server, Token
from cli.output import Column, Noun, Row, chosen, moment, plain, say, show_table, when, words
from cli.reading import fact as read_fact

app = typer.Typer()

PREVIEW = Noun(
    fields=(
        *("as_of", "playbook", "tier", "prefix", "owner", "facts", "stages", "target", "target_title", "target_date"),
        *("target_at", "target_days", "spare_days", "ends_at", "days_off", "switches", "concerns", "startable"),
    ),
    columns=(),
    empty="It would be nothing.",
)


def _who(row: Row) -> str:
    if "decider" not in row:
        return words(row["people"] or row["role"] or row["department"])
    asked = (("attest", row["attest"]), ("vote", row["seats"]), ("decides", row["decider"]))
    return "; ".join(f"{verb} {words(who)}" for verb, who in asked if who)


_COLUMNS = (plain("id", style="bold"), plain("title"), Column("WHO", _who), moment("due_at", "DUE"))


@app.command()
def preview(
    tier: Annotated[str, typer.Option(help="T1 (new product), T2 (significant) or T3 (minor).")] = "T2",
    playbook: Annotated[str, typer.Option(help="Playbook, with a version or without for the newest.")] = "standard",
    title: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    product: Annotated[str | None, typer.Option(help="The product it belongs to.")] = None,
    owner: Annotated[
        str | None,
        typer.Option(metavar="PERSON", help="Person who owns it; you, unless named.", autocompletion=completion.people),
    ] = None,
    target_date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it should go out.")
    ] = None,
    fact: Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="Answer to a question.")] = None,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show who would have to do, approve and decide what, and by when. Starts nothing."""
    wanted = chosen(fields, PREVIEW)
    body = {
        "tier": tier,
        "playbook": playbook,
        "title": title,
        "product": product,
        "owner": owner,
        "target_date": f"{target_date:%Y-%m-%d}" if target_date else None,
        "facts": dict(map(read_fact, fact or ())),
    }
    with Caller(server, token, on_behalf_of).connect() as remote:
        view = remote.post("/launches/preview", body)
    if wanted is not None:
        show_fields(view, wanted)
        return
    _show(view)


def _show(view: Row) -> None:
    say(f"{view['playbook']}, tier {view['tier']}, for {view['owner']}; its key would begin with {view['prefix']}.")
    say(_against_target(view))
    for concern in view["concerns"]:
        say(f"  {'!' if concern['refuses'] else '-'} {concern['detail']}")
    for stage in view["stages"]:
        print()
        say(f"{stage['title']}, until {when(stage['ends_at'])}")
        show_table([*stage["tasks"], *stage["gates"]], _COLUMNS)
    if view["switches"]:
        print()
    for switch in view["switches"]:
        say(f"  {'+' if switch['on'] else '-'} {_switched(switch, view['facts'])}")


def _switched(switch: Row, facts: Row) -> str:
    said = " and ".join(f"{name} is {words(facts[name]) or 'empty'}" for name in switch["because"])
    return f"{switch['title']} ({switch['department']}), because {said or 'of its tier'}"


def _against_target(view: Row) -> str:
    said = f"{view['target_title']} ends {when(view['target_at'])}"
    spare = view["spare_days"]
    if spare is None:
        return f"{said}, {view['target_days']} business days from now."
    return f"{said}, {words(abs(spare))} business days {'before' if spare >= 0 else 'after'} {view['target_date']}."
