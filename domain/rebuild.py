"""Frozen dataclasses as JSON values and back, for those that an event must hold whole."""

import json
from collections.abc import Collection, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_json(value: Any, later: Collection[str] = ()) -> Any:
    """A dataclass as the JSON values that it is after a journey through the engine: lists, no tuples.

    Fields named in `later`, here or anywhere inside, are left out while they are at their default.
    """
    return json.loads(json.dumps(_taken_apart(value, later), default=_plain))


def from_json(kind: type[T], data: Mapping[str, Any]) -> T:
    """The dataclass that `to_json` described; fields it did not know get their defaults."""
    built: T = _built(kind, data)
    return built


def _taken_apart(value: Any, later: Collection[str]) -> Any:
    if is_dataclass(value):
        said = ((field, getattr(value, field.name)) for field in fields(value))
        return {
            field.name: _taken_apart(one, later)
            for field, one in said
            if field.name not in later or one != _default(field)
        }
    if isinstance(value, tuple | list):
        return [_taken_apart(one, later) for one in value]
    if isinstance(value, dict):
        return {name: _taken_apart(one, later) for name, one in value.items()}
    return value


def _default(field: "Field[Any]") -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


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
