"""Text that databases, the engine and terminals can all bear."""

from typing import Any

import pytest

from domain.text import unsafe_texts
from tests.unit.launch.plans import condition


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        pytest.param("Größe: 3 €\n\tgut 🚀", [], id="ordinary text, tabs and line ends"),
        pytest.param("a\x00b", [""], id="a zero byte"),
        pytest.param("\ud83d", [""], id="half a pair"),
        pytest.param({"a": ["fine", "\x1b"], "b": 1}, ["/a/1"], id="deep inside"),
        pytest.param({"\x07": True}, ["/\x07"], id="a name"),
        pytest.param((condition(), condition(owner="\x7f")), ["/1/owner"], id="in a dataclass"),
        pytest.param(None, [], id="nothing"),
    ],
)
def test_unsafe_text_is_found_where_it_stands(value: Any, pointers: list[str]) -> None:
    """As JSON Pointers."""
    assert list(unsafe_texts(value)) == pointers
