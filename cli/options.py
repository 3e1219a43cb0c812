"""Options that many commands share."""

from typing import Annotated

import typer

from cli import completion
from cli.reading import moment

Fields = Annotated[
    str | None,
    typer.Option(
        "--json", metavar="FIELDS", help="Print these fields as JSON, comma-separated; without any, list them."
    ),
]
Server = Annotated[
    str | None, typer.Option(envvar="SLIPWAY_SERVER", help="URL of the Slipway server.", show_default=False)
]
Token = Annotated[
    str | None, typer.Option(envvar="SLIPWAY_TOKEN", help="A token made by `slipway token create`.", show_default=False)
]
Limit = Annotated[int, typer.Option("--limit", "-L", min=1, max=10_000, help="Show at most so many.")]
OnBehalfOf = Annotated[
    str | None,
    typer.Option(
        metavar="PERSON",
        help="Act for somebody you stand in for; both of you are on record.",
        autocompletion=completion.people,
        show_default=False,
    ),
]
Moment = Annotated[
    str | None,
    typer.Option(metavar="MOMENT", parser=moment, help="Such as 2026-12-01T09:00+01:00; UTC unless said."),
]

Launch = Annotated[str, typer.Argument(metavar="KEY", help="For example AUR-12.", autocompletion=completion.launches)]
Task = Annotated[
    str,
    typer.Argument(metavar="TASK", help="For example AUR-12.security_review.", autocompletion=completion.tasks),
]
Gate = Annotated[str, typer.Argument(metavar="GATE", help="For example AUR-12.G2.", autocompletion=completion.gates)]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="For example amara.", autocompletion=completion.people)]
