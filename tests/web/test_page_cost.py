"""What a page costs: bytes that a browser loads, and questions to the database. Time is measured by `make bench`."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest
from sqlalchemy import event

from service.container import Slipway
from tests.api.driver import Driver
from tests.api.test_files import upload
from tests.web.driver import Page, Site
from web.render import STATIC, loaded

MOST_JS, MOST_CSS = 50_000, 30_000
"""Bytes, compressed, of everything that a page loads."""

BOUNDS = {"/": 18, "/?q=counted": 18, "/tasks/{task}": 15, "/gates/{gate}": 15, "/launches/{key}": 26, "/launches": 9}
"""Statements at most, for whatever there is on a page."""

_COUNTED: ContextVar[bool] = ContextVar("counted", default=False)


@contextmanager
def counted(slipway: Slipway) -> Iterator[list[str]]:
    """Every statement that is sent from here meanwhile; what the worker does at the same time is not."""
    said: list[str] = []
    here = _COUNTED.set(True)

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if _COUNTED.get() and not statement.startswith("BEGIN"):
            said.append(statement)

    for engine in slipway.database.engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        _COUNTED.reset(here)
        for engine in slipway.database.engines:
            event.remove(engine, "before_cursor_execute", note)


def test_u10_scripts_and_styles_stay_within_their_budget() -> None:
    """All that any page loads, as it goes over the wire."""
    files = {kind: [STATIC / file for file in loaded(kind)] for kind in ("js", "css")}
    files["js"].append(STATIC / "vendor" / "htmx" / "htmx.min.js")
    sent = {kind: sum(len(gzip.compress(file.read_bytes(), 9)) for file in some) for kind, some in files.items()}

    assert sent["js"] <= MOST_JS, sent
    assert sent["css"] <= MOST_CSS, sent


async def test_u10_a_page_names_no_script_or_style_that_is_not_counted(site: Site) -> None:
    """Else the budget would say nothing."""
    html = (await (await site.by("otto")).get("/")).html
    counted_for = {*loaded("js"), *loaded("css"), "vendor/htmx/htmx.min.js"}

    named = {part.split('"')[0] for part in html.split("/assets/")[1:]}

    styled = {name.partition("/")[2] for name in named if name.endswith((".js", ".css"))}
    assert styled == counted_for


async def test_u10_what_a_page_asks_does_not_depend_on_how_much_is_on_it(site: Site) -> None:
    """Each page within its bound, and the inbox asks as much for five entries as for fifty."""
    key = await site.api.launch(title="Counted")
    gate = await site.api.build(await site.api.launch(title="Counted too"))
    for launch in (key, gate.partition(".")[0]):
        await prove(site.api, launch)
    places = {"key": key, "task": f"{key}.describe", "gate": gate}
    otto = await site.by("otto")
    await otto.get("/")  # what is asked once a minute, such as titles, is known from here on

    asked, cards = {}, []
    for path in BOUNDS:
        with counted(site.api.slipway) as said:
            await otto.get(path.format(**places))
        asked[path] = said
    for number in range(12):
        await site.api.launch(title=f"Countless {number}")
    for words in ("counted", "count"):
        with counted(site.api.slipway) as said:
            page = await otto.get(f"/?q={words}&act=task")
        cards.append((_cards(page), len(said)))

    assert {path: said for path, said in asked.items() if len(said) > BOUNDS[path]} == {}
    (few, few_asked), (many, many_asked) = cards
    assert few < many
    assert few_asked == many_asked


@pytest.mark.parametrize("number", [2, 6])
async def test_u10_many_at_once_ask_for_no_more_than_each_by_itself(site: Site, number: int) -> None:
    """The same for each, and the same around them."""
    for one in range(number):
        await site.api.launch(title=f"Batch of {number}, {one}")
    otto = await site.by("otto")
    page = await otto.get(f"/?q=batch+of+{number},")
    names = [part.split('name="', 1)[1].split('"', 1) for part in page.html.split('form="bulk"')[1:]]
    picks = {name: rest.split('value="', 1)[1].split('"', 1)[0] for name, rest in names}

    with counted(site.api.slipway) as said:
        await otto.send(page, "/bulk", 303, act="snooze", **picks)

    assert len(picks) == number
    assert len(said) <= 6 + 5 * number


async def prove(api: Driver, key: str) -> None:
    """Evidence with a file, which pages show too."""
    sent = (await upload(api, key)).json()
    piece = {"type": "document", "title": "Study", "strength": 3, "observed_at": "2026-03-02T09:00:00Z"}
    await api.do("otto", f"/launches/{key}/evidence", 201, **piece, sha256=sent["sha256"])


def _cards(page: Page) -> int:
    return len([link for link in page.links if "open=" in link])
