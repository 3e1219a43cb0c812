"""Bad input gets an error that names the field, and changes nothing."""

from typing import Any

import httpx
import pytest

from tests.api.driver import Driver
from tests.api.test_evidence import PIECE

HOLD = {"reason": "A pause"}
CONDITION = {"title": "Guide", "department": "product", "owner": "pia", "before_gate": "G2", "due_days": 3}
DECISION = {"decision": "conditional_go", "rationale": "Nearly"}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        pytest.param({"colour": "blue"}, "/colour", id="unknown field"),
        pytest.param({"a/b~c": 1}, "/a~1b~0c", id="pointers are escaped"),
        pytest.param({"title": ""}, "/title", id="empty"),
        pytest.param({"title": "x" * 201}, "/title", id="too long"),
        pytest.param({"title": "two\nlines"}, "/title", id="two lines"),
        pytest.param({"title": "bell \u0007"}, "/title", id="control character"),
        pytest.param({"objective": "nul \u0000"}, "/objective", id="NUL"),
        pytest.param({"objective": "x" * 4001}, "/objective", id="long text too long"),
        pytest.param({"priority": "3"}, "/priority", id="a number as text"),
        pytest.param({"priority": True}, "/priority", id="a boolean as number"),
        pytest.param({"priority": 6}, "/priority", id="out of range"),
        pytest.param({"target_date": 0}, "/target_date", id="a date as number"),
        pytest.param({"target_date": "0001-01-01"}, "/target_date", id="an implausible date"),
        pytest.param({"prefix": "a-b"}, "/prefix", id="a bad prefix"),
        pytest.param({"owner": "x" * 129}, "/owner", id="a long id"),
        pytest.param({"owner": "nobody"}, "/owner", id="unknown person"),
        pytest.param({"playbook": "nix"}, "/playbook", id="unknown playbook"),
        pytest.param({"playbook": "pilot@9"}, "/playbook", id="unknown version"),
        pytest.param({"tier": "T9"}, "/tier", id="unknown tier"),
        pytest.param({"facts": {"nix": True}}, "/facts/nix", id="unknown fact"),
        pytest.param({"facts": {"reversible": 1}}, "/facts/reversible", id="a wrong answer"),
        pytest.param({"facts": {f"f{n}": 1 for n in range(101)}}, "/facts", id="too many facts"),
    ],
)
async def test_starting(api: Driver, change: dict[str, Any], pointer: str) -> None:
    """Each wrong field of a launch is pointed at."""
    await refused(api, "pia", "/launches", api.wanted(**change), pointer)


