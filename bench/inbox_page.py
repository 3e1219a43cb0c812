"""The inbox as people get it: the page over HTTP, and in a browser with nothing in its cache."""

import statistics
import time
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser

from bench.inbox import PERSON, fill
from bench.load import percentile
from bench.stack import stack
from service.people import Department, Organisation, People, Person, Role
from service.tokens import Tokens
from store.database import Database
from store.migrate import upgrade
from tests.web.browser import chromium

TIMES, LOADS = 200, 7

_PAINTED = """async () => {
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const paints = await new Promise((done) => new PerformanceObserver((list) => done(list.getEntries()))
    .observe({ type: "largest-contentful-paint", buffered: true }));
  const loaded = performance.getEntriesByType("resource");
  const bytes = (end) => loaded.filter((it) => new URL(it.name).pathname.endsWith(end))
    .reduce((sum, it) => sum + it.encodedBodySize, 0);
  return { lcp: paints.at(-1).startTime, js: bytes(".js"), css: bytes(".css") };
}"""
"""When the largest part of the page was painted, in milliseconds since it was asked for, and what was loaded for it."""


async def inbox_page(folder: Path, sizes: tuple[int, ...]) -> dict[str, dict[str, Any]]:
    """By number of open tasks, p50 and p95 at the server and the largest paint; and the bytes of scripts and styles."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'inbox.db'}"
    await upgrade(url)
    database = Database(url)
    found: dict[str, dict[str, Any]] = {}
    filled = 0
    try:
        token = await _somebody(database)
        # Nobody is told of all these tasks: the worker is one that has nothing to do with them.
        async with (
            stack(folder, worker="bench.bare.worker", api="api", database_url=url) as running,
            httpx.AsyncClient(base_url=running.url, timeout=60) as http,
            chromium() as browser,
        ):
            reply = await http.post("/sign-in", data={"token": token, "then": "/"})
            assert reply.status_code == httpx.codes.SEE_OTHER, reply.text[:300]
            for size in sizes:
                await fill(database, filled, size)
                filled = size
                found[str(size)] = await _answered(http)
                found[str(size)]["lcp_ms"], found["assets"] = await _painted(browser, running.url, http.cookies)
    finally:
        await database.dispose()
    return found


async def _somebody(database: Database) -> str:
    """Whose inbox it is; their token."""
    person = Person(PERSON.id, "Lena", "lena@example.org", departments=PERSON.departments, roles=PERSON.roles)
    owner = Person("owner", "Owner", "owner@example.org")
    departments = tuple(Department(name, name.capitalize()) for name in PERSON.departments)
    roles = tuple(Role(name, name.capitalize()) for name in PERSON.roles)
    await People(database).load_organisation(Organisation(departments, roles, (person, owner)))
    return (await Tokens(database).issue(PERSON.id, "bench")).plaintext


async def _answered(http: httpx.AsyncClient) -> dict[str, Any]:
    """What the server takes for a page, over a connection that stays open."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        reply = await http.get("/")
        took.append((time.perf_counter() - began) * 1000)
        assert reply.text.count("data-card") == 50, "the inbox has fewer entries than it should"
    return {"p50_ms": round(statistics.median(took), 1), "p95_ms": round(percentile(took, 95), 1)}


async def _painted(browser: Browser, url: str, cookies: httpx.Cookies) -> tuple[float, dict[str, int]]:
    """The median of several first visits, and the bytes that each of them loads."""
    largest, said = [], {}
    for _ in range(LOADS):
        context = await browser.new_context(base_url=url)
        await context.add_cookies([{"name": name, "value": value or "", "url": url} for name, value in cookies.items()])
        tab = await context.new_page()
        await tab.goto("/")
        said = await tab.evaluate(_PAINTED)
        largest.append(said["lcp"])
        await context.close()
    return round(statistics.median(largest), 1), {"js_bytes": said["js"], "css_bytes": said["css"]}
