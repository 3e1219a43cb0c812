"""`slipway demo`: a whole launch in a minute."""

from typing import Annotated

import typer

from cli.commands.up import EnginePort, Port, UiPort
from cli.failures import CANCELLED, DONE


def demo(
    leave: Annotated[bool, typer.Option("--exit", help="Stop when the launch is over, instead of serving.")] = False,
    port: Port = 0,
    engine_port: EnginePort = 0,
    ui_port: UiPort = 0,
) -> None:
    """Take a launch from idea to review with a made-up company, on a stack of its own. Nothing is kept."""
    from cli.demo.run import Demonstration

    demonstration = Demonstration(port=port, engine_port=engine_port, ui_port=ui_port, leave=leave)
    interrupted = demonstration.run()
    raise typer.Exit(CANCELLED if interrupted and not demonstration.told else DONE)
