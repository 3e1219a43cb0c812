"""Files over HTTP: real bytes through the whole application into a real folder."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.driver import Driver
from tests.api.test_evidence import PIECE

PDF = b"%PDF-1.7\nWhat users said.\n%%EOF\n"
SHA = hashlib.sha256(PDF).hexdigest()


async def upload(
    api: Driver, key: str, content: Any = PDF, label: str = "application/pdf", **query: str
) -> httpx.Response:
    """Upload as Otto."""
    given = {"name": "study.pdf", **query}
    return await api.by("otto").post(
        f"/api/v1/launches/{key}/files", params=given, content=content, headers={"Content-Type": label}
    )


def kept(api: Driver) -> list[Path]:
    """Every file that lies in the folder, whole or half."""
    folder = Path(api.slipway.files.blobs._url)
    return sorted(path for path in folder.rglob("*") if path.is_file())


async def test_an_upload_comes_back_as_it_was(api: Driver) -> None:
    """To be saved and never shown in place; an unchanged one is not sent again."""
    key = await api.launch()
    said = await upload(api, key, name="Studie – März.pdf", sha256=SHA)
    assert said.status_code == 201, said.text
    assert {name: said.json()[name] for name in ("sha256", "size", "media_type", "name")} == {
        "sha256": SHA,
        "size": len(PDF),
        "media_type": "application/pdf",
        "name": "Studie – März.pdf",
    }

    got = await api.by("lena").get(said.headers["Location"])
    assert got.content == PDF
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    again = await api.by("lena").get(said.headers["Location"], headers={"If-None-Match": got.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await api.client().get(said.headers["Location"])).status_code == 401
    assert (await api.by("lena").get(f"/api/v1/files/{'0' * 64}")).status_code == 404


async def test_the_same_content_is_kept_once(api: Driver) -> None:
    """However often it comes, and to however many launches."""
    content = b"Twelve interviews, read twice."
    first, second = await api.launch(), await api.launch()
    before = len(kept(api))
    replies = [await upload(api, key, content, "text/plain", name="a.txt") for key in (first, first, second)]

    assert [reply.status_code for reply in replies] == [201, 201, 201]
    assert replies[0].json() == replies[1].json()
    assert len(kept(api)) == before + 1


async def _in_pieces(megabytes: int) -> AsyncIterator[bytes]:
    for _ in range(megabytes * 16):
        yield b"x" * 65536


@pytest.mark.parametrize(
    ("content", "label", "query", "status"),
    [
        pytest.param(b"x" * (1024 * 1024 + 1), "text/plain", {}, 413, id="too large, and says so"),
        pytest.param(2, "text/plain", {}, 413, id="too large, and does not say so"),
        pytest.param(b"", "text/plain", {}, 422, id="empty"),
        pytest.param(PDF, "application/pdf", {"sha256": "0" * 64}, 422, id="another digest than declared"),
        pytest.param(PDF, "application/pdf", {"name": "../../etc/passwd"}, 422, id="a path for a name"),
        pytest.param(PDF, "application/pdf", {"name": "..\\boot.ini"}, 422, id="a path of another system"),
        pytest.param(PDF, "application/pdf", {"name": ".."}, 422, id="a folder for a name"),
        pytest.param(b"<html><script>alert(1)</script>", "text/html", {}, 415, id="a page"),
        pytest.param(b"<svg onload='x'/>", "image/svg+xml", {}, 415, id="a drawing that runs"),
        pytest.param(b"<!doctype html>", "text/plain", {}, 415, id="a page labelled as text"),
        pytest.param(b"MZ\x90\x00" + b"\0" * 60, "application/pdf", {}, 415, id="a program labelled as a document"),
        pytest.param(b"#!/bin/sh\nrm -rf /", "text/plain", {}, 415, id="a script"),
        pytest.param(PDF, "image/png", {}, 415, id="another label than content"),
        pytest.param(b"PK\x03\x04rest", "application/zip", {}, 415, id="a type nobody allowed"),
    ],
)
async def test_an_upload_that_is_refused(
    api: Driver, content: Any, label: str, query: dict[str, str], status: int
) -> None:
    """Nothing of it is left, neither a row nor a byte."""
    key = await api.launch()
    files, rows = kept(api), (await api.settled())["files"]

    reply = await upload(api, key, _in_pieces(content) if isinstance(content, int) else content, label, **query)

    assert reply.status_code == status, reply.text
    assert (kept(api), (await api.settled())["files"]) == (files, rows)


async def test_a_repeat_under_its_key(api: Driver) -> None:
    """Answers as before; other content under the same key is refused."""
    key = await api.launch()
    path, query = f"/api/v1/launches/{key}/files", {"name": "a.pdf"}
    headers = {"Content-Type": "application/pdf", "Idempotency-Key": f"upload-{key}"}
    replies = [
        await api.by("otto").post(path, params=query, content=content, headers=headers)
        for content in (PDF, PDF, PDF + b"more")
    ]

    assert [reply.status_code for reply in replies] == [201, 201, 422]
    assert replies[0].content == replies[1].content


async def test_evidence_by_upload(api: Driver) -> None:
    """A digest counts once its file is there, for that launch; the source may be left out."""
    key, other = await api.launch(), await api.launch()
    piece = {**{name: value for name, value in PIECE.items() if name != "source"}, "sha256": SHA}
    await upload(api, other)
    refused = (await api.do("otto", f"/launches/{key}/evidence", expect=422, **piece)).json()
    assert [one["pointer"] for one in refused["errors"]] == ["/sha256"]
    await upload(api, key)

    added = (await api.do("otto", f"/launches/{key}/evidence", expect=201, **piece)).json()

    assert (added["sha256"], added["source"]) == (SHA, "study.pdf")


@pytest.mark.parametrize("source", ["javascript:alert(1)", "file:///etc/passwd", "ftp://example.com/x", " data:text,x"])
async def test_only_web_links(api: Driver, source: str) -> None:
    """Anything else that looks like a link is refused."""
    key = await api.launch()
    refused = (await api.do("otto", f"/launches/{key}/evidence", expect=422, **{**PIECE, "source": source})).json()

    assert [one["pointer"] for one in refused["errors"]] == ["/source"]


async def test_expired_evidence_shows_as_expired(api: Driver) -> None:
    """In the list, as of now."""
    key = await api.launch()
    for expires_at in ("2026-05-02T00:00:00Z", "2199-01-01T00:00:00Z", None):
        await api.do("otto", f"/launches/{key}/evidence", expect=201, **PIECE, expires_at=expires_at)

    listed = (await api.get("pia", f"/launches/{key}/evidence"))["items"]

    assert [one["expired"] for one in listed] == [True, False, False]
