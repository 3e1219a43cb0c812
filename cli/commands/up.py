"""`slipway up`: all of Slipway on this machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import signin

if TYPE_CHECKING:
    from cli.stack import Stack

Port = Annotated[int, typer.Option(min=0, max=65535, help="Port of the API; 0 for any free one.")]
EnginePort = Annotated[int, typer.Option(min=0, max=65535, help="Port of the engine; 0 for any free one.")]
UiPort = Annotated[int, typer.Option(min=0, max=65535, help="Port of the engine's pages; 0 for any free one.")]


def up(
    port: Port = 8000,
    engine_port: EnginePort = 7233,
    ui_port: UiPort = 8233,
    data_dir: Annotated[Path, typer.Option(help="Where data, logs and your sign-in are kept.")] = signin.DATA_DIR,
) -> None:
    """Run all of Slipway on this machine until Ctrl-C. Data is kept for the next time."""
    import asyncio

    from cli.interrupt import until_interrupted
    from cli.stack import Stack, StackOptions

    async def serve() -> None:
        async with Stack(StackOptions(data_dir, port, engine_port, ui_port)) as stack:
            _tell(stack, data_dir, await _sign_in(stack, data_dir))
            await stack.watch()

    print("Starting the engine, the database, the worker and the API …", flush=True)
    if asyncio.run(until_interrupted(serve())):
        print("Stopped. Data is kept; `slipway up` goes on from here.")


async def _sign_in(stack: "Stack", data_dir: Path) -> signin.SignIn:
    """The sign-in of an earlier start while its token is good, else a new one."""
    from cli.furnish import GUEST

    path = data_dir / signin.FILE
    earlier = signin.load(path)
    person = earlier.person if earlier and earlier.person else GUEST
    token = earlier.token if earlier else None
    if token is None or not await stack.furnished.knows(token):
        token = await stack.furnished.token(person, "slipway up")
    signed_in = signin.SignIn(stack.url, token, person, stack.engine.address)
    signed_in.save(path)
    return signed_in


def _tell(stack: "Stack", data_dir: Path, signed_in: signin.SignIn) -> None:
    here = data_dir == signin.DATA_DIR
    for title, value in (
        ("Pages", f"{stack.url}/"),
        ("API", f"{stack.url}/docs"),
        ("Engine", stack.engine.ui_url),
        ("Data", data_dir),
        ("Logs", data_dir / "logs"),
        ("You", f"{signed_in.person}, signed in by {data_dir / signin.FILE}"),
    ):
        print(f"  {title:8}{value}")
    print("Try `slipway launch list`" if here else f"Sign in elsewhere: see {data_dir / signin.FILE}", end="")
    print(", or `slipway token create PERSON --save` to be somebody else. Ctrl-C stops.", flush=True)
