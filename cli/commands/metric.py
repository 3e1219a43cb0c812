"""`slipway metric`: the numbers a launch is measured by."""

from typing import Annotated

import typer

from cli.acting import Caller, Told, act
from cli.nouns import METRIC, READING
from cli.options import Fields, Launch, Limit, Moment, OnBehalfOf, Server, Token
from cli.output import chosen, show_list

app = typer.Typer(help="Record what a launch is measured by.", no_args_is_help=True)

Metric = Annotated[str, typer.Argument(help="As the launch's playbook names it.")]


@app.command("list")
def list_metrics(key: Launch, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """List the metrics of a launch, each with its latest reading."""
    wanted = chosen(fields, METRIC)
    with Caller(server, token).connect() as remote:
        found = remote.items(f"/launches/{key}/metrics")
    show_list(found, METRIC, wanted)


@app.command()
def record(
    key: Launch,
    metric: Metric,
    value: Annotated[str, typer.Argument(help="A decimal, such as 12.5; after `--` if it is negative.")],
    unit: Annotated[str, typer.Option(help="The metric's own, so that nobody mixes percent with people.")],
    source: Annotated[str, typer.Option(help="Where the number comes from.")],
    observed_at: Moment = None,
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Put a reading of a metric on record; it is of now, unless another moment is given."""
    from datetime import UTC, datetime

    body = {
        "metric": metric,
        "value": value,
        "unit": unit,
        "source": source,
        "observed_at": observed_at or datetime.now(UTC).isoformat(),
    }
    told = Told(METRIC, fields, lambda view: f"{view['id']} is {view['latest']['value']} {view['unit']}")
    act(f"/launches/{key}/readings", body, told, Caller(server, token, on_behalf_of))


@app.command()
def readings(
    key: Launch, metric: Metric, limit: Limit = 50, fields: Fields = None, server: Server = None, token: Token = None
) -> None:
    """List the readings of a metric, the one recorded last first."""
    wanted = chosen(fields, READING)
    with Caller(server, token).connect() as remote:
        found = remote.items(f"/launches/{key}/metrics/{metric}/readings", limit=limit)
    show_list(found, READING, wanted)
