"""Fewer bytes on the way, and none of them tells more than before."""

import asyncio
import gzip
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.web.driver import BASE, Site
from web.compression import LEAST, Compressed
from web.csrf import masked, says
from web.render import STATIC, asset

GZIP, PLAIN = {"accept-encoding": "br, gzip;q=0.8"}, {"accept-encoding": "gzip;q=0, identity"}


async def test_files_are_compressed_once_and_known_again(site: Site) -> None:
    """For who takes it, each form under a tag of its own; fonts are compressed already."""
    http = site.browser().http
    path, file = asset("css/slipway.css"), STATIC / "css" / "slipway.css"

    packed, plain = await http.get(path, headers=GZIP), await http.get(path, headers=PLAIN)
    again = await http.get(path, headers={**GZIP, "if-none-match": packed.headers["etag"]})
    font = await http.get(asset("vendor/inter/inter-latin-wght-normal.woff2"), headers=GZIP)

    assert packed.content == plain.content == file.read_bytes()
    assert (packed.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 3
    for reply in (packed, plain, again):
        assert (reply.headers["vary"], "immutable" in reply.headers["cache-control"]) == ("Accept-Encoding", True)
    assert packed.headers["etag"] != plain.headers["etag"]
    assert (again.status_code, again.content) == (304, b"")
    assert "content-encoding" not in font.headers


async def test_pages_are_compressed_for_who_takes_that(site: Site) -> None:
    """A proxy keeps the two apart, and neither is of the length of the other page with the same words."""
    pia = await site.by("pia")

    packed, plain = await pia.http.get("/", headers=GZIP), await pia.http.get("/", headers=PLAIN)

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(packed.content) / 2
    assert "content-encoding" not in plain.headers
    for reply in (packed, plain):
        assert {one.strip() for one in reply.headers["vary"].split(",")} == {"Cookie", "Accept-Encoding"}


async def test_the_word_against_forged_forms_is_never_written_twice_alike(site: Site) -> None:
    """So that nobody finds it out by the length of compressed pages; each of them counts."""
    key = await site.api.launch()
    otto = await site.by("otto")
    action = f"/tasks/{key}.describe/comments"

    first, second = [await otto.get(f"/tasks/{key}.describe") for _ in range(2)]

    words = [page.form(action).fields["csrf"] for page in (first, second)]
    assert words[0] != words[1]
    for page in (first, second):
        await otto.send(page, action, text="Both count")


@pytest.mark.parametrize("given", ["", "x", "word", "d29yZA==", "ä"])
def test_only_the_word_under_a_pad_counts(given: str) -> None:
    """Neither nothing, nor the word as it is, nor half of it, nor another one."""
    assert not says(given, "word")
    assert not says(masked("other"), "word")
    assert not says(masked("word")[:-4], "word")
    assert says(masked("word"), "word")


async def test_a_stream_passes_at_once_and_as_it_is() -> None:
    """Each part before the next one is made, also when a browser takes gzip; and what is short is left alone."""
    heard = asyncio.Event()

    async def parts() -> AsyncIterator[bytes]:
        yield b"data: first\n\n"
        await heard.wait()  # would never come, were the first part held back
        yield b"data: second\n\n"

    async def events(_: Request) -> Response:
        return StreamingResponse(parts(), media_type="text/event-stream")

    async def short(_: Request) -> Response:
        return HTMLResponse("x" * (LEAST - 1))

    async def long(_: Request) -> Response:
        return HTMLResponse("x" * LEAST)

    app = Compressed(Starlette(routes=[Route("/events", events), Route("/short", short), Route("/long", long)]))
    sent: list[bytes] = []

    async def receive() -> dict[str, str]:
        await asyncio.Event().wait()
        return {}

    async def send(message: dict[str, object]) -> None:
        sent.append(bytes(message.get("body", b"")))  # type: ignore[call-overload]  # ASGI's messages are loose
        if b"first" in sent[-1]:
            heard.set()

    scope = {"type": "http", "method": "GET", "path": "/events", "headers": [(b"accept-encoding", b"gzip")]}
    await asyncio.wait_for(app({**scope, "query_string": b""}, receive, send), 5)  # type: ignore[arg-type]

    assert b"".join(sent) == b"data: first\n\ndata: second\n\n"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE, headers=GZIP) as http:
        lengths = [(await http.get(path)).headers.get("content-encoding") for path in ("/short", "/long")]
    assert lengths == [None, "gzip"]


async def test_the_length_of_a_compressed_page_is_no_exact_measure() -> None:
    """Some noise goes along."""

    async def always_the_same(_: Request) -> Response:
        return HTMLResponse("words " * 500)

    app = Compressed(Starlette(routes=[Route("/", always_the_same)]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE, headers=GZIP) as http:
        lengths = {(await http.get("/")).headers["content-length"] for _ in range(20)}

    assert len(lengths) > 1
    assert len(gzip.compress(b"words " * 500)) < int(max(lengths, key=int))
