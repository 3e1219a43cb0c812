"""`slipway evidence`: what decisions rest on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.failures import Misused
from cli.nouns import EVIDENCE
from cli.options import Fields, Limit, Server, Token
from cli.output import chosen, say, show_list

app = typer.Typer(help="Add evidence and look at it.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(metavar="KEY", help="The launch, for example AUR-12.")]


@app.command()
def add(
    key: Key,
    kind: Annotated[str, typer.Option("--type", help="user_feedback, market_research, metric or document.")],
    title: Annotated[str, typer.Option(help="What it shows.")],
    source: Annotated[str, typer.Option(help="Where it is kept.")],
    strength: Annotated[int, typer.Option(min=1, max=5, help="1 (an opinion) to 5 (an experiment).")] = 3,
    observed_at: Annotated[datetime | None, typer.Option(help="When it was seen, in UTC; now, unless given.")] = None,
    contradicts: Annotated[bool, typer.Option("--contradicts", help="It speaks against the launch.")] = False,
    target: Annotated[str | None, typer.Option(help="The task or gate it belongs to.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file to upload with it.")] = None,
    summary: Annotated[str, typer.Option(help="In a few sentences.")] = "",
    server: Server = None,
    token: Token = None,
) -> None:
    """Put a piece of evidence on record; prints its id."""
    from cli.remote import connect

    body = {
        "type": kind,
        "title": title,
        "source": source,
        "strength": strength,
        "observed_at": (observed_at.replace(tzinfo=UTC) if observed_at else datetime.now(UTC)).isoformat(),
        "supports": not contradicts,
        "target": target,
        "summary": summary,
    }
    with connect(server, token) as remote:
        uploaded = remote.upload(f"/launches/{key}/files", file.name, _read(file)) if file else None
        body["sha256"] = uploaded["sha256"] if uploaded else None
        say(remote.post(f"/launches/{key}/evidence", body)["id"])


@app.command("list")
def list_evidence(
    key: Key, limit: Limit = 50, fields: Fields = None, server: Server = None, token: Token = None
) -> None:
    """List the evidence of a launch, in the order it came."""
    from cli.remote import connect

    wanted = chosen(fields, EVIDENCE)
    with connect(server, token) as remote:
        found = remote.items(f"/launches/{key}/evidence", limit=limit)
    show_list(found, EVIDENCE, wanted)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Misused(f"--file {file}: {error.strerror}") from error
