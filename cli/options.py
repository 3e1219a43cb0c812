"""Options that many commands share."""

from typing import Annotated

import typer

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
