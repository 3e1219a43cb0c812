"""Health over the wire."""

from typing import Literal

from api.schemas.base import Out


class LiveOut(Out):
    """This process answers."""

    status: Literal["ok"] = "ok"


class ReadyOut(Out):
    """The parts this process needs."""

    database: Literal["ok", "down"]
    engine: Literal["ok", "down"]
