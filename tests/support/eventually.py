"""Waiting for something to become true, without sleeping for a guess."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, TypeVar, overload

T = TypeVar("T")

_POLL_SECONDS = 0.02


@overload
async def eventually(check: Callable[[], Awaitable[T]], *, within: float = 5.0) -> T: ...


@overload
async def eventually(check: Callable[[], T], *, within: float = 5.0) -> T: ...


async def eventually(check: Callable[[], Any], *, within: float = 5.0) -> Any:
    """Call `check` until it returns something true and raises no `AssertionError`; return that.

    After `within` seconds its own `AssertionError` is raised, or one that shows the last answer.
    """
    deadline = monotonic() + within
    while True:
        try:
            given = check()
            answer = await given if inspect.isawaitable(given) else given
            if answer:
                return answer
            failure = AssertionError(f"not within {within:g} s; the last answer was {answer!r}")
        except AssertionError as error:
            failure = error
        if monotonic() > deadline:
            raise failure
        await asyncio.sleep(_POLL_SECONDS)
