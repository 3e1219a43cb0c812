"""The worker: the process that runs launches and their side effects."""

from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.project import ProjectActivities
from store.database import Database
from telemetry.waits import Waits
from workflows.launch import LaunchWorkflow

GRACE = timedelta(seconds=30)
"""What an activity under way gets to finish when the worker is told to stop."""


def make_worker(
    client: Client, database: Database, waits: Waits, *, task_queue: str, window: timedelta = timedelta()
) -> Worker:
    """A worker for launches. Run it with `async with` or `run()`. `window` is how long deliveries stay open."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[LaunchWorkflow],
        # Costs 5 ms a vote, and what it would catch is caught before: `tests/replay` runs every shape of launch
        # inside the sandbox, and the rules and workflows may import nothing that has a clock or a die.
        workflow_runner=UnsandboxedWorkflowRunner(),
        activities=[ProjectActivities(database, waits, window).project],
        # A delivery that stays open does nothing, yet holds its place.
        max_concurrent_activities=1000,
        graceful_shutdown_timeout=GRACE,
        max_cached_workflows=2000,
    )
