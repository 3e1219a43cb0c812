"""Templates, and the addresses of the files they load."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from domain.comments import parts_of
from web.language import ENGLISH, LANGUAGES, Speech, current, say
from web.words import DECIDED, spoken

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def environment(language: str = ENGLISH) -> Environment:
    """Of a language; made on first need."""
    return make_environment(language)


def make_environment(language: str, **options: Any) -> Environment:
    """Templates in a language. A name a template does not know is a mistake, never an empty string."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[] if language == ENGLISH else [Speech],
        **options,
    )
    made.extend(translate=LANGUAGES[language])
    made.globals["language"] = language
    made.globals["say"] = say
    made.filters["spoken"] = spoken
    made.filters["titled"] = titled
    made.filters["parts_of"] = parts_of
    made.globals["asset"] = asset
    made.globals["loaded"] = loaded
    made.globals["decided"] = DECIDED
    return made


@pass_context
def titled(context: Context, name: str) -> str:
    """The title of a department, role or seat; the id as a word for what has none, as the seat of a person."""
    titles = context["visit"].titles if context.get("visit") else context.get("titles", {})
    found: str | None = titles.get(name)
    return found or spoken(name).capitalize()


@cache
def version() -> str:
    """A digest of all files together, so that they may name each other by relative addresses."""
    digest = hashlib.sha256()
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            digest.update(file.relative_to(STATIC).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a file of ours, with the version of all: browsers may keep it for ever."""
    return f"/assets/{version()}/{path}"


@cache
def loaded(folder: str) -> tuple[str, ...]:
    """The files of a folder that every page loads, what all others build on first."""
    files = sorted((STATIC / folder).iterdir(), key=lambda it: (it.stem != "slipway", it.name))
    return tuple(f"{folder}/{it.name}" for it in files)


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page; what `visit` holds of the request is at hand in every template."""
    html = (
        environment(current())
        .get_template(template)
        .render(request=request, visit=getattr(request.state, "visit", None), **values)
    )
    return HTMLResponse(html, status)
