"""A page of fifty of an inbox among ever more open tasks."""

import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.load import percentile
from domain.actors import Actor
from domain.launch.commands import StartLaunch
from domain.launch.handle import start
from domain.launch.show import changes
from domain.launch.state import Charter
from domain.plan import Plan, StagePlan, TaskPlan
from service.inbox import Inbox
from store.database import Database
from store.migrate import upgrade
from store.projection import project

TASKS = 100
"""Open tasks of one launch."""

PERSON = Actor("lena", departments=("product", "legal"), roles=("pm", "counsel"))


async def inbox(folder: Path, sizes: tuple[int, ...]) -> dict[str, dict[str, float]]:
    """p50 and p95 in milliseconds, by number of open tasks, on SQLite."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'inbox.db'}"
    await upgrade(url)
    database = Database(url)
    found, filled = {}, 0
    try:
        for size in sizes:
            await fill(database, filled, size)
            filled = size
            found[str(size)] = await _measure(Inbox(database))
    finally:
        await database.dispose()
    return found


async def fill(database: Database, filled: int, size: int) -> None:
    """Start launches until so many tasks are open; `filled` are."""
    plan = Plan(
        playbook="bench@1",
        digest="0" * 64,
        tier="T1",
        stages=(StagePlan("idea", "Idea"),),
        tasks=tuple(
            TaskPlan(f"t{number}", f"Task {number}", "idea", "product", sla_days=1 + number % 20)
            for number in range(TASKS)
        ),
        gates=(),
    )
    for number in range(filled // TASKS, size // TASKS):
        charter = Charter(f"INB-{number + 1}", f"Launch {number}", "Bench", "owner", "Measure", "Speed")
        outcome = start(StartLaunch(f"s{number}", PERSON, charter, plan), datetime.now(UTC))
        async with database.write() as conn:
            await project(conn, changes(None, outcome.launch, outcome.events))


async def _measure(inbox: Inbox, times: int = 200) -> dict[str, float]:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        page = await inbox.page(PERSON, limit=50)
        took.append((time.perf_counter() - began) * 1000)
        assert len(page.items) == 50, "the inbox has fewer entries than it should"
    return {"p50_ms": round(statistics.median(took), 2), "p95_ms": round(percentile(took, 95), 2)}
