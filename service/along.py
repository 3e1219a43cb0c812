"""What a door wants written down together with what its command did: in the same transaction, or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

V = TypeVar("V")

Job = Callable[[Connection], object]
"""Writes; may be run twice, and must do the same the second time."""


@dataclass(frozen=True)
class Done(Generic[V]):
    """What a command did. `projected` is False when the read model could not follow yet."""

    view: V
    seq: int
    verdict: str
    projected: bool


_wanted: ContextVar[tuple[str, Callable[[Done[Any]], Job]] | None] = ContextVar("wanted", default=None)


@contextmanager
def written_along(command_key: str, job: Callable[[Done[V]], Job]) -> Iterator[None]:
    """Within it, what this command did is written down together with what `job` makes of it.

    By the key, since a use case may send other commands on its way. One that is not asked to write anything new, as
    when a command is repeated, never asks for the job.
    """
    token = _wanted.set((command_key, job))
    try:
        yield
    finally:
        _wanted.reset(token)


def wanted_along(command_key: str, done: Done[V]) -> tuple[Job, ...]:
    """What is to be written down with this; nothing, as a rule."""
    wanted = _wanted.get()
    return (wanted[1](done),) if wanted is not None and wanted[0] == command_key else ()
