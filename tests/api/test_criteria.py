"""Criteria that measure, over HTTP: documents, metrics, scores and expressions."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.driver import Driver
from tests.api.test_delegations import act, end, hand_over
from tests.api.test_evidence import PIECE

MEASURED = (Path(__file__).parent / "measured.yaml").read_text()
CHURN = {"metric": "churn", "unit": "%", "source": "the warehouse"}


@pytest.fixture(scope="module")
async def measured(api: Driver) -> Driver:
    """With a playbook that measures."""
    headers = {"Content-Type": "application/yaml"}
    published = await api.by("opal").post("/api/v1/playbooks", content=MEASURED, headers=headers)
    assert published.status_code == 201, published.text
    return api


async def criterion(api: Driver, key: str, name: str, person: str = "pia") -> dict[str, Any]:
    """How a criterion of the gate stands."""
    gate = await api.get(person, f"/gates/{key}.G1")
    found: dict[str, Any] = next(one for one in gate["criteria"] if one["id"] == name)
    return found


async def read(api: Driver, key: str, value: str, person: str = "erin", **fields: Any) -> Any:
    """Record a reading of today."""
    body = {**CHURN, "value": value, "observed_at": datetime.now(UTC).isoformat(), **fields}
    return (await api.do(person, f"/launches/{key}/readings", expect=201, **body)).json()


async def opened(api: Driver) -> str:
    """A launch whose gate is open."""
    key = await api.launch(playbook="measured")
    await api.do("emil", f"/tasks/{key}.make/complete", note="made")
    return key


async def test_a_metric_within_bounds(measured: Driver) -> None:
    """The latest reading counts; the finding says value, bound, age and who recorded it; the history is kept."""
    key = await opened(measured)
    assert (await criterion(measured, key, "churn"))["why"] == "no reading of Churn yet; at most 2.5 asked"

    await read(measured, key, "2.6")
    assert not (await criterion(measured, key, "churn"))["passed"]
    view = await read(measured, key, "2.50")
    late = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    await read(measured, key, "9", observed_at=late)

    assert (view["latest"]["value"], view["latest"]["by"], view["readings"]) == ("2.50", "erin", 2)
    assert await criterion(measured, key, "churn") == {
        "id": "churn",
        "title": "Few leave",
        "level": "must",
        "kind": "metric",
        "passed": True,
        "why": f"Churn is 2.50 %, at most 2.5 asked; observed {datetime.now(UTC):%Y-%m-%d}; recorded by erin",
        "waived": None,
    }
    first = await measured.get("pia", f"/launches/{key}/metrics/churn/readings", limit=2)
    rest = await measured.get("pia", f"/launches/{key}/metrics/churn/readings", cursor=first["next_cursor"])
    assert [one["value"] for one in (*first["items"], *rest["items"])] == ["9", "2.50", "2.6"]
    (metric,) = (await measured.get("pia", f"/launches/{key}/metrics"))["items"]
    assert (metric["latest"]["value"], metric["readings"], metric["baseline"]) == ("2.50", 3, "3.5")


@pytest.mark.parametrize(
    ("person", "fields", "status", "pointer"),
    [
        pytest.param("erin", {"value": "NaN"}, 422, "/value", id="not a number"),
        pytest.param("erin", {"value": "1e5"}, 422, "/value", id="an exponent"),
        pytest.param("erin", {"value": 2}, 422, "/value", id="a number that is not text"),
        pytest.param("erin", {"unit": "people"}, 422, "/unit", id="another unit"),
        pytest.param("erin", {"metric": "nps"}, 422, "/metric", id="another metric"),
        pytest.param("erin", {"observed_at": "2150-01-01T00:00:00Z"}, 422, "/observed_at", id="the future"),
        pytest.param("quin", {}, 403, None, id="another department"),
    ],
)
async def test_a_reading_that_is_refused(
    measured: Driver, person: str, fields: dict[str, Any], status: int, pointer: str | None
) -> None:
    """By field, or because it is not theirs to record."""
    key = await measured.launch(playbook="measured")
    body = {**CHURN, "value": "2", "observed_at": datetime.now(UTC).isoformat(), **fields}

    refused = (await measured.do(person, f"/launches/{key}/readings", expect=status, **body)).json()

    assert [one["pointer"] for one in refused["errors"]] == ([pointer] if pointer else [])
    assert (await measured.get("pia", f"/launches/{key}/metrics"))["items"][0]["readings"] == 0


async def test_scores_are_weighted_and_by_role(measured: Driver) -> None:
    """Each item by its roles, all of them, then the weighted mean of the means decides."""
    key = await opened(measured)
    path = f"/gates/{key}.G1/scores"

    inbox = (await measured.get("quin", "/inbox"))["items"]
    assert [(one["act"], one["part"]) for one in inbox if one["launch"] == key] == [("score", "qa_lead")]
    foreign = await measured.do("quin", path, expect=422, scores={"strategy": 7, "risk": 7})
    assert [one["pointer"] for one in foreign.json()["errors"]] == ["/scores/risk"]
    await measured.do("dora", path, expect=403, scores={"strategy": 7})
    await measured.do("quin", path, scores={"strategy": 4}, rationale="Far from our strategy")
    assert (await criterion(measured, key, "fit"))["why"] == "1 scored, 1 still expected"
    await measured.do("sami", path, scores={"strategy": 8, "risk": 6})

    found = await criterion(measured, key, "fit")
    assert (found["passed"], found["why"]) == (
        True,
        "60.0 %, 60 % asked; 2 scored, agreement medium (at most 4 points apart)",
    )


async def test_unrevealed_scores_leak_nowhere(measured: Driver) -> None:
    """Two launches that differ in hidden scores alone look the same to everybody else, wherever they look."""
    seen = []
    for score, words in ((1, "Hopeless idea"), (10, "Splendid idea")):
        key = await opened(measured)
        scored = await measured.do("quin", f"/gates/{key}.G1/scores", scores={"strategy": score}, rationale=words)
        assert scored.json()["scores"][0]["scores"] == {"strategy": score}
        await measured.settled()
        for person in ("sami", "pia", "dora", "opal"):
            gate = await measured.by(person).get(f"/api/v1/gates/{key}.G1")
            said = gate.json()
            assert said["scores"] == []
            seen.append((person, gate.headers["ETag"], said["criteria"], said["waiting"], said["to_score"]))
            for path in ("/inbox", f"/launches/{key}", f"/launches/{key}/gates", f"/launches/{key}/events"):
                assert words not in str(await measured.get(person, path)), f"{person} reads {path}"
            log = (await measured.get(person, f"/launches/{key}/events"))["items"]
            assert [one["data"]["scores"] for one in log if one["action"] == "gate.scored"] == [{}]
    assert seen[:4] == seen[4:]


async def test_an_expression_is_evaluated_when_a_fact_changes(measured: Driver) -> None:
    """By each command that changes what it rests on, and again by the decision."""
    key = await measured.launch(playbook="measured")
    await read(measured, key, "2.0")
    await measured.do("otto", f"/launches/{key}/evidence", expect=201, **PIECE)
    await measured.do("emil", f"/tasks/{key}.make/complete", note="made")
    found = await criterion(measured, key, "proven")
    assert found["passed"], found["why"]

    await measured.do("otto", f"/launches/{key}/evidence", expect=201, **{**PIECE, "supports": False})
    found = await criterion(measured, key, "proven")
    assert not found["passed"]
    assert "evidence.user_feedback.contradicting is 1" in found["why"]
    log = (await measured.get("pia", f"/launches/{key}/events"))["items"]
    assert [one["data"]["passed"] for one in log if one["action"] == "criterion.evaluated"] == [
        False,
        False,
        True,
        False,
    ]


async def test_a_gate_that_measures_goes(measured: Driver) -> None:
    """Refused while anything is missing, and let through once nothing is."""
    key = await opened(measured)
    decision: dict[str, Any] = {"decision": "go", "rationale": "All of it holds"}
    refused = (await measured.do("dora", f"/gates/{key}.G1/decision", expect=409, **decision)).json()
    assert [one.partition(":")[0] for one in refused["waiting"]] == ["Few leave", "It fits", "Proven"]

    await read(measured, key, "1.5")
    await measured.do("otto", f"/launches/{key}/evidence", expect=201, **PIECE)
    await measured.do("quin", f"/gates/{key}.G1/scores", scores={"strategy": 9})
    await measured.do("sami", f"/gates/{key}.G1/scores", scores={"strategy": 9, "risk": 9})
    decided = await measured.do("dora", f"/gates/{key}.G1/decision", **decision)

    assert decided.json()["state"] == "passed"


async def test_a_document_is_present(measured: Driver) -> None:
    """Known by its digest; one without does not count."""
    key = await opened(measured)
    document = {**PIECE, "type": "document", "title": "The launch plan"}
    await measured.do("otto", f"/launches/{key}/evidence", expect=201, **document)
    assert (await criterion(measured, key, "plan"))["why"] == "“The launch plan” has no digest; upload the file"

    await measured.do("otto", f"/launches/{key}/evidence", expect=201, **document, sha256="a" * 64)

    assert (await criterion(measured, key, "plan"))["passed"]


async def test_a_substitute_and_the_principal_score_once(measured: Driver) -> None:
    """The later score counts, with whose it took the place of; nobody scores twice by being a substitute."""
    key = await opened(measured)
    path = f"/gates/{key}.G1/scores"
    made = [await hand_over(measured, principal, "lena") for principal in ("quin", "sami")]
    try:
        first = await act(measured, "lena", "quin", path, scores={"strategy": 2})
        assert [(one["scorer"], one["on_behalf_of"]) for one in first["scores"]] == [("lena", "quin")]
        twice = await act(measured, "lena", "sami", path, expect=409, scores={"strategy": 9, "risk": 9})
        assert "one person speaks once" in twice["detail"]
        await measured.do("quin", path, scores={"strategy": 8})
        await act(measured, "lena", "sami", path, scores={"strategy": 8, "risk": 9})
    finally:
        for one, by in zip(made, ("quin", "sami"), strict=True):
            await end(measured, one, by)

    shown = await measured.get("pia", f"/gates/{key}.G1")
    found = {one["scorer"]: (one["on_behalf_of"], one["roles"], one["replaces"]) for one in shown["scores"]}
    assert found == {"quin": (None, ["qa_lead"], ["lena"]), "lena": ("sami", ["security_lead"], [])}
    assert "2 scored" in (await criterion(measured, key, "fit"))["why"]
