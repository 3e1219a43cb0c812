"""What commands that do something share: one request as somebody, and what came of it in words or as JSON."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cli.output import Noun, Row, chosen, say, show_json

if TYPE_CHECKING:
    from cli.remote import Remote


@dataclass(frozen=True)
class Caller:
    """Which server to ask, by which token, and for whom."""

    server: str | None
    token: str | None
    on_behalf_of: str | None = None

    def connect(self) -> "AbstractContextManager[Remote]":
        """A connection; what it takes to make one is loaded here and no sooner."""
        from cli.remote import connect

        return connect(self.server, self.token, self.on_behalf_of)


@dataclass(frozen=True)
class Told:
    """How the answer to an act is told: these fields as JSON if any were asked for, else in words."""

    noun: Noun
    fields: str | None
    words: Callable[[Row], str]


def act(path: str, body: dict[str, Any], told: Told, caller: Caller, nulls: Iterable[str] = ()) -> None:
    """Do one thing and tell what came of it. Fields nobody knows are refused before anything is done."""
    wanted = chosen(told.fields, told.noun)
    with caller.connect() as remote:
        view = remote.post(path, body, nulls=nulls)
    tell(view, told, wanted)


def tell(view: Row, told: Told, wanted: tuple[str, ...] | None) -> None:
    """Tell what came of an act; each line of the words is a line of output."""
    if wanted is not None:
        show_fields(view, wanted)
        return
    for line in told.words(view).splitlines():
        say(line)


def show_fields(view: Row, wanted: Iterable[str]) -> None:
    """Print these fields of one thing as JSON."""
    show_json({field: view.get(field) for field in wanted})


def about(noun: Noun, fields: str | None, what: str) -> Told:
    """Told in a line: the id, what became of it, its title."""
    return Told(noun, fields, lambda view: f"{view['id']} {what}: {view['title']}")
