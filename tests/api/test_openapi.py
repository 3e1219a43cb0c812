"""The API describes itself, completely and without the internet."""

import hashlib
import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from api import docs
from api.schemas.base import Out
from api.schemas.changes import DifferenceOut, ImpactOut, ItemOut, VoidedWordOut
from api.schemas.evidence import EvidenceOut
from api.schemas.explanations import ExplanationOut, MissingOut, ReasonOut, StepOut
from api.schemas.gates import (
    AttemptOut,
    AttestationOut,
    CriterionOut,
    DecisionOut,
    GateOut,
    OutdatedOut,
    PartOut,
    ProposalOut,
    ScorecardOut,
    ScoreItemOut,
    ScoreOut,
    SubjectOut,
    VoidOut,
    VoteOut,
)
from api.schemas.launches import ChangeMadeOut, EventOut, ExpressionOut, LaunchOut, StageOut, SuspensionOut
from api.schemas.metrics import MetricOut, ReadingOut
from api.schemas.overrides import OverrideOut, VoidedOut, WaivedOut, WaiverOut
from api.schemas.people import PersonOut
from api.schemas.playbooks import PlaybookOut
from api.schemas.tasks import CheckOut, PreviousOut, TaskOut
from domain.events import Event
from domain.launch import explanation, impact, ledger, scorecard, state, views
from domain.launch.subject import Part
from service.people import Person
from service.playbooks import PublishedPlaybook
from tests.api.driver import Driver

STATIC = Path(docs.__file__).parent / "static"
COMMAND = {"400", "403", "404", "409", "413", "415", "422"}


@pytest.fixture(scope="module")
async def described(api: Driver) -> Any:
    """The description, as anybody gets it."""
    reply = await api.client().get("/api/v1/openapi.json")
    assert reply.status_code == 200
    return reply.json()


def operations(described: Any) -> list[tuple[str, str, Any]]:
    """Method, path and description of every operation."""
    return [
        (method, path, operation) for path, found in described["paths"].items() for method, operation in found.items()
    ]


async def test_every_operation_is_described(described: Any) -> None:
    """In words, with a name, a reply with a schema, and what it takes to call it."""
    names = [operation["operationId"] for _, _, operation in operations(described)]
    assert len(set(names)) == len(names)
    for method, path, operation in operations(described):
        said = f"{method} {path}"
        assert operation["summary"], said
        assert operation["description"].endswith("."), said
        assert len(operation["tags"]) == 1, said
        good = [response for status, response in operation["responses"].items() if status in {"200", "201"}]
        assert len(good) == 1, said
        media_type = "application/octet-stream" if operation["operationId"] == "download_file" else "application/json"
        assert good[0]["content"][media_type]["schema"], said
        assert bool(operation.get("security")) == path.startswith("/api/v1/"), said
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description") or parameter["schema"].get("enum") or parameter["in"] == "query", said


async def test_every_refusal_is_described(described: Any) -> None:
    """As a problem, with the statuses that such an operation can give."""
    for method, path, operation in operations(described):
        statuses = set(operation["responses"])
        if not path.startswith("/api/v1/"):
            continue
        assert statuses >= {"401", "500", "503"}, path
        if method == "post":
            assert statuses >= COMMAND, path
            assert "202" in statuses, path
        if operation.get("parameters"):
            assert "422" in statuses, path
        if "{" in path:
            assert "404" in statuses, path
        headers = {parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "header"}
        assert ("Idempotency-Key" in headers) == (method == "post"), path
        assert ("If-Match" in headers) == ("412" in statuses), path
        for status in statuses:
            if int(status) >= 400:
                assert list(operation["responses"][status]["content"]) == ["application/problem+json"], path


async def test_every_reference_leads_somewhere(described: Any) -> None:
    """No schema is missing."""
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(described)))

    assert named <= set(described["components"]["schemas"])
    assert "Problem" in named


@pytest.mark.parametrize(
    ("model", "view"),
    [
        (LaunchOut, views.LaunchView),
        (StageOut, views.StageView),
        (TaskOut, views.TaskView),
        (CheckOut, views.CheckView),
        (PreviousOut, views.PreviousView),
        (GateOut, views.GateView),
        (CriterionOut, views.CriterionView),
        (AttestationOut, state.Attestation),
        (VoteOut, state.Vote),
        (DecisionOut, state.Decision),
        (SuspensionOut, ledger.Suspension),
        (ProposalOut, state.Proposal),
        (AttemptOut, state.Attempt),
        (OverrideOut, ledger.Override),
        (VoidedOut, ledger.Voided),
        (WaivedOut, views.WaiverView),
        (WaiverOut, ledger.Waiver),
        (ExplanationOut, explanation.Explanation),
        (ReasonOut, explanation.Reason),
        (MissingOut, explanation.Missing),
        (StepOut, explanation.Step),
        (ScoreOut, state.Score),
        (ScorecardOut, scorecard.Scorecard),
        (ScoreItemOut, scorecard.ScoreItem),
        (MetricOut, views.MetricView),
        (ReadingOut, state.Reading),
        (ExpressionOut, views.ExpressionView),
        (EventOut, Event),
        (ChangeMadeOut, state.ChangeMade),
        (VoidOut, state.Void),
        (OutdatedOut, state.Outdated),
        (SubjectOut, views.SubjectView),
        (PartOut, Part),
        (ImpactOut, impact.Impact),
        (ItemOut, impact.Item),
        (VoidedWordOut, impact.VoidedWord),
        (DifferenceOut, impact.Difference),
        (PersonOut, Person),
        (PlaybookOut, PublishedPlaybook),
    ],
)
def test_nothing_of_a_view_is_forgotten(model: type[Out], view: Any) -> None:
    """A field added to a view is shown, or left out on purpose."""
    assert set(model.model_fields) == {field.name for field in fields(view)}


def test_nothing_of_evidence_is_forgotten() -> None:
    """It is flattened: the label and what it labels are one thing to callers."""
    assert set(EvidenceOut.model_fields) == {field.name for field in fields(state.Evidence)} | {
        *("launch", "local_id", "expired")
    }


async def test_the_pages_need_no_internet(api: Driver) -> None:
    """Everything they load is ours, and is there."""
    page = (await api.client().get("/docs")).text

    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
    for path in re.findall(r"(?:src|href)=\"([^\"]+)\"", page):
        assert (await api.client().get(path)).status_code == 200, path
    assert "<script>" not in page


def test_vendored_files_are_as_published() -> None:
    """The manifest names every file with its digest, and the licence lies beside them."""
    vendor = STATIC / "vendor"
    for package in json.loads((vendor / "MANIFEST.json").read_text())["packages"]:
        folder = vendor / package["folder"]
        assert package["version"]
        assert package["license"]
        assert "LICENSE" in package["files"]
        found = {path.name: f"sha256-{hashlib.sha256(path.read_bytes()).hexdigest()}" for path in folder.iterdir()}
        assert found == package["files"]
