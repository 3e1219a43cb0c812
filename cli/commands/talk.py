"""What one can say about a launch, a task or a gate, whom one can ask to look at it, and when to be reminded of it."""

from typing import Annotated, Literal

import typer

from cli import completion
from cli.acting import Caller, Told, act
from cli.nouns import COMMENT, REQUEST, SNOOZE
from cli.options import Fields, Limit, OnBehalfOf, Server, Token
from cli.output import chosen, say, show_list, when
from cli.reading import moment, read_text

Kind = Literal["launches", "tasks", "gates"]

_IDS = {"launches": completion.launches, "tasks": completion.tasks, "gates": completion.gates}

_TEXT = typer.Argument(help="What to say; `@` and an id tells that person. `-` reads standard input.")
Reviewer = Annotated[str, typer.Option("--of", metavar="PERSON", help="Whom to ask.", autocompletion=completion.people)]
ToLookAt = Annotated[str, typer.Option(help="What to look at.")]
Until = Annotated[
    str, typer.Option(metavar="MOMENT", parser=moment, help="When it comes back; UTC unless said, at most 180 days on.")
]


def add_comments(app: typer.Typer, kind: Kind) -> None:
    """The commands `comment` and `comments` of a noun."""
    item = typer.Argument(help="What it is about.", autocompletion=_IDS[kind])

    @app.command()
    def comment(
        item: str = item,
        text: str = _TEXT,
        fields: Fields = None,
        on_behalf_of: OnBehalfOf = None,
        server: Server = None,
        token: Token = None,
    ) -> None:
        """Say something; everybody sees it at once, and it never counts as a vote."""
        told = Told(COMMENT, fields, lambda said: f"{said['id']}: said about {said['item']}")
        body = {"text": read_text("-").strip() if text == "-" else text}
        act(f"/{kind}/{item}/comments", body, told, Caller(server, token, on_behalf_of))

    @app.command()
    def comments(
        item: str = item, limit: Limit = 100, fields: Fields = None, server: Server = None, token: Token = None
    ) -> None:
        """List what was said, in the order it came."""
        wanted = chosen(fields, COMMENT)
        with Caller(server, token).connect() as remote:
            found = remote.items(f"/{kind}/{item}/comments", limit=limit)
        show_list(found, COMMENT, wanted)


def add_requests(app: typer.Typer, kind: Kind) -> None:
    """The command `request-review` of a noun."""
    item = typer.Argument(help="What to look at.", autocompletion=_IDS[kind])

    @app.command()
    def request_review(
        of: Reviewer,
        item: str = item,
        note: ToLookAt = "",
        fields: Fields = None,
        on_behalf_of: OnBehalfOf = None,
        server: Server = None,
        token: Token = None,
    ) -> None:
        """Ask somebody to look at it; what they say is advice and never a vote."""
        told = Told(REQUEST, fields, lambda made: f"{made['id']}: {made['of']} is asked to look at {item}")
        act(f"/{kind}/{item}/requests", {"of": of, "note": note}, told, Caller(server, token, on_behalf_of))


def add_snoozes(app: typer.Typer, kind: Kind) -> None:
    """The commands `snooze` and `unsnooze` of a noun."""
    item = typer.Argument(help="What to hide.", autocompletion=_IDS[kind])

    @app.command()
    def snooze(
        until: Until, item: str = item, fields: Fields = None, server: Server = None, token: Token = None
    ) -> None:
        """Hide it from your own inbox until a moment; its clock does not stop."""
        told = Told(SNOOZE, fields, lambda made: f"{made['item']} comes back {when(made['until'])}")
        act("/inbox/snoozes", {"item": item, "until": until}, told, Caller(server, token))

    @app.command()
    def unsnooze(item: str = item, server: Server = None, token: Token = None) -> None:
        """Bring it back into your inbox now."""
        with Caller(server, token).connect() as remote:
            remote.delete(f"/inbox/snoozes/{item}")
        say(f"{item} is back in your inbox")
