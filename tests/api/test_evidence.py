"""Evidence over HTTP."""

from tests.api.driver import Driver

PIECE = {
    "type": "user_feedback",
    "title": "Twelve interviews",
    "source": "https://research.example.com/12",
    "strength": 3,
    "observed_at": "2026-05-01T10:00:00+02:00",
}


async def test_adding_and_listing(api: Driver) -> None:
    """What is added is what is listed, in order."""
    key = await api.launch()

    added = await api.do("otto", f"/launches/{key}/evidence", expect=201, **PIECE, sha256="a" * 64, target="G1")
    await api.do("otto", f"/launches/{key}/evidence", expect=201, **{**PIECE, "supports": False})

    said = added.json()
    assert (said["added_by"], said["target"], said["observed_at"]) == ("otto", "G1", "2026-05-01T08:00:00Z")
    first = await api.get("pia", f"/launches/{key}/evidence", limit=1)
    rest = await api.get("pia", f"/launches/{key}/evidence", cursor=first["next_cursor"])
    assert first["items"] == [said]
    assert [one["supports"] for one in rest["items"]] == [False]
    assert added.headers["Location"] == f"/api/v1/launches/{key}/evidence"
