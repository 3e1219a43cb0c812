"""The worker: the process that runs launches and their side effects."""

from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker

from activities.project import ProjectActivities
from store.database import Database
from telemetry.waits import Waits
from workflows.launch import LaunchWorkflow

GRACE = timedelta(seconds=30)
"""What an activity under way gets to finish when the worker is told to stop."""


def make_worker(client: Client, database: Database, waits: Waits, *, task_queue: str) -> Worker:
    """A worker for launches. Run it with `async with` or `run()`."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[LaunchWorkflow],
        activities=[ProjectActivities(database, waits).project],
        graceful_shutdown_timeout=GRACE,
        max_cached_workflows=2000,
    )
