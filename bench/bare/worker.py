"""`python -m bench.bare.worker`."""

import asyncio
import os

from temporalio.client import Client
from temporalio.worker import Worker

from bench.bare.workflow import BareWorkflow


async def main() -> None:
    """Serve until ended."""
    client = await Client.connect(os.environ["SLIPWAY_TEMPORAL_ADDRESS"])
    await Worker(client, task_queue="bare", workflows=[BareWorkflow], max_cached_workflows=2000).run()


if __name__ == "__main__":
    asyncio.run(main())
