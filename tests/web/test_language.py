"""Other languages: the pseudo-locale shows what could never be translated."""

import ast
import re
from collections.abc import AsyncIterator, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import Markup

from tests.api.driver import Driver
from tests.web.driver import Site, site_over
from web import render
from web.language import ENGLISH, PSEUDO, Texts, preferred, pseudo

WEB = Path(render.__file__).parent
FROM, TO = "\ue000", "\ue001"
"""Around whatever a page was given, as opposed to what it says itself."""

GIVEN = re.compile(f"{FROM}([^{FROM}{TO}]*){TO}")
PLACES = (
    "/launches?view=board",
    "/launches?view=timeline",
    "/launches?q=nothing-like-this",
    "/launches/new",
    "/playbooks",
    "/playbooks/new",
    "/me",
)
OF_A_LAUNCH = ("", "/activity?verify=true", "/evidence", "/evidence/new", "/change", "/cancel")
OF_A_GATE = ("/waivers", "/approvers", "/break-glass", "/recycle", "/requests", "/comments")
OF_A_TASK = ("/assign", "/plan", "/return", "/reopen", "/cancel", "/requests", "/comments")
CONTENT = {"UTC", "Slipway", "Product", "Build", "change"}
"""Words of ours that are names of something in the tests, too."""
READ = {"aria-label", "title", "placeholder", "alt"}


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("", ENGLISH),
        ("de-DE,de;q=0.9", ENGLISH),
        ("en-xa", PSEUDO),
        ("en-XA;q=0.5, en;q=0.9", ENGLISH),
        ("de, en-XA;q=0.8, en;q=0.7", PSEUDO),
        (";q=x,,;q=", ENGLISH),
    ],
)
def test_the_browser_says_which_language(accepted: str, spoken: str) -> None:
    """The first that pages speak, by weight."""
    assert preferred(accepted) == spoken


def test_the_pseudo_locale_keeps_what_is_no_text() -> None:
    """Entities, places of values, space and signs."""
    assert pseudo(" Hold &amp; wait ") == " [Höld &amp; wåît~~~~~] "
    assert pseudo("{number} min") == "[{number} mîñ~~~~]"
    assert pseudo(" › · ") == " › · "


def test_texts_are_told_from_tags_across_expressions() -> None:
    """A template is read in pieces, with expressions between them."""
    texts = Texts(str.upper)
    pieces = ('<a href="/x', '" title="see ', " now\" class='b'>go <b>on</b> <code>as is</code>", "<!-- no --> more")
    assert [texts.feed(piece) for piece in pieces] == [
        '<a href="/x',
        '" title="SEE ',
        " NOW\" class='b'>GO <b>ON</b> <code>as is</code>",
        "<!-- no --> MORE",
    ]


@pytest.fixture
async def site(one_api: Driver) -> AsyncIterator[Site]:
    """The pages, once: what they say does not depend on the kind of database."""
    async with site_over(one_api) as made:
        yield made


async def test_a_pseudo_locale_shows_no_raw_strings(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """U16: every text of every page went through translation, but for what people and rules wrote."""
    marked = render.make_environment(PSEUDO, finalize=_given)
    monkeypatch.setattr(render, "environment", lambda _language: marked)
    key = await site.api.launch()
    gate = await site.api.build(key)
    await site.api.do("pia", f"/gates/{gate}/comments", 201, text="Looks good")
    tasks = await site.api.get("pia", f"/launches/{key}/tasks")
    paths = {
        "quin": ["/", "/?q=nothing-like-this", f"/gates/{gate}", "/find?q=off", "/?did=approved&on=" + gate],
        "pia": ["/launches", "/?act=task"],
    }
    task = tasks["items"][0]["id"]
    paths["pia"] += [f"/launches/{key}{more}" for more in OF_A_LAUNCH]
    paths["pia"] += [f"/gates/{gate}{more}" for more in OF_A_GATE] + [f"/tasks/{task}{more}" for more in OF_A_TASK]
    paths["pia"] += [*PLACES, *(f"/tasks/{task['id']}" for task in tasks["items"][:3])]
    raw: dict[str, list[str]] = {}
    for person, theirs in paths.items():
        visitor = await site.by(person)
        for path in theirs:
            page = Read((await visitor.http.get(path, headers={"Accept-Language": PSEUDO})).text)
            if left := page.raw:
                raw[path] = left
    stranger = site.browser()
    for path in ("/sign-in", "/nothing"):
        if left := Read((await stranger.http.get(path, headers={"Accept-Language": PSEUDO})).text).raw:
            raw[path] = left
    assert raw == {}


def _given(value: object) -> object:
    return f"{FROM}{value}{TO}" if isinstance(value, str) and not isinstance(value, Markup) and value else value


class Read(HTMLParser):
    """What somebody reads on a page."""

    def __init__(self, html: str) -> None:
        """Read it."""
        super().__init__()
        self.raw: list[str] = []
        self._verbatim = ""
        self._depth = 0
        """Inside how many brackets: a sentence may have elements in it."""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are read out or shown on hover."""
        if tag in {"code", "kbd", "script", "style", "pre", "textarea", "time"}:
            self._verbatim = tag
        for name, value in attrs:
            if name in READ and tag != "time":
                self._look(value or "")

    def handle_endtag(self, tag: str) -> None:
        """Its end."""
        if tag == self._verbatim:
            self._verbatim = ""

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._verbatim:
            self._look(data)

    def _outside(self, text: str) -> str:
        """What stands in no brackets, which may have been opened in an element before."""
        outside = []
        for sign in text:
            if sign == "[":
                self._depth += 1
            elif sign == "]":
                self._depth -= 1
            elif not self._depth:
                outside.append(sign)
        return "".join(outside)

    def _look(self, text: str) -> None:
        self.raw += [given for given in GIVEN.findall(text) if given in literals()]
        rest = self._outside(GIVEN.sub("", text))
        if re.search(r"[^\W\d_]{2}", rest):
            self.raw.append(rest.strip())


@cache
def literals() -> frozenset[str]:
    """Words for people that stand in our code and templates."""
    found: set[str] = set()
    for file in WEB.rglob("*.py"):
        found |= set(_literals(ast.parse(file.read_text())))
    plain = render.make_environment(ENGLISH)
    for file in (WEB / "templates").rglob("*.html"):
        tokens = plain.lex(file.read_text())
        found |= {value[1:-1] for _, kind, value in tokens if kind == "string"}
    return frozenset(one for one in found if re.search(r"[^\W\d_]{3}", one)) - CONTENT


def _literals(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
