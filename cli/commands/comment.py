"""`slipway comment`: one comment; saying something is a command of what it is about."""

from typing import Annotated

import typer

from cli.acting import Caller, Told, show_fields, tell
from cli.nouns import COMMENT
from cli.options import Fields, Server, Token
from cli.output import chosen, say, when

app = typer.Typer(help="Look at a comment, or take your own back.", no_args_is_help=True)

CommentId = Annotated[str, typer.Argument(metavar="COMMENT", help="As `comments` lists it.")]


@app.command()
def show(comment: CommentId, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """Show a comment."""
    wanted = chosen(fields, COMMENT)
    with Caller(server, token).connect() as remote:
        said = remote.get(f"/comments/{comment}")
    if wanted is not None:
        show_fields(said, wanted)
        return
    say(f"{said['author']} about {said['item']}, {when(said['created_at'])}")
    for line in said["text"].splitlines():
        say(line)


@app.command()
def take_back(comment: CommentId, fields: Fields = None, server: Server = None, token: Token = None) -> None:
    """Take your own comment back; one without text stays in its place."""
    wanted = chosen(fields, COMMENT)
    with Caller(server, token).connect() as remote:
        said = remote.delete(f"/comments/{comment}")
    tell(said, Told(COMMENT, fields, lambda view: f"{view['id']} is taken back"), wanted)
