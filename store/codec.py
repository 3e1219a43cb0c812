"""Views as JSON and back."""

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def to_json(view: Any) -> Any:
    """A view as JSON values."""
    return _adapter(type(view)).dump_python(view, mode="json")


def from_json(kind: type[T], body: Any) -> T:
    """The view of this kind that `to_json` described; fields it did not know get their defaults."""
    view: T = _adapter(kind).validate_python(body)
    return view


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
