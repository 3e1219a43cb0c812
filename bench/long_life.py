"""A launch that lives long: ten thousand decisions on one of them, by the same endpoint as every vote.

One client, so that a figure is what one person waits. The engine keeps at most 51,200 events of a run and Slipway
goes on in a new run long before: how long each run grew is read from the engine.
"""

import uuid
from dataclasses import dataclass
from pathlib import Path

from bench.load import Request, percentile, timed
from bench.stack import Stack, stack
from bench.votes import organise, settings, start
from domain.ids import workflow_id
from service.container import open_slipway
from store.migrate import upgrade

FIRST = 100
"""How many decisions the later ones are held against."""


@dataclass(frozen=True)
class LongLife:
    """What many decisions on one launch did to it."""

    decisions: int
    first_p99_ms: float
    p99_ms: float
    slowdown: float
    """The 99th percentile of all over that of the first hundred; of each, what one person waited."""
    runs: int
    longest_run_events: int


async def long_life(folder: Path, decisions: int) -> LongLife:
    """Vote so many times on one launch, the five voters in turn, changing their minds each time."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'slipway.db'}"
    await upgrade(url)
    async with stack(folder, worker="worker", api="api", database_url=url) as running:
        uses = await open_slipway(settings(running, url))
        try:
            tokens = await organise(uses)
            warm, key = await start(uses, 2)
        finally:
            await uses.close()
        await timed(running.url, [_vote(warm, number, tokens) for number in range(FIRST)])
        waited = await timed(running.url, [_vote(key, number, tokens) for number in range(decisions)])
        lengths = await _lengths(running, key)
    first, whole = percentile(waited[:FIRST], 99), percentile(waited, 99)
    return LongLife(decisions, round(first, 1), round(whole, 1), round(whole / first, 2), len(lengths), max(lengths))


def _vote(key: str, number: int, tokens: list[str]) -> Request:
    return Request(
        f"/api/v1/gates/{key}.G0/votes",
        {"choice": ("approve", "reject", "abstain")[number % 3], "rationale": f"Thought {number}."},
        {"Authorization": f"Bearer {tokens[number % len(tokens)]}", "Idempotency-Key": uuid.uuid4().hex},
    )


async def _lengths(running: Stack, key: str) -> list[int]:
    """How many events the history of each run has, oldest first; every run but the last was continued."""
    name = workflow_id(key)
    last = await running.client.get_workflow_handle(name).describe()
    run, lengths = last.raw_description.workflow_execution_info.first_run_id, []
    while run:
        described = await running.client.get_workflow_handle(name, run_id=run).describe()
        lengths.append(described.history_length)
        history = await running.client.get_workflow_handle(name, run_id=run).fetch_history()
        closing = history.events[-1].workflow_execution_continued_as_new_event_attributes
        run = closing.new_execution_run_id
    return lengths
