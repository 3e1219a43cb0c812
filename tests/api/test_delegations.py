"""Substitutes over HTTP: naming them, acting as one, and what waits for them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api.driver import Driver


def in_days(days: float) -> str:
    """A moment as people write it."""
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


async def hand_over(api: Driver, by: str, to: str, /, expect: int = 201, **body: Any) -> httpx.Response:
    """Name a substitute for a day."""
    given = {"substitute": to, "ends_at": in_days(1), **body}
    return await api.do(by, "/delegations", expect=expect, **given)


async def act(api: Driver, by: str, principal: str, path: str, /, expect: int = 200, **body: Any) -> Any:
    """Send a command on behalf of somebody."""
    reply = await api.by(by).post(f"/api/v1{path}", json=body, headers={"On-Behalf-Of": principal})
    assert reply.status_code == expect, reply.text
    return reply.json()


async def end(api: Driver, made: httpx.Response, by: str) -> None:
    """End a delegation, so that tests which share people do not meet it."""
    ended = await api.by(by).delete(f"/api/v1/delegations/{made.json()['id']}")
    assert ended.status_code == 200, ended.text
    assert ended.json()["revoked_at"]


async def test_naming_a_substitute_and_taking_it_back(api: Driver) -> None:
    """Both see it; it can be ended early, once and for all, and then gives no authority."""
    made = await hand_over(api, "quin", "emil", reason="Skiing")
    said = made.json()
    assert made.headers["Location"] == f"/api/v1/delegations/{said['id']}"
    assert (said["principal"], said["substitute"], said["created_by"], said["revoked_at"]) == (
        "quin",
        "emil",
        "quin",
        None,
    )
    for person in ("quin", "emil"):
        assert said in (await api.get(person, "/delegations"))["items"]
        assert await api.get(person, f"/delegations/{said['id']}") == said
    assert said not in (await api.get("pia", "/delegations"))["items"]
    await api.get("pia", f"/delegations/{said['id']}", expect=404)

    gate = await api.build(await api.launch())
    stranger = await api.by("pia").delete(f"/api/v1/delegations/{said['id']}")
    assert stranger.status_code == 404
    await end(api, made, "quin")
    await end(api, made, "emil")
    refused = await act(api, "emil", "quin", f"/gates/{gate}/votes", expect=403, choice="approve")
    assert refused["type"] == "urn:slipway:problem:not-allowed"
    assert "emil does not stand in for quin now" in refused["detail"]


async def test_an_operator_names_a_substitute_for_anybody(api: Driver) -> None:
    """Nobody else does, and a substitute names no other."""
    await hand_over(api, "pia", "otto", expect=403, principal="quin")
    made = await hand_over(api, "opal", "emil", principal="quin")
    assert (made.json()["principal"], made.json()["created_by"]) == ("quin", "opal")
    body = {"substitute": "erin", "ends_at": in_days(1)}
    await act(api, "emil", "quin", "/delegations", expect=403, **body)
    await end(api, made, "opal")


async def test_a_repeat_names_the_same_substitute_once(api: Driver) -> None:
    """Also when the stored reply is gone."""
    key = {"Idempotency-Key": f"away-{api.prefix}"}
    body = {"substitute": "emil", "ends_at": in_days(1)}
    first = await api.by("quin").post("/api/v1/delegations", json=body, headers=key)
    again = await api.by("quin").post("/api/v1/delegations", json=body, headers=key)
    other = await api.by("quin").post("/api/v1/delegations", json={**body, "substitute": "erin"}, headers=key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.content == again.content
    await end(api, first, "quin")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({"substitute": "quin"}, "/substitute", id="oneself"),
        pytest.param({"substitute": "nobody"}, "/substitute", id="nobody"),
        pytest.param({"ends_at": in_days(-1)}, "/ends_at", id="over before it starts"),
        pytest.param({"ends_at": in_days(400)}, "/ends_at", id="longer than a year"),
        pytest.param({"ends_at": "2031-01-01T00:00:00"}, "/ends_at", id="naive"),
        pytest.param({"starts_at": in_days(3)}, "/ends_at", id="ends before it starts"),
        pytest.param({"until": "tomorrow"}, "/until", id="unknown field"),
    ],
)
async def test_what_cannot_be(api: Driver, body: dict[str, Any], pointer: str) -> None:
    """Each wrong field is pointed at, and nothing is kept."""
    before = (await api.rows())["delegations"]
    refused = (await hand_over(api, "quin", "emil", expect=422, **body)).json()

    assert [one["pointer"] for one in refused["errors"]] == [pointer]
    assert (await api.rows())["delegations"] == before


async def test_chains_are_bounded_and_never_circle(api: Driver) -> None:
    """A substitute's substitute is the last, and may act; a circle is refused when it would arise."""
    first = await hand_over(api, "quin", "emil")
    second = await hand_over(api, "emil", "erin")
    circle = (await hand_over(api, "erin", "quin", expect=422)).json()["errors"]
    assert "in a circle: erin → quin → emil → erin" in circle[0]["detail"]
    overlong = (await hand_over(api, "erin", "otto", expect=422)).json()["errors"]
    assert "quin → emil → erin → otto" in overlong[0]["detail"]
    later = await hand_over(api, "erin", "otto", starts_at=in_days(2), ends_at=in_days(3))

    gate = await api.build(await api.launch(owner="pia"))
    refused = await act(api, "erin", "quin", f"/gates/{gate}/votes", expect=403, choice="approve")
    assert refused["type"] == "urn:slipway:problem:self-approval", "Erin made it; for Quin she may not judge it"
    cast = await act(api, "emil", "quin", f"/gates/{gate}/votes", choice="approve")
    assert [(vote["voter"], vote["on_behalf_of"]) for vote in cast["votes"]] == [("emil", "quin")]
    for made, by in ((first, "quin"), (second, "emil"), (later, "erin")):
        await end(api, made, by)


