"""What a charter must say, and how much of it: the same for whoever starts a launch, through whatever door."""

import re
from collections.abc import Iterator
from datetime import date

from domain.errors import Problem

MOST_LINE, MOST_TEXT = 200, 4000
"""Characters in a title or product, and in an objective, user need or scope."""

PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,9}")
PRIORITIES = range(1, 6)
YEARS = range(1900, 2200)
"""Earlier and later ones are slips of the keyboard."""

_ASKED = {
    "title": "what it is called",
    "product": "which product it belongs to",
    "objective": "which business objective it serves",
    "user_need": "which need of users it serves",
}


def wrong_charter(
    texts: dict[str, str], *, prefix: str | None, priority: int, target_date: date | None, whole: bool = True
) -> Iterator[Problem]:
    """A problem for each field; while it is not `whole` yet, what is still empty is none."""
    yield from _texts(texts, whole=whole)
    if prefix and not PREFIX.fullmatch(prefix):
        yield Problem("/prefix", "Use 2 to 10 capital letters and digits, a letter first.")
    if priority not in PRIORITIES:
        yield Problem("/priority", "Use 1 (drop everything) to 5 (when there is time).")
    if target_date and target_date.year not in YEARS:
        yield Problem("/target_date", f"Use a year from {YEARS.start} to {YEARS.stop - 1}.")


def _texts(texts: dict[str, str], *, whole: bool) -> Iterator[Problem]:
    for name, text in texts.items():
        line = name in {"title", "product"}
        most = MOST_LINE if line else MOST_TEXT
        if whole and name in _ASKED and not text.strip():
            yield Problem(f"/{name}", f"Say {_ASKED[name]}.")
        if len(text) > most:
            yield Problem(f"/{name}", f"Use at most {most} characters; this is {len(text)}.")
        if line and len(text.splitlines()) > 1:
            yield Problem(f"/{name}", "Use one line.")
