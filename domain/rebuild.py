"""Frozen dataclasses as JSON values and back, for those that an event must hold whole."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """A dataclass as the JSON values that it is after a journey through the engine: lists, no tuples."""
    return json.loads(json.dumps(asdict(value), default=_plain))


def from_json(kind: type[T], data: Mapping[str, Any]) -> T:
    """The dataclass that `to_json` described; fields it did not know get their defaults."""
    built: T = _built(kind, data)
    return built


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _built(kind: Any, data: Any) -> Any:
    """`data` as a value of the type that a field declares."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any or data is None:
        return data
    if origin in {Union, UnionType}:
        return _built(next(one for one in inner if one is not type(None)), data)
    if origin is tuple:
        return tuple(_built(inner[0], item) for item in data)
    if origin is dict:
        return {name: _built(inner[1], item) for name, item in data.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        known = {field.name for field in fields(kind)}
        return kind(**{name: _built(hints[name], item) for name, item in data.items() if name in known})
    if kind is datetime or kind is date:
        return kind.fromisoformat(data)
    return kind(data) if isinstance(kind, type) and issubclass(kind, Decimal | Enum) else data


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
