"""What people say about a launch, a task or a gate. A comment decides nothing and never counts as a vote."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

MAX_TEXT = 10_000
MAX_MENTIONS = 50

_MENTION = re.compile(r"(?<![\w.@/+-])@(\w(?:[\w.-]{0,126}\w)?)(?!\w)")


@dataclass(frozen=True)
class Comment:
    """Something somebody said. Once its author took it back it has no text, and stays in its place."""

    id: str
    launch: str
    item: str
    """The launch's key, or the outside id of the task or gate."""
    author: str
    text: str
    mentions: tuple[str, ...]
    """Ids of the people it names who were told."""
    created_at: datetime
    on_behalf_of: str | None = None
    deleted_at: datetime | None = None


def named_in(text: str) -> tuple[str, ...]:
    """What stands behind an `@` in a text, each once. The `@` of an address is none of them."""
    return tuple(dict.fromkeys(_MENTION.findall(text)))


def parts_of(text: str) -> Iterator[tuple[str, str | None]]:
    """A text in pieces: what stands there, and of what stands behind an `@`, whom that may name."""
    end = 0
    for found in _MENTION.finditer(text):
        yield text[end : found.start()], None
        yield found[0], found[1]
        end = found.end()
    yield text[end:], None
