"""One human act is one trace: from the request, through the update and the activity, to the SQL."""

import gc
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from cli.local.engine import LocalEngine
from telemetry.setup import Telemetry
from telemetry.sql import instrument_engine
from telemetry.temporal import tracing_plugins
from tests.support.eventually import eventually
from tests.telemetry.receiver import OtlpReceiver, ReceivedSpan
from tests.telemetry.toy import TASK_QUEUE, ToyLaunch, Writer, toy_app


class Toy:
    """The toy application, running."""

    def __init__(self, http: AsyncClient, launch: WorkflowHandle[ToyLaunch, None], writer: Writer) -> None:
        """Hold the door, the launch behind it, and what writes down."""
        self.http = http
        self.launch = launch
        self.writer = writer
        self._ended = False

    async def written(self, facts: int) -> None:
        """Wait until so many facts are written down; the first is that the launch started."""
        await eventually(lambda: self._has_written(facts))

    async def _has_written(self, facts: int) -> bool:
        return await self.launch.query(ToyLaunch.written) >= facts

    async def end(self) -> None:
        """Let the launch finish, once."""
        if not self._ended:
            self._ended = True
            await self.launch.execute_update(ToyLaunch.finish)
            await self.launch.result()

    async def vote(self, name: str, traceparent: str | None = None) -> None:
        """Vote through the door."""
        headers = {"traceparent": traceparent} if traceparent else {}
        answer = await self.http.post(f"/launches/{self.launch.id}/votes/{name}", headers=headers)
        assert answer.status_code == 200


@asynccontextmanager
async def running_toy(engine: LocalEngine, telemetry: Telemetry, path: Path, cached: int) -> AsyncIterator[Toy]:
    """Run every part in this process; `cached` is how many runs the worker keeps: 0 replays each task."""
    client = await Client.connect(engine.address, plugins=tracing_plugins(telemetry))
    sql = create_async_engine(f"sqlite+aiosqlite:///{path}")
    instrument_engine(sql.sync_engine, telemetry)
    app = toy_app(client, telemetry)
    queue = f"{TASK_QUEUE}-{uuid4()}"
    writer = Writer(sql)
    writer.may_close.set()
    worker = Worker(
        client,
        task_queue=queue,
        workflows=[ToyLaunch],
        activities=[writer.write],
        max_cached_workflows=cached,
        max_concurrent_workflow_task_polls=1 if cached == 0 else 5,
    )
    async with worker, AsyncClient(transport=ASGITransport(app), base_url="http://toy") as http:
        launch = await client.start_workflow(ToyLaunch.run, id=f"toy-{uuid4()}", task_queue=queue)
        toy = Toy(http, launch, writer)
        await toy.written(1)
        yield toy
        await toy.end()
    await sql.dispose()


@pytest.fixture(params=[100, 0], ids=["cached", "replaying every task"])
async def toy(
    request: pytest.FixtureRequest, engine: LocalEngine, telemetry: Telemetry, tmp_path: Path
) -> AsyncIterator[Toy]:
    """The toy, once with a warm worker and once with one that has to replay for each task."""
    async with running_toy(engine, telemetry, tmp_path / "toy.db", request.param) as running:
        yield running


def chain(spans: list[ReceivedSpan], leaf: ReceivedSpan) -> list[str]:
    """The names from a span up to its root."""
    by_id = {span.span_id: span for span in spans}
    names, at = [leaf.name], leaf
    while at.parent_id in by_id:
        at = by_id[at.parent_id]
        names.append(at.name)
    return names


def sql_spans(spans: list[ReceivedSpan]) -> list[ReceivedSpan]:
    """The statements."""
    return [span for span in spans if "db.query.text" in span.attributes]


async def everything(toy: Toy, receiver: OtlpReceiver, telemetry: Telemetry) -> list[ReceivedSpan]:
    """End the launch and flush: what was sent from first to last."""
    await toy.end()
    telemetry.shutdown()
    return receiver.spans()


async def test_an_act_is_one_tree_without_doubled_spans(toy: Toy, receiver: OtlpReceiver, telemetry: Telemetry) -> None:
    """Each span hangs under the one that caused it, and is there once, however often a run is replayed."""
    await toy.vote("go")
    await toy.written(2)
    await toy.vote("no")
    spans = await everything(toy, receiver, telemetry)
    roots = [span for span in spans if span.name.startswith("POST") and span.parent_id is None]
    assert len(roots) == 2
    for root in roots:
        tree = [span for span in spans if span.trace_id == root.trace_id]
        (statement,) = sql_spans(tree)
        assert chain(tree, statement) == [
            statement.name,
            "RunActivity:write",
            "StartActivity:write",
            "HandleUpdate:vote",
            "StartWorkflowUpdate:vote",
            "POST /launches/{launch}/votes/{name}",
        ]
        names = Counter(span.name for span in tree)
        assert set(names.values()) == {1}, names
        assert set(names) == set(chain(tree, statement))
    assert len({span.span_id for span in spans}) == len(spans)


async def test_starting_is_an_act_too(toy: Toy, receiver: OtlpReceiver, telemetry: Telemetry) -> None:
    """What a launch begins with is written down in the trace of whoever started it."""
    spans = await everything(toy, receiver, telemetry)

    (statement,) = sql_spans(spans)
    assert chain(spans, statement)[1:] == [
        "RunActivity:write",
        "StartActivity:write",
        "StartWorkflow:ToyLaunch",
    ]


