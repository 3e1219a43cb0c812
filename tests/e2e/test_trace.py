"""One human act is one trace, through real processes: request, update, rules, delivery, SQL."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bench.stack import Stack, stack
from service.container import open_slipway
from service.people import Department, Organisation, Person, Role
from service.settings import Settings
from store.migrate import upgrade
from tests.support.eventually import eventually
from tests.telemetry.receiver import OtlpReceiver, ReceivedSpan

ORGANISATION = Organisation(
    departments=(Department("product", "Product"), Department("engineering", "Engineering")),
    roles=(Role("pm", "Product manager"), Role("engineer", "Engineer")),
    people=(
        Person("pia", "Pia", "pia@example.org", departments=("product",)),
        Person("erin", "Erin", "erin@example.org", departments=("engineering",), roles=("engineer",)),
        Person("paul", "Paul", "paul@example.org", roles=("pm",)),
    ),
)

WITHIN = 20.0
"""Seconds until a batch of spans must have been sent."""


@pytest.fixture
def receiver() -> Iterator[OtlpReceiver]:
    """A collector."""
    with OtlpReceiver() as running:
        yield running


@pytest.fixture
async def traced(
    receiver: OtlpReceiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Stack, dict[str, str]]]:
    """Engine, worker and API, exporting; and the tokens of three people."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url)
    monkeypatch.setenv("OTEL_METRICS_EXPORTER", "none")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
    monkeypatch.setenv("SLIPWAY_DELIVERY_WINDOW_S", "0")  # so that each act has a delivery of its own
    url = f"sqlite:///{tmp_path / 'slipway.db'}"
    await upgrade(url)
    async with stack(tmp_path, worker="worker", api="api", database_url=url) as running:
        uses = await open_slipway(Settings(temporal_address=running.engine.address, database_url=SecretStr(url)))
        await uses.people.load_organisation(ORGANISATION)
        await uses.playbooks.publish_shipped()
        tokens = {person.id: (await uses.tokens.issue(person.id, "test")).plaintext for person in ORGANISATION.people}
        await uses.close()
        yield running, tokens


async def act(running: Stack, token: str, path: str, body: dict[str, object]) -> httpx.Response:
    """POST as somebody."""
    async with httpx.AsyncClient(base_url=f"{running.url}/api/v1", timeout=30) as http:
        answer = await http.post(path, json=body, headers={"Authorization": f"Bearer {token}"})
    assert answer.is_success, answer.text
    return answer


async def all_delivered(running: Stack, key: str) -> bool:
    """Whether no delivery is open, nor about to be."""
    found = (await running.client.get_workflow_handle(f"launch/{key}").describe()).raw_description
    return not found.pending_activities and not found.HasField("pending_workflow_task")


def names_up_from(leaf: ReceivedSpan, tree: list[ReceivedSpan]) -> list[str]:
    """The names from a span up to its root."""
    by_id = {span.span_id: span for span in tree}
    names = [leaf.name]
    while leaf.parent_id in by_id:
        leaf = by_id[leaf.parent_id]
        names.append(leaf.name)
    return names


@pytest.mark.e2e
async def test_a_decision_is_one_trace(traced: tuple[Stack, dict[str, str]], receiver: OtlpReceiver) -> None:
    """From the request to the SQL of the worker; the wait before it is a span of its own that links here."""
    running, tokens = traced
    wanted: dict[str, object] = {
        "playbook": "express@1",
        "tier": "T3",
        "title": "Dark mode",
        "product": "Aurora",
        "objective": "Fewer tickets",
        "user_need": "Read at night",
        "facts": {"reversible": True},
    }
    key = (await act(running, tokens["pia"], "/launches", wanted)).json()["key"]
    await act(running, tokens["pia"], f"/tasks/{key}.describe_change/complete", {"note": "Described"})
    await act(running, tokens["erin"], f"/tasks/{key}.make_change/complete", {"note": "Made"})
    await receiver.arrived(lambda spans: sum(span.name == "wait task" for span in spans) == 2, within=WITHIN)
    await eventually(lambda: all_delivered(running, key), within=WITHIN)  # else an open delivery covers the decision
    decided = await act(
        running, tokens["paul"], f"/gates/{key}.ship/decision", {"decision": "go", "rationale": "Small and undone fast"}
    )
    trace_id = decided.headers["Slipway-Trace"]

    def in_trace(spans: Iterable[ReceivedSpan]) -> list[ReceivedSpan]:
        return [span for span in spans if span.trace_id == trace_id]

    def all_here(spans: Iterable[ReceivedSpan]) -> bool:
        kept = list(spans)
        delivered = any(span.name.startswith("RunActivity") for span in in_trace(kept))
        answered = any(span.parent_id is None for span in in_trace(kept))
        return delivered and answered and any(span.name == "wait gate" for span in kept)

    await receiver.arrived(all_here, within=WITHIN)
    tree = in_trace(receiver.spans())
    statement = next(span for span in tree if span.service == "slipway-worker" and "db.query.text" in span.attributes)
    assert names_up_from(statement, tree)[1:] == [
        "RunActivity:project",
        "StartActivity:project",
        "HandleUpdate:decide",
        "StartWorkflowUpdate:decide",
        "POST /api/v1/gates/{gate_id}/decision",
    ]
    assert len({span.span_id for span in tree}) == len(tree)
    (root,) = [span for span in tree if span.parent_id is None]
    assert root.service == "slipway-api"

    waits = Counter(span.name for span in receiver.spans() if span.name.startswith("wait "))
    assert waits == {"wait task": 2, "wait gate": 1}  # two bring what was done into the read model, and one tells
    (wait,) = [span for span in receiver.spans() if span.name == "wait gate"]
    assert wait.service == "slipway-api"
    assert wait.attributes["launch.id"] == key
    assert wait.links[0][0] == trace_id
    assert wait.end > wait.start
