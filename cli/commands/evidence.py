"""`slipway evidence`: what decisions rest on."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.acting import Caller, Told, tell
from cli.failures import CommandFailed, Misused
from cli.nouns import EVIDENCE, FILE
from cli.options import Fields, Launch, Limit, Moment, OnBehalfOf, Server, Token
from cli.output import chosen, say, show_list

app = typer.Typer(help="Add evidence and look at it.", no_args_is_help=True)


@app.command()
def add(
    key: Launch,
    kind: Annotated[str, typer.Option("--type", help="user_feedback, market_research, metric or document.")],
    title: Annotated[str, typer.Option(help="What it shows.")],
    source: Annotated[str, typer.Option(help="Where it is kept; may be left out for a file.")] = "",
    strength: Annotated[int, typer.Option(min=1, max=5, help="1 (an opinion) to 5 (an experiment).")] = 3,
    observed_at: Annotated[datetime | None, typer.Option(help="When it was seen, in UTC; now, unless given.")] = None,
    contradicts: Annotated[bool, typer.Option("--contradicts", help="It speaks against the launch.")] = False,
    target: Annotated[str | None, typer.Option(help="The task or gate it belongs to.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file to upload with it.")] = None,
    sha256: Annotated[str | None, typer.Option(help="Of a file uploaded before, or of what lies at a link.")] = None,
    expires_at: Moment = None,
    summary: Annotated[str, typer.Option(help="In a few sentences.")] = "",
    fields: Fields = None,
    on_behalf_of: OnBehalfOf = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Put a piece of evidence on record; prints its id."""
    if file and sha256:
        raise Misused("Either --file or --sha256: a file brings its own.")
    told = Told(EVIDENCE, fields, lambda added: str(added["id"]))
    wanted = chosen(fields, EVIDENCE)
    body = {
        "type": kind,
        "title": title,
        "source": source,
        "strength": strength,
        "observed_at": (observed_at.replace(tzinfo=UTC) if observed_at else datetime.now(UTC)).isoformat(),
        "supports": not contradicts,
        "target": target,
        "summary": summary,
        "sha256": sha256,
        "expires_at": expires_at,
    }
    with Caller(server, token, on_behalf_of).connect() as remote:
        if file:
            body["sha256"] = remote.upload(f"/launches/{key}/files", file.name, _read(file))["sha256"]
        added = remote.post(f"/launches/{key}/evidence", body)
    tell(added, told, wanted)


@app.command()
def upload(
    key: Launch,
    file: Annotated[Path, typer.Argument(help="The file; the same content again changes nothing.")],
    fields: Fields = None,
    server: Server = None,
    token: Token = None,
) -> None:
    """Upload a file to a launch; prints its sha256, for `evidence add --sha256`."""
    wanted = chosen(fields, FILE)
    content = _read(file)
    with Caller(server, token).connect() as remote:
        uploaded = remote.upload(f"/launches/{key}/files", file.name, content)
    tell(uploaded, Told(FILE, fields, lambda kept: str(kept["sha256"])), wanted)


@app.command()
def download(
    sha256: Annotated[str, typer.Argument(help="The file's sha256.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to; an existing file is left alone.")],
    server: Server = None,
    token: Token = None,
) -> None:
    """Download a file; what arrives is held against its digest."""
    with Caller(server, token).connect() as remote:
        content = remote.download(f"/files/{sha256}")
    if hashlib.sha256(content).hexdigest() != sha256:
        raise CommandFailed(f"What arrived is not {sha256}: nothing was saved. Try again.")
    try:
        with output.open("xb") as kept:
            kept.write(content)
    except OSError as error:
        raise Misused(f"--output {output}: {error.strerror}") from error
    say(f"{output}: {len(content)} bytes")


@app.command("list")
def list_evidence(
    key: Launch, limit: Limit = 50, fields: Fields = None, server: Server = None, token: Token = None
) -> None:
    """List the evidence of a launch, in the order it came."""
    wanted = chosen(fields, EVIDENCE)
    with Caller(server, token).connect() as remote:
        found = remote.items(f"/launches/{key}/evidence", limit=limit)
    show_list(found, EVIDENCE, wanted)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Misused(f"{file}: {error.strerror}") from error
