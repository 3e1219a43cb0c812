"""Text that databases, the engine and terminals can all bear."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tab and line ends, and halves of surrogate pairs, which have no UTF-8."""


def unsafe_texts(value: Any, pointer: str = "") -> Iterator[str]:
    """JSON Pointers of every text inside `value` that holds something unsafe."""
    if isinstance(value, str):
        if UNSAFE.search(value):
            yield pointer
    elif is_dataclass(value):
        for field in fields(value):
            yield from unsafe_texts(getattr(value, field.name), f"{pointer}/{field.name}")
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from unsafe_texts(name, f"{pointer}/{name}")
            yield from unsafe_texts(item, f"{pointer}/{name}")
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from unsafe_texts(item, f"{pointer}/{index}")


def minute(moment: datetime | None) -> str:
    """A moment as messages say it."""
    return moment.strftime("%Y-%m-%d %H:%M UTC") if moment else "some day"