async def test_what_no_act_caused_is_a_trace_of_its_own(toy: Toy, receiver: OtlpReceiver, telemetry: Telemetry) -> None:
    """A deadline that passes days later does not grow the trace of an old act."""
    await toy.launch.signal(ToyLaunch.remind)
    await toy.written(2)
    spans = await everything(toy, receiver, telemetry)

    reminder = sql_spans(spans)[-1]
    assert chain(spans, reminder)[1:] == ["RunActivity:write", "StartActivity:write"]


async def test_the_span_over_the_whole_run_is_not_sent(toy: Toy, receiver: OtlpReceiver, telemetry: Telemetry) -> None:
    """It would stay open for months; nothing refers to it, so no trace has a hole."""
    await toy.vote("go")
    spans = await everything(toy, receiver, telemetry)
    assert not [span for span in spans if span.name.startswith("RunWorkflow")]
    known = {span.span_id for span in spans}
    assert [span.name for span in spans if span.parent_id and span.parent_id not in known] == []


async def test_a_batch_continues_the_first_act_and_links_to_the_others(
    toy: Toy, receiver: OtlpReceiver, telemetry: Telemetry
) -> None:
    """Two people whose acts are written down together each find the writing from their own trace."""
    await toy.launch.signal(ToyLaunch.pause, True)
    await toy.vote("go")
    await toy.vote("no")
    await toy.launch.signal(ToyLaunch.pause, False)
    await toy.written(3)
    spans = await everything(toy, receiver, telemetry)

    _, writing = [span for span in spans if span.name == "RunActivity:write"]
    first, second = sorted((span for span in spans if span.name == "HandleUpdate:vote"), key=lambda span: span.start)
    assert writing.trace_id == first.trace_id
    assert writing.links == ((second.trace_id, second.span_id),)


async def test_a_context_that_the_workflow_carries_itself_goes_first(
    toy: Toy, receiver: OtlpReceiver, telemetry: Telemetry
) -> None:
    """And it uses the pending acts up: what follows without an act is still a trace of its own."""
    await toy.launch.signal(ToyLaunch.pause, True)
    await toy.vote("go")
    await toy.vote("carried")
    await toy.launch.signal(ToyLaunch.pause, False)
    await toy.written(3)
    await toy.launch.signal(ToyLaunch.remind)
    await toy.written(4)
    spans = await everything(toy, receiver, telemetry)

    first, second = sorted((span for span in spans if span.name == "HandleUpdate:vote"), key=lambda span: span.start)
    _, writing, reminding = [span for span in spans if span.name == "RunActivity:write"]
    assert (writing.trace_id, writing.links) == (second.trace_id, ((first.trace_id, first.span_id),))
    assert chain(spans, reminding) == ["RunActivity:write", "StartActivity:write"]


async def test_who_was_written_down_meanwhile_is_let_go(toy: Toy, receiver: OtlpReceiver, telemetry: Telemetry) -> None:
    """The next writing belongs to who caused it, and not to an act that a door wrote down."""
    toy.writer.may_close.clear()
    for name in ("go", "no"):
        await toy.vote(name)
    toy.writer.by_doors = 1
    toy.writer.may_close.set()
    await toy.written(3)
    await toy.launch.signal(ToyLaunch.remind)
    await toy.written(4)
    spans = await everything(toy, receiver, telemetry)

    *_, reminding = [span for span in spans if span.name == "RunActivity:write"]
    assert (chain(spans, reminding), reminding.links) == (["RunActivity:write", "StartActivity:write"], ())


async def test_the_callers_trace_is_continued(toy: Toy, receiver: OtlpReceiver, telemetry: Telemetry) -> None:
    """A `traceparent` from outside is the root of everything that follows."""
    trace_id = uuid4().hex
    await toy.vote("go", traceparent=f"00-{trace_id}-00f067aa0ba902b7-01")
    spans = await everything(toy, receiver, telemetry)

    assert [span.trace_id for span in sql_spans(spans)][1:] == [trace_id]
    assert {span.parent_id for span in spans if span.name.startswith("POST")} == {"00f067aa0ba902b7"}


async def test_health_checks_are_not_traced(toy: Toy, receiver: OtlpReceiver, telemetry: Telemetry) -> None:
    """A probe every few seconds would drown what people did."""
    assert (await toy.http.get("/health/live")).status_code == 200
    await toy.vote("go")
    spans = await everything(toy, receiver, telemetry)

    assert not [span for span in spans if span.name.startswith("GET")]


async def test_statements_are_sent_without_their_values(toy: Toy, receiver: OtlpReceiver, telemetry: Telemetry) -> None:
    """A rationale in a statement's parameters is nobody's business in a trace viewer."""
    await toy.vote("go")
    statements = sql_spans(await everything(toy, receiver, telemetry))

    assert all("select ?" in statement.attributes.values() for statement in statements)


async def test_letting_go_of_a_launch_under_way_is_quiet(
    engine: LocalEngine, telemetry: Telemetry, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A worker that stops, or makes room, evicts launches that wait for people: no news, and no spans."""
    async with running_toy(engine, telemetry, tmp_path / "toy.db", cached=0) as toy:
        await toy.vote("go")
        await toy.vote("no")
    gc.collect()  # what was evicted is closed now, wherever it was

    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
