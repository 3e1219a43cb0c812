"""SQLite without the detour: plain functions over a plain connection.

The asynchronous driver goes to its thread for every statement, which costs more than most statements, and two threads
of Python that hand each other their one lock cost more again. So what happens at every request is done where it is
asked: a row is found by its key, or some are written, in less time than it takes to wake a thread. What may take
longer goes to threads: searching, and waiting until somebody else has written.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from domain.errors import StoreUnavailable

T = TypeVar("T")
Job = Callable[[Connection], Any]

READERS = 4


@dataclass(frozen=True)
class _Waiting:
    """A job, whoever waits for it, and the context (and so the trace) it belongs to."""

    job: Job
    result: asyncio.Future[Any]
    context: Context

    def answer(self, result: Any) -> None:
        """Tell who waits, unless they gave up."""
        if not self.result.done():
            self.result.set_result(result)

    def fail(self, error: BaseException) -> None:
        """Hand the error to who waits, unless they gave up."""
        if not self.result.done():
            self.result.set_exception(error)


@dataclass
class Direct:
    """Runs jobs on `instant`, whose connections never wait, or else on a thread and `engine`, whose do.

    `turn` is what other writers of this process hold while they write.
    """

    engine: Engine
    instant: Engine
    turn: AbstractAsyncContextManager[object]
    _writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "sqlite-writer"))
    _readers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(READERS, "sqlite-reader"))
    _waiting: list[_Waiting] = field(default_factory=list)
    _running: asyncio.Task[None] | None = None

    async def glance(self, job: Callable[[Connection], T]) -> T:
        """Run a job that finds a few rows by their keys, here and now."""
        try:
            return _read(self.instant, job)
        except StoreUnavailable:  # the file is being put in order, or worse: that is found out where waiting is allowed
            return await self.read(job)

    async def read(self, job: Callable[[Connection], T]) -> T:
        """Run a job that reads with one statement, which may take a while."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, copy_context().run, _read, self.engine, job)

    async def write(self, job: Callable[[Connection], T]) -> T:
        """Run a job in a transaction and answer once that is committed; raise what the job or the commit raised."""
        mine = _Waiting(job, asyncio.get_running_loop().create_future(), copy_context())
        self._waiting.append(mine)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run(), context=Context())
        result: T = await mine.result
        return result

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
        async with self.turn:
            try:
                return _write(self.instant, jobs)
            except StoreUnavailable:  # another process writes, or worse
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._writer, _write, self.engine, jobs)

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

    def dispose(self) -> None:
        """Let threads and connections go."""
        self._writer.shutdown()
        self._readers.shutdown()
        self.engine.dispose()
        self.instant.dispose()


def _read(engine: Engine, job: Callable[[Connection], T]) -> T:
    with engine.connect().execution_options(glances=True) as conn:
        return job(conn)


def _write(engine: Engine, jobs: list[_Waiting]) -> list[Any]:
    with engine.connect().execution_options(writes=True) as conn, conn.begin():
        return [job.context.run(job.job, conn) for job in jobs]
