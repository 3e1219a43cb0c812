"""`slipway reconcile`: compare the database with the engine."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.failures import DONE, FAILED

if TYPE_CHECKING:
    from service.container import Slipway


def reconcile(
    repair: Annotated[bool, typer.Option("--repair", help="Write the engine's word into the database.")] = False,
) -> None:
    """Compare what the database shows of each launch with its workflow. Exits with 1 while they differ."""
    from cli import direct
    from cli.output import say

    async def compare(slipway: "Slipway") -> int:
        count = 0
        async for found in slipway.reconciler.differences(mend=repair):
            say(f"{found.launch} {found.what}: stored {found.stored!r}, the engine has {found.actual!r}")
            count += 1
        return count

    count = direct.run(compare)
    if not count:
        say("The database and the engine agree.")
    elif repair:
        say(f"{count} differences mended.")
    else:
        say(f"{count} differences. Mend them with `slipway reconcile --repair`.")
    raise typer.Exit(FAILED if count and not repair else DONE)