async def test_acting_for_somebody_is_on_the_record_of_both(api: Driver) -> None:
    """With their authority alone: what is one's own one does as oneself."""
    made = await hand_over(api, "otto", "lena")
    key = await api.launch()

    await act(api, "lena", "otto", f"/tasks/{key}.describe/claim")
    assert (await api.get("otto", f"/tasks/{key}.describe"))["claimed_by"] == "otto"
    await act(api, "lena", "otto", f"/tasks/{key}.describe/complete", note="done for Otto")
    await api.do("erin", f"/tasks/{key}.make/complete")
    body: dict[str, Any] = {"department": "legal", "ready": True}
    await act(api, "lena", "otto", f"/gates/{key}.G1/attestations", expect=403, **body)
    await api.do("lena", f"/gates/{key}.G1/attestations", **body)

    log = (await api.get("pia", f"/launches/{key}/events", limit=200))["items"]
    said = {(one["action"], one["actor"], one["on_behalf_of"]) for one in log}
    assert {("task.completed", "lena", "otto"), ("gate.attested", "lena", None)} <= said
    conflicted = (await api.get("pia", f"/gates/{key}.G1"))["conflicted"]
    assert {"lena", "otto"} <= set(conflicted)
    await end(api, made, "otto")


async def test_operator_power_is_never_delegated(api: Driver) -> None:
    """Who stands in for an operator is none."""
    made = await hand_over(api, "opal", "emil")
    key = await api.launch()

    await act(api, "emil", "opal", f"/launches/{key}/hold", expect=403, reason="I may not")
    await api.do("opal", f"/launches/{key}/hold", reason="I may")
    await end(api, made, "opal")


async def test_a_repeat_under_one_key_for_somebody_else_is_refused(api: Driver) -> None:
    """The same request on somebody's behalf is another request."""
    made = await hand_over(api, "otto", "pia")
    key = await api.launch()
    headers = {"Idempotency-Key": f"claim-{key}"}
    first = await api.by("pia").post(f"/api/v1/tasks/{key}.describe/claim", headers=headers)
    other = await api.by("pia").post(f"/api/v1/tasks/{key}.describe/claim", headers={**headers, "On-Behalf-Of": "otto"})

    assert (first.status_code, other.status_code) == (200, 422)
    assert other.json()["type"] == "urn:slipway:problem:key-reused"
    await end(api, made, "otto")


