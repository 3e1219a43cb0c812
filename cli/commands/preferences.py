"""`slipway preferences`: of what you are told, through which channels, and when you are left alone."""

import sys
from typing import Annotated, Any

import typer

from cli.acting import Caller, show_fields
from cli.failures import Misused
from cli.options import Fields, Person, Server, Token
from cli.output import Noun, Row, chosen, plain, say, show_table, words
from cli.reading import pair

app = typer.Typer(help="Choose of what you are told, and through what.", no_args_is_help=True)

PREFERENCES = Noun(fields=("kinds", "quiet_hours", "urgent_anyway"), columns=(), empty="Nothing chosen.")
KINDS = (plain("kind", style="bold"), plain("channels"))

PATH = "/me/notification-preferences"


@app.command()
def show(fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """Show what holds for you now, with every default written out."""
    wanted = chosen(fields, PREFERENCES)
    with Caller(server, token).connect() as remote:
        view = remote.get(PATH)
    _show(view, wanted)


@app.command("set")
def choose(
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND=CHANNELS", help="Such as overdue=email,slack; nothing after = for no channel."),
    ] = None,
    quiet: Annotated[
        str | None, typer.Option(metavar="FROM-UNTIL", help="Leave me alone, such as 19:00-08:00 of my own time zone.")
    ] = None,
    weekdays: Annotated[
        str | None, typer.Option(help="Days on which quiet hours begin, such as mon,tue; every day unless given.")
    ] = None,
    no_quiet: Annotated[bool, typer.Option("--no-quiet", help="No quiet hours.")] = False,
    urgent: Annotated[
        bool | None,
        typer.Option("--urgent-anyway/--no-urgent-anyway", help="What is urgent may come in quiet hours."),
    ] = None,
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Choose; what you leave out stays as it is."""
    wanted = chosen(fields, PREFERENCES)
    if quiet and no_quiet:
        raise Misused("Either --quiet or --no-quiet.")
    ways = dict(_ways(text) for text in kind or ())
    with Caller(server, token).connect() as remote:
        now = remote.get(PATH)
        now["kinds"] |= ways
        now["quiet_hours"] = None if no_quiet else _quiet(now["quiet_hours"], quiet, weekdays)
        if urgent is not None:
            now["urgent_anyway"] = urgent
        view = remote.put(PATH, now)
    _show(view, wanted)


@app.command()
def slack(
    person: Person,
    remove: Annotated[bool, typer.Option("--remove", help="None of their own.")] = False,
    server: Server = None,
    token: Token = None,
) -> None:
    """Say where Slack messages for a person go; operators only. The URL is a secret, read from standard input."""
    url = None if remove else _secret("Webhook URL")
    with Caller(server, token).connect() as remote:
        view = remote.put(f"/people/{person}/slack-webhook", {"url": url})
    say(f"{view['person']} has {'a' if view['own_webhook'] else 'no'} Slack webhook of their own")


def _secret(what: str) -> str:
    """What was piped in, or is typed without being shown."""
    if sys.stdin.isatty():
        return str(typer.prompt(what, hide_input=True, err=True)).strip()
    return sys.stdin.readline().strip()


def _ways(text: str) -> tuple[str, list[str]]:
    name, ways = pair("--kind", text, "overdue=email,slack")
    return name, [way.strip() for way in ways.split(",") if way.strip()]


def _quiet(now: dict[str, Any] | None, hours: str | None, weekdays: str | None) -> dict[str, Any] | None:
    """Quiet hours as they are to be."""
    if hours:
        begins, dash, until = hours.partition("-")
        if not dash:
            raise Misused(f"--quiet {hours}: write it as 19:00-08:00.")
        now = {"from": begins.strip(), "until": until.strip()}
    elif weekdays and now is None:
        raise Misused("--weekdays goes with --quiet.")
    if now is None or not weekdays:
        return now
    return now | {"weekdays": [day.strip() for day in weekdays.split(",") if day.strip()]}


def _show(view: Row, wanted: tuple[str, ...] | None) -> None:
    if wanted is not None:
        show_fields(view, wanted)
        return
    show_table([{"kind": kind, "channels": words(ways) or "none"} for kind, ways in view["kinds"].items()], KINDS)
    quiet = view["quiet_hours"]
    if quiet:
        but = ", but not for what is urgent" if view["urgent_anyway"] else ""
        say(f"Quiet {quiet['from']} to {quiet['until']} on {words(quiet['weekdays'])}{but}")