@pytest.mark.parametrize(
    ("person", "path", "body", "pointer"),
    [
        pytest.param("pia", "/launches/{key}/hold", {}, "/reason", id="missing"),
        pytest.param("pia", "/launches/{key}/hold", {"reason": " "}, "/reason", id="blank"),
        pytest.param("pia", "/launches/{key}/cancel", {"reason": None}, "/reason", id="null"),
        pytest.param("erin", "/tasks/{key}.make/claim", {"force": True}, "/force", id="claim takes nothing"),
        pytest.param("erin", "/tasks/{key}.make/complete", {"note": ["x"]}, "/note", id="a list for text"),
        pytest.param(
            "lena", "/gates/{key}.G1/attestations", {"department": "legal", "ready": "yes"}, "/ready", id="yes"
        ),
        pytest.param(
            "lena", "/gates/{key}.G1/attestations", {"department": "hr", "ready": True}, "/department", id="hr"
        ),
        pytest.param(
            "lena", "/gates/{key}.G1/attestations", {"department": "legal", "ready": False}, "/note", id="why"
        ),
        pytest.param("quin", "/gates/{key}.G1/votes", {"choice": "maybe"}, "/choice", id="no such choice"),
        pytest.param("quin", "/gates/{key}.G1/votes", {"choice": "reject"}, "/rationale", id="reject, but why"),
        pytest.param("quin", "/gates/{key}.G1/votes", {"choice": "approve", "seat": "pm"}, "/seat", id="not my seat"),
        pytest.param("dora", "/gates/{key}.G1/decision", {**DECISION, "decision": "yes"}, "/decision", id="decision"),
        pytest.param("dora", "/gates/{key}.G1/decision", {**DECISION, "rationale": ""}, "/rationale", id="rationale"),
        pytest.param("dora", "/gates/{key}.G1/decision", DECISION, "/conditions", id="no conditions"),
        pytest.param(
            "dora",
            "/gates/{key}.G1/decision",
            {**DECISION, "conditions": [{**CONDITION, "owner": 7}]},
            "/conditions/0/owner",
            id="inside a condition",
        ),
        pytest.param(
            "dora",
            "/gates/{key}.G1/decision",
            {**DECISION, "conditions": [CONDITION, {**CONDITION, "before_gate": "G1"}]},
            "/conditions/1/before_gate",
            id="a condition before this very gate",
        ),
        pytest.param("otto", "/launches/{key}/evidence", {**PIECE, "type": "rumour"}, "/type", id="evidence type"),
        pytest.param("otto", "/launches/{key}/evidence", {**PIECE, "strength": 0}, "/strength", id="strength"),
        pytest.param("otto", "/launches/{key}/evidence", {**PIECE, "sha256": "ab"}, "/sha256", id="sha256"),
        pytest.param("otto", "/launches/{key}/evidence", {**PIECE, "target": "G9"}, "/target", id="no such target"),
        pytest.param(
            "otto",
            "/launches/{key}/evidence",
            {**PIECE, "observed_at": "2026-05-01T10:00:00"},
            "/observed_at",
            id="naive",
        ),
    ],
)
async def test_commands(built: str, api: Driver, person: str, path: str, body: dict[str, Any], pointer: str) -> None:
    """Each wrong field of a command is pointed at, whether the API or the rules find it."""
    await refused(api, person, path.format(key=built), body, pointer)


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/launches?limit=0", "/limit"),
        ("/launches?limit=201", "/limit"),
        ("/inbox?limit=x", "/limit"),
        ("/launches?state=lost", "/state"),
        ("/inbox?act=dance", "/act"),
        ("/launches?colour=blue", "/colour"),
        ("/people?cursor=nonsense", "/cursor"),
        ("/launches?q=%00", "/q"),
        ("/launches/%00", "/key"),
        ("/tasks/%00", "/task_id"),
    ],
)
async def test_reading(api: Driver, path: str, pointer: str) -> None:
    """Each wrong parameter is pointed at."""
    said = await api.get("pia", path, expect=422)

    assert [one["pointer"] for one in said["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        pytest.param(b'{"reason":', {}, 400, "malformed", id="cut off"),
        pytest.param(b"\xff", {}, 400, "malformed", id="not UTF-8"),
        pytest.param(b"[" * 50_000, {}, 400, "malformed", id="nested without end"),
        pytest.param(b"[]", {}, 422, "invalid", id="a list"),
        pytest.param(b"", {}, 422, "invalid", id="nothing"),
        pytest.param(b'{"reason": "\\ud800"}', {}, 422, "invalid", id="a lone surrogate"),
        pytest.param(b"reason=x", {"Content-Type": "application/x-www-form-urlencoded"}, 415, None, id="a form"),
        pytest.param(b'{"reason": "x"}', {"Content-Type": "text/plain"}, 415, None, id="plain text"),
        pytest.param(b'{"reason": "x"}', {"Content-Type": ""}, 415, None, id="no label"),
        pytest.param(b'{"reason": "x"}', {"If-Match": "12"}, 400, "malformed", id="a version without quotes"),
        pytest.param(b'{"reason": "x"}', {"If-Match": 'W/"1"'}, 400, "malformed", id="a weak version"),
        pytest.param(b'{"reason": "x"}', {"Idempotency-Key": "two words"}, 400, "malformed", id="a key with a space"),
        pytest.param(b'{"reason": "x"}', {"Idempotency-Key": "k" * 201}, 400, "malformed", id="a long key"),
        pytest.param(b'{"reason": "' + b"x" * 65536 + b'"}', {}, 413, "too-large", id="too large"),
    ],
)
async def test_protocol(
    built: str, api: Driver, content: bytes, headers: dict[str, str], status: int, code: str | None
) -> None:
    """What cannot be read is refused before anybody is asked."""
    before = await api.settled()

    reply = await api.by("pia").post(
        f"/api/v1/launches/{built}/hold", content=content, headers={"Content-Type": "application/json", **headers}
    )

    assert reply.status_code == status, reply.text
    if code:
        assert reply.json()["type"] == f"urn:slipway:problem:{code}"
    assert await api.settled() == before


@pytest.mark.parametrize(
    ("person", "path", "body", "status"),
    [
        pytest.param("lena", "/tasks/{key}.ship/claim", {}, 409, id="a task that is not open"),
        pytest.param("erin", "/tasks/{key}.make/claim", {}, 409, id="a task that is done"),
        pytest.param("dora", "/gates/{key}.G2/decision", {"decision": "go", "rationale": "x"}, 409, id="not yet"),
        pytest.param("pia", "/launches/{key}/resume", {}, 409, id="not held"),
        pytest.param("otto", "/launches/{key}/hold", HOLD, 403, id="not the owner"),
        pytest.param("lena", "/gates/{key}.G1/votes", {"choice": "approve"}, 403, id="no seat"),
        pytest.param(
            "erin", "/gates/{key}.G1/attestations", {"department": "legal", "ready": True}, 403, id="not legal"
        ),
        pytest.param(
            "quin", "/gates/{key}.G1/decision", {"decision": "go", "rationale": "x"}, 403, id="not the decider"
        ),
        pytest.param("pia", "/launches/NIX-1/hold", HOLD, 404, id="no such launch"),
        pytest.param("erin", "/tasks/{key}.nix/claim", {}, 404, id="no such task"),
        pytest.param("erin", "/tasks/nix/claim", {}, 404, id="not even a name"),
        pytest.param("quin", "/gates/{key}.G9/votes", {"choice": "approve"}, 404, id="no such gate"),
    ],
)
async def test_wrong_moment_person_or_name(
    built: str, api: Driver, person: str, path: str, body: dict[str, Any], status: int
) -> None:
    """Refusals change nothing."""
    before = await api.settled()

    await api.do(person, path.format(key=built), expect=status, **body)

    assert await api.settled() == before


@pytest.fixture(scope="module")
async def built(api: Driver) -> str:
    """A launch whose first gate is open, shared: nothing here may change it."""
    key = await api.launch()
    await api.build(key)
    return key


async def refused(api: Driver, person: str, path: str, body: dict[str, Any], pointer: str) -> None:
    """Insist on a 422 that points at one field, and on nothing having changed."""
    before = await api.settled()
    reply: httpx.Response = await api.do(person, path, expect=422, **body)
    assert [one["pointer"] for one in reply.json()["errors"]][:1] == [pointer], reply.text
    assert await api.settled() == before
