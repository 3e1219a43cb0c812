"""`python -m bench.bare.api`: the least endpoint that passes a vote on."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI, Request
from pydantic import BaseModel
from temporalio.client import Client

from bench.bare.workflow import BareVote, BareWorkflow


class VoteIn(BaseModel):
    """A ballot as JSON."""

    voter: str
    choice: str


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Connect once."""
    app.state.client = await Client.connect(os.environ["SLIPWAY_TEMPORAL_ADDRESS"])
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/health/ready")
async def ready() -> dict[str, str]:
    """Say so."""
    return {"engine": "ok"}


@app.post("/votes/{workflow_id}")
async def vote(workflow_id: str, body: VoteIn, request: Request) -> dict[str, int]:
    """Pass one vote on."""
    handle = request.app.state.client.get_workflow_handle(workflow_id)
    return {"votes": await handle.execute_update(BareWorkflow.vote, BareVote(body.voter, body.choice))}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["SLIPWAY_PORT"]), log_level="warning")
