"""Many commands at once: those of one launch in the order given, those of different launches side by side."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from domain.errors import Unavailable
from domain.ids import split_item

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 8
"""Launches that are worked on at the same moment."""


async def carry_out_all(
    targets: Sequence[str],
    carry_out: Callable[[int], Awaitable[R]],
    refuse: Callable[[int, Exception], R],
    at_once: int = AT_ONCE,
) -> list[R]:
    """Carry each item out, and answer in the order of `targets`; what one raises stops no other.

    Once a part does not answer, what was not tried yet is refused for the same reason: everything would wait for it
    in turn, and whoever asked can send the whole again.
    """
    groups: dict[str, list[int]] = {}
    for index, target in enumerate(targets):
        found = split_item(target)
        groups.setdefault(found[0] if found else target, []).append(index)
    answers: dict[int, R] = {}
    places = asyncio.Semaphore(at_once)
    away: list[Unavailable] = []

    async def one(index: int) -> R:
        if away:
            return refuse(index, away[0])
        try:
            return await carry_out(index)
        except Exception as error:  # noqa: BLE001 - told in the answer to this item; the others go on
            if isinstance(error, Unavailable):
                away.append(error)
            return refuse(index, error)

    async def in_order(indexes: list[int]) -> None:
        async with places:
            for index in indexes:
                answers[index] = await one(index)

    async with asyncio.TaskGroup() as tasks:
        for indexes in groups.values():
            tasks.create_task(in_order(indexes))
    return [answers[index] for index in range(len(targets))]
