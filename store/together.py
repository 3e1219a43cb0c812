"""Sharing transactions: what is to be written while one is under way goes into the next, all at once.

SQLite has one writer at a time, and each transaction costs a wait for that turn. Under load many small writes then
take one turn together. Alone, a write begins at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

Job = Callable[[AsyncConnection], Awaitable[Any]]


@dataclass(frozen=True)
class _Waiting:
    """A job, whoever waits for it, and the context (and so the trace) it belongs to."""

    job: Job
    result: asyncio.Future[Any]
    context: Context

    async def run(self, conn: AsyncConnection) -> Any:
        """Do the job in its own context."""

        async def job() -> Any:
            return await self.job(conn)

        return await asyncio.create_task(job(), context=self.context)

    def answer(self, result: Any) -> None:
        """Tell who waits, unless they gave up."""
        if not self.result.done():
            self.result.set_result(result)

    def fail(self, error: BaseException) -> None:
        """Hand the error to who waits, unless they gave up."""
        if not self.result.done():
            self.result.set_exception(error)


@dataclass
class Together:
    """Runs jobs, several in one transaction of `write` when they come at the same time."""

    write: Callable[[], AbstractAsyncContextManager[AsyncConnection]]
    _waiting: list[_Waiting] = field(default_factory=list)
    _running: asyncio.Task[None] | None = None

    async def do(self, job: Job) -> Any:
        """Run a job in a transaction and answer once that is committed; raise what the job or the commit raised."""
        mine = _Waiting(job, asyncio.get_running_loop().create_future(), copy_context())
        self._waiting.append(mine)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run(), context=Context())
        return await mine.result

    async def _run(self) -> None:
        while self._waiting:
            jobs, self._waiting = self._waiting, []
            try:
                results = await self._in_one_transaction(jobs)
            except Exception as error:  # noqa: BLE001  handed to who waits
                await self._one_by_one(jobs, error)
            else:
                for job, result in zip(jobs, results, strict=True):
                    job.answer(result)

    async def _in_one_transaction(self, jobs: list[_Waiting]) -> list[Any]:
        async with self.write() as conn:
            return [await job.run(conn) for job in jobs]

    async def _one_by_one(self, jobs: list[_Waiting], error: Exception) -> None:
        """One of them failed and took the others back with it: each gets a transaction of its own."""
        if len(jobs) == 1:
            jobs[0].fail(error)
            return
        for job in jobs:
            try:
                (result,) = await self._in_one_transaction([job])
            except Exception as own:  # noqa: BLE001  handed to who waits
                job.fail(own)
            else:
                job.answer(result)
