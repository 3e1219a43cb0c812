"""So many clients, each sending its requests one after the other."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx

from bench.stack import Stack


@dataclass(frozen=True)
class Request:
    """One POST to send."""

    path: str
    body: dict[str, Any]
    headers: dict[str, str]


@dataclass(frozen=True)
class Measured:
    """What a load brought."""

    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    """Of all processes on the other side, for each request, while the clock ran."""
    cpu_ms_later: float
    """And for what the requests left to be done after it."""

    def as_json(self) -> dict[str, float]:
        """For the results file."""
        return {
            "per_second": round(self.per_second, 1),
            "p50_ms": round(self.p50_ms, 1),
            "p99_ms": round(self.p99_ms, 1),
            "cpu_ms": round(self.cpu_ms, 2),
        }


async def run_load(stack: Stack, requests: Sequence[Sequence[Request]], *, first: int, later: float = 0.0) -> Measured:
    """Send each client's requests; every one must succeed, or the measurement is void.

    So many of each client's come `first`, before the clock is started: what a process or a client does but once (open
    connections, compile statements, load certificates) is not what a vote costs. `later` is for how many seconds after
    the clock the processes are watched for what is still to be done.
    """
    async with AsyncExitStack() as opened:
        clients = [
            await opened.enter_async_context(httpx.AsyncClient(base_url=stack.url, timeout=60)) for _ in requests
        ]
        await asyncio.gather(*(_send(http, mine[:first]) for http, mine in zip(clients, requests, strict=True)))
        cpu, began = stack.cpu_seconds(), time.perf_counter()
        timed = await asyncio.gather(*(_send(http, mine[first:]) for http, mine in zip(clients, requests, strict=True)))
        took, spent = time.perf_counter() - began, stack.cpu_seconds() - cpu
    await asyncio.sleep(later)
    all_spent = stack.cpu_seconds() - cpu
    latencies = [latency for client in timed for latency in client]
    return Measured(
        per_second=len(latencies) / took,
        p50_ms=statistics.median(latencies),
        p99_ms=percentile(latencies, 99),
        cpu_ms=1000 * spent / len(latencies),
        cpu_ms_later=1000 * (all_spent - spent) / len(latencies),
    )


async def timed(url: str, requests: Sequence[Request]) -> list[float]:
    """What each request took in milliseconds, sent one after the other; every one must succeed."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        return await _send(http, requests)


async def _send(http: httpx.AsyncClient, requests: Sequence[Request]) -> list[float]:
    latencies = []
    for request in requests:
        began = time.perf_counter()
        answer = await http.post(request.path, json=request.body, headers=request.headers)
        latencies.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == httpx.codes.OK, f"{answer.status_code}: {answer.text[:300]}"
    return latencies


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def in_turn(requests: Sequence[Request], clients: int) -> list[list[Request]]:
    """Deal requests out to clients."""
    return [list(requests[number::clients]) for number in range(clients)]
