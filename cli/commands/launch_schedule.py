"""`slipway launch`: a launch laid out in time."""

from typing import Annotated

import typer

from cli.acting import Caller
from cli.nouns import SLOT
from cli.options import Fields, Launch, Server, Token
from cli.output import Row, chosen, say, show_list, show_table, when, words

app = typer.Typer()


@app.command()
def schedule(
    key: Launch,
    critical: Annotated[bool, typer.Option("--critical", help="Only what decides when the target is reached.")] = False,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Show when each part can happen and when it must, and what a late gate costs."""
    wanted = chosen(fields, SLOT)
    with Caller(server, token).connect() as remote:
        view = remote.get(f"/launches/{key}/schedule")
    slots = [slot for slot in view["slots"] if slot["critical"] or not critical]
    if wanted is not None:
        show_list(slots, SLOT, wanted)
        return
    _summary(view)
    print()
    show_table([slot for slot in slots if not slot["finished"]], SLOT.columns)
    for delay in view["delays"]:
        if delay["first_costly_day"] is not None:
            say(f"  - {_delay(delay)}")


def _summary(view: Row) -> None:
    say(f"Target {view['target']}, due {view['target_date'] or 'on no day'}.")
    if view["earliest_finish"]:
        late = f", {words(view['late_days'])} business days late" if view["late_days"] else ""
        say(f"It can be reached {when(view['earliest_finish'])}{late}.")
    if view["critical_path"]:
        say(f"That hangs on {', '.join(view['critical_path'])}.")


def _delay(delay: Row) -> str:
    money = f", {delay['money_per_day']} in money" if delay["money_per_day"] is not None else ""
    day, slip = delay["first_costly_day"], delay["slip_per_day"]
    return f"{delay['gate']} later by {day} business days moves the target: {slip} a day{money}"
