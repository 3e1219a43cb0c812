"""`slipway audit`: prove that the log is whole."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.failures import DONE, FAILED

if TYPE_CHECKING:
    from service.container import Slipway

app = typer.Typer(help="Prove that the log is whole.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """Prove that the log is whole."""


@app.command()
def verify(
    key: Annotated[str | None, typer.Argument(metavar="[KEY]", help="A launch; all, unless named.")] = None,
) -> None:
    """Check the hash chain of a launch's log, its length and its head, with the engine as a witness."""
    from cli import direct
    from cli.output import say

    async def check(slipway: "Slipway") -> bool:
        whole = True
        async for verdict in slipway.audit.verify(key):
            word = "intact" if verdict.intact else "BROKEN"
            say(f"{verdict.launch}  {word}  {verdict.events} events  {verdict.finding}")
            whole = whole and verdict.intact
        return whole

    raise typer.Exit(DONE if direct.run(check) else FAILED)
