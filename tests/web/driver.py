"""The pages as a browser without scripts sees them: it loads them, fills in their forms and sends those."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx
from fastapi import FastAPI

from tests.api.driver import Driver
from web.app import create_pages

BASE = "http://slipway.test"


@dataclass
class Form:
    """A form of a page: what it holds, and what its buttons say."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """What stands on a page."""

    def __init__(self, html: str) -> None:
        """Read it."""
        super().__init__()
        self.html = html
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.text = ""
        self.inline: list[str] = []
        """Scripts, styles and handlers that stand inside the page."""
        self._area: str | None = None
        self._select: str | None = None
        self._silent = False
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        said = {name: value or "" for name, value in attrs}
        self.inline += [f"{tag} {name}" for name in said if name == "style" or name.startswith("on")]
        if tag in {"style"} or (tag == "script" and "src" not in said):
            self.inline.append(tag)
        self._silent = tag in {"script", "style", "svg"} or (self._silent and tag != "main")
        if tag == "a":
            self.links.append(said.get("href", ""))
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get")))
        if not self.forms:
            return
        form = self.forms[-1]
        if tag == "input" and "name" in said and said.get("type") != "checkbox":
            form.fields[said["name"]] = said.get("value", "")
        elif tag == "textarea":
            self._area = said["name"]
            form.fields[self._area] = ""
        elif tag == "select":
            self._select = said["name"]
        elif tag == "option" and self._select and ("selected" in said or self._select not in form.fields):
            form.fields[self._select] = said.get("value", "")
        elif tag == "button" and "name" in said:
            form.buttons.append((said["name"], said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        """Its end."""
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._select = None
        if tag in {"script", "style", "svg"}:
            self._silent = False

    def handle_data(self, data: str) -> None:
        """Words."""
        if self._area is not None:
            self.forms[-1].fields[self._area] += data
        if not self._silent:
            self.text += f" {data}"

    def form(self, action: str) -> Form:
        """The form that is sent there."""
        found = [one for one in self.forms if one.action == action]
        assert found, f"no form for {action} among {[one.action for one in self.forms]}: {self.text}"
        return found[0]


@dataclass
class Visitor:
    """Somebody's browser."""

    http: httpx.AsyncClient

    async def get(self, path: str, expect: int = 200) -> Page:
        """Load a page."""
        reply = await self.http.get(path)
        assert reply.status_code == expect, (reply.status_code, Page(reply.text).text)
        return Page(reply.text)

    async def send(self, page: Page, action: str, expect: int = 303, **fields: str) -> httpx.Response:
        """Fill a form of a page in, and send it."""
        reply = await self.http.post(action, data={**page.form(action).fields, **fields})
        assert reply.status_code == expect, (reply.status_code, Page(reply.text).text)
        return reply

    async def act(self, where: str, action: str, expect: int = 303, **fields: str) -> httpx.Response:
        """Load a page, fill one of its forms in, and send it."""
        return await self.send(await self.get(where), action, expect, **fields)


@dataclass
class Site:
    """The pages, and the API beside them over the same Slipway."""

    api: Driver
    app: FastAPI
    open_browsers: list[httpx.AsyncClient] = field(default_factory=list)

    def browser(self, **options: Any) -> Visitor:
        """A new browser, signed in as nobody."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        http = httpx.AsyncClient(transport=transport, base_url=BASE, timeout=30, **options)
        self.open_browsers.append(http)
        return Visitor(http)

    async def by(self, person: str) -> Visitor:
        """A new browser, signed in as this person."""
        visitor = self.browser()
        reply = await visitor.http.post("/sign-in", data={"token": self.api.tokens[person], "then": "/"})
        assert reply.status_code == 303, reply.text
        return visitor


@asynccontextmanager
async def site_over(api: Driver, **options: Any) -> AsyncIterator[Site]:
    """The pages over the Slipway of an API."""
    site = Site(api, create_pages(api.slipway, **{"public_url": BASE, **options}))
    try:
        yield site
    finally:
        for http in site.open_browsers:
            await http.aclose()
