"""Cursors from strangers."""

import base64
import json
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from store.cursor import decode, encode
from tests.store.factories import NOON


def made(value: object) -> str:
    """A cursor around any JSON."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_cursor_comes_back() -> None:
    """And needs no escaping in an address."""
    cursor = encode(NOON, 3, "AUR-1.ü?")
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert decode(cursor, datetime, int, str) == (NOON, 3, "AUR-1.ü?")


@pytest.mark.parametrize(
    ("cursor", "kinds"),
    [
        pytest.param("", (str,), id="empty"),
        pytest.param("%%%", (str,), id="not base64"),
        pytest.param("ü", (str,), id="not ASCII"),
        pytest.param("AAA", (str,), id="not JSON"),
        pytest.param(made({"a": 1}), (str,), id="not a list"),
        pytest.param(made("a"), (str,), id="text"),
        pytest.param(made(["a"]), (str, str), id="too short"),
        pytest.param(made(["a", "b"]), (str,), id="too long"),
        pytest.param(made(["a"]), (int,), id="not a number"),
        pytest.param(made([True]), (int,), id="a truth is not a number"),
        pytest.param(made([2**40]), (int,), id="too large for a column"),
        pytest.param(made([1]), (str,), id="not text"),
        pytest.param(made(["a\0"]), (str,), id="NUL"),
        pytest.param(made(["\ud83d"]), (str,), id="lone surrogate"),
        pytest.param(made(["yesterday"]), (datetime,), id="not a moment"),
        pytest.param(made(["2026-03-02T12:00:00"]), (datetime,), id="a naive moment"),
        pytest.param(made(["0001-01-01T00:00:00+14:00"]), (datetime,), id="a moment before time"),
    ],
)
def test_anything_else_is_invalid(cursor: str, kinds: tuple[Any, ...]) -> None:
    """And the problem points at the cursor."""
    with pytest.raises(Invalid) as caught:
        decode(cursor, *kinds)
    assert [problem.pointer for problem in caught.value.problems] == ["/cursor"]


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode())))
def test_noise_never_breaks_it(noise: str) -> None:
    """It is a cursor, or it is invalid; nothing else comes out."""
    with suppress(Invalid):
        moment, text = decode(noise, datetime, str)
        assert isinstance(moment, datetime)
        assert isinstance(text, str)