async def test_one_person_fills_one_seat_also_as_a_substitute(api: Driver) -> None:
    """Sami votes for Quin; then neither of them has another seat in this ballot."""
    made = await hand_over(api, "quin", "sami")
    gate = await api.build(await api.launch())

    await act(api, "sami", "quin", f"/gates/{gate}/votes", choice="approve")
    refused = (await api.do("sami", f"/gates/{gate}/votes", expect=409, choice="approve")).json()
    assert "sami voted as qa_lead for quin" in refused["detail"]
    await api.do("quin", f"/gates/{gate}/votes", choice="approve")
    await api.do("sami", f"/gates/{gate}/votes", choice="approve")
    await end(api, made, "quin")


async def test_the_inbox_of_a_substitute(api: Driver) -> None:
    """What waits for whom I stand in for waits for me, marked; unless either of us is excluded."""
    gate = await api.build(await api.launch())

    async def waiting(person: str, item: str = gate) -> list[tuple[str, str | None]]:
        found = (await api.get(person, "/inbox", limit=200))["items"]
        return [(entry["act"], entry["on_behalf_of"]) for entry in found if entry["item"] == item]

    before = await api.get("emil", "/inbox/counts")
    assert await waiting("emil") == []
    made = await hand_over(api, "quin", "emil")
    assert await waiting("emil") == [("vote", "quin")]
    assert await waiting("quin") == [("vote", None)], "the principal keeps it too"
    after = await api.get("emil", "/inbox/counts")
    assert after["acts"]["vote"]["number"] > before["acts"]["vote"]["number"]
    further = await hand_over(api, "emil", "erin")
    assert await waiting("erin") == [], "she made it, so she is not asked to judge it for anybody"
    await act(api, "emil", "quin", f"/gates/{gate}/votes", choice="approve")
    assert await waiting("emil") == []
    await end(api, further, "emil")
    await end(api, made, "quin")
    assert await waiting("emil") == []


async def test_every_command_says_that_it_may_be_for_somebody(api: Driver) -> None:
    """The header stands in the description of each, but for uploads, which are only ever one's own."""
    described = (await api.client().get("/api/v1/openapi.json")).json()
    posts = [
        (path, found["post"])
        for path, found in described["paths"].items()
        if "post" in found and not path.endswith("/files")
    ]

    assert posts
    for path, operation in posts:
        named = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
        assert {"On-Behalf-Of", "Idempotency-Key"} <= named, path


async def test_a_header_that_names_nobody(api: Driver) -> None:
    """It is pointed at, or refused like anybody one does not stand in for; also for oneself."""
    key = await api.launch()
    path = f"/api/v1/tasks/{key}.describe/claim"
    long = await api.by("pia").post(path, headers={"On-Behalf-Of": "x" * 200})
    assert (long.status_code, long.json()["errors"][0]["pointer"]) == (400, "/On-Behalf-Of")
    for name in ("nobody", "pia", "otto"):
        reply = await api.by("pia").post(path, headers={"On-Behalf-Of": name})
        assert (reply.status_code, reply.json()["principal"]) == (403, name)
    assert (await api.get("pia", f"/tasks/{key}.describe"))["state"] == "open"


async def test_delegations_page_by_page(api: Driver) -> None:
    """What starts last comes first, with a link to the rest."""
    made = [
        await hand_over(api, "lena", to, starts_at=in_days(1), ends_at=in_days(2)) for to in ("emil", "otto", "pia")
    ]
    first = await api.by("lena").get("/api/v1/delegations", params={"limit": 2})
    rest = await api.by("lena").get(first.links["next"]["url"])

    listed = [*first.json()["items"], *rest.json()["items"]]
    assert {one.json()["id"] for one in made} <= {one["id"] for one in listed}
    assert listed == sorted(listed, key=lambda one: (one["starts_at"], one["id"]), reverse=True)
    await api.get("lena", "/delegations", expect=422, cursor="nonsense")
    for one in made:
        await end(api, one, "opal")
