"""For commands that operators run beside the database: the use cases themselves, without the API between."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TypeVar

from cli import signin
from cli.failures import CommandFailed
from domain.errors import StoreUnavailable
from service.container import Slipway, open_slipway
from service.settings import Settings

T = TypeVar("T")


def settings() -> Settings:
    """The settings; an engine that the environment does not name is the one of the local stack started here."""
    stack = signin.local_stack()
    if stack and stack.temporal_address and "SLIPWAY_TEMPORAL_ADDRESS" not in os.environ:
        return Settings(temporal_address=stack.temporal_address)
    return Settings()


def run(work: Callable[[Slipway], Awaitable[T]]) -> T:
    """Do something with the use cases, then let go of them."""

    async def whole() -> T:
        slipway = await open_slipway(settings())
        try:
            return await work(slipway)
        except StoreUnavailable as error:
            raise CommandFailed(
                f"{error.detail} Check that SLIPWAY_DATABASE_URL names it, and that it exists: "
                "`slipway up` and `slipway db upgrade` make one."
            ) from error
        finally:
            await slipway.close()

    return asyncio.run(whole())
