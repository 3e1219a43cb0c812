"""Ids for the shell to complete, asked of the server; none when it does not answer."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer

from cli.failures import CommandFailed

if TYPE_CHECKING:
    from cli.remote import Remote

_WITHIN_SECONDS = 2.0
_MOST = 50

Candidates = list[tuple[str, str]]
"""What may be typed, each with what it is."""


def launches(ctx: typer.Context, incomplete: str) -> Candidates:
    """Keys of launches."""

    def ask(remote: "Remote") -> Candidates:
        found = remote.items("/launches", limit=_MOST, q=incomplete or None)
        return [(launch["key"], launch["title"]) for launch in found]

    return _beginning(incomplete, _asked(ctx, ask))


def tasks(ctx: typer.Context, incomplete: str) -> Candidates:
    """Tasks of the launch that was typed, or those that wait for the person."""
    return _items(ctx, incomplete, "tasks", {"task"})


def gates(ctx: typer.Context, incomplete: str) -> Candidates:
    """Gates of the launch that was typed, or those that wait for the person."""
    return _items(ctx, incomplete, "gates", {"attest", "vote", "score", "decide", "confirm"})


def people(ctx: typer.Context, incomplete: str) -> Candidates:
    """Ids of people."""

    def ask(remote: "Remote") -> Candidates:
        return [(person["id"], person["name"]) for person in remote.items("/people")]

    return _beginning(incomplete, _asked(ctx, ask))


def _items(ctx: typer.Context, incomplete: str, noun: str, acts: set[str]) -> Candidates:
    key, dot, _ = incomplete.partition(".")

    def ask(remote: "Remote") -> Candidates:
        if dot:
            return [(item["id"], item["title"]) for item in remote.items(f"/launches/{key}/{noun}")]
        waiting = remote.items("/inbox", limit=_MOST)
        return [(entry["item"], entry["title"]) for entry in waiting if entry["act"] in acts]

    return _beginning(incomplete, _asked(ctx, ask))


def _beginning(incomplete: str, found: Candidates) -> Candidates:
    return [(name, title) for name, title in dict.fromkeys(found) if name.startswith(incomplete)]


def _asked(ctx: typer.Context, ask: Callable[["Remote"], Candidates]) -> Candidates:
    """What the server that the command line names, or the one signed in to, answers."""
    from cli.remote import connect

    typed: dict[str, Any] = ctx.params
    try:
        with connect(typed.get("server"), typed.get("token"), timeout=_WITHIN_SECONDS) as remote:
            return ask(remote)
    except CommandFailed:
        return []
