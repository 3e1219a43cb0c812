"""A real browser at the pages: Debian's Chromium, and nothing it would ask of the internet."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Playwright, async_playwright
from playwright.async_api import Page as Tab

from api.server import Server
from tests.api.driver import Driver
from web.app import create_pages
from web.site import Site as Doors

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"

# Root in a container has no sandbox of its own; the rest keeps the browser from calling home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser of this machine; `make browser` installs it."""
    path = shutil.which("chromium")
    assert path, "There is no chromium here: run `make browser`."
    playwright: Playwright
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        await browser.close()


@dataclass
class Served:
    """Slipway at an address, and a browser in front of it."""

    api: Driver
    url: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    """What the browser wrote to its console, and every script that broke."""
    _contexts: list[BrowserContext] = field(default_factory=list)

    async def by(self, person: str, path: str = "/", **options: Any) -> Tab:
        """A browser of this person's own, signed in, at a page. `options` are those of the browser."""
        context = await self.browser.new_context(base_url=self.url, **options)
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        tab = await context.new_page()
        tab.on("console", self._note)
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        await tab.goto("/sign-in")
        await tab.get_by_text("Use a personal token instead").click()
        await tab.get_by_label("Token").fill(self.api.tokens[person])
        await tab.get_by_role("button", name="Sign in").click()
        await tab.wait_for_selector(".rail")
        await tab.goto(path)
        return tab

    async def close(self) -> None:
        """Every window."""
        for context in self._contexts:
            await context.close()

    def _note(self, message: ConsoleMessage) -> None:
        # Our own answers of 4xx are what some tests are about; the browser reports each.
        # And htmx tells of each request that a later one made needless.
        expected = "Failed to load resource" in message.text or message.text.startswith(
            ("htmx:afterRequest", "htmx:sendAbort")
        )
        if message.type in {"error", "warning"} and not expected:
            self.complaints.append(message.text)


@asynccontextmanager
async def served(api: Driver, browser: Browser) -> AsyncIterator[Served]:
    """Both doors on a free port, over real sockets."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    doors = Doors(api.app, create_pages(api.slipway, public_url=url, development=True))
    config = uvicorn.Config(doors, log_config=None, lifespan="off")
    server = Server(config, stopping=api.slipway.lookout.end_all)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # Ctrl-C is pytest's
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    site = Served(api, url, browser)
    try:
        yield site
    finally:
        await site.close()
        server.should_exit = True
        await serving
        listening.close()


async def violations(tab: Tab) -> list[str]:
    """What axe finds wrong with a page, each with the element."""
    await tab.evaluate(AXE.read_text())
    found = await tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:160]} ({node['failureSummary']})"
        for one in found["violations"]
        for node in one["nodes"]
    ]
