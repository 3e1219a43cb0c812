"""The chain: no event can be changed, dropped, doubled or moved without being found."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events import GENESIS, Event, Fact, broken_at, chain, digest, follows
from tests.unit.launch.plans import MONDAY

KEY = "AUR-1"


def made(*facts: Fact) -> list[Event]:
    """A log of these facts, a minute apart."""
    log: list[Event] = []
    for index, fact in enumerate(facts):
        head = log[-1].hash if log else GENESIS
        log.append(chain(KEY, index + 1, head, fact, MONDAY + timedelta(minutes=index)))
    return log


LOG = made(
    Fact("launch.started", KEY, {"title": "Aurora", "facts": {"countries": 3}}, "pia"),
    Fact("task.opened", "brief"),
    Fact("task.completed", "brief", {"note": "Größe: 3 €"}, "ana"),
    Fact("gate.voted", "G1", {"seat": "head", "choice": "approve", "rationale": ""}, "head", on_behalf_of="chief"),
    Fact("gate.decided", "G1", {"decision": "go", "conditions": []}, "dora"),
)

EDITS: dict[str, Callable[[Event], Any]] = {
    "seq": lambda event: event.seq + 1,
    "prev_hash": lambda _: "f" * 64,
    "hash": lambda _: "f" * 64,
    "occurred_at": lambda event: event.occurred_at + timedelta(microseconds=1),
    "actor": lambda event: f"{event.actor}x",
    "action": lambda _: "task.cancelled",
    "target": lambda event: f"{event.target}x",
    "data": lambda event: {**event.data, "more": None},
    "on_behalf_of": lambda _: "mallory",
}


def test_an_intact_log_holds() -> None:
    """Nothing is broken in what nobody touched, however often it is read."""
    assert broken_at(KEY, LOG) is None
    assert broken_at(KEY, iter(LOG)) is None
    assert broken_at(KEY, []) is None


def test_every_field_of_an_event_is_edited_below() -> None:
    """A new field must be covered by the hash, and by the next test."""
    assert set(EDITS) == {field.name for field in fields(Event)}


@pytest.mark.parametrize("field", EDITS)
@pytest.mark.parametrize("index", range(len(LOG)))
def test_every_edit_is_found_where_it_was_made(index: int, field: str) -> None:
    """Each field of each event."""
    log = [*LOG]
    log[index] = replace(log[index], **{field: EDITS[field](log[index])})

    assert broken_at(KEY, log) == index + 1


def test_an_edit_with_a_fresh_hash_is_found_one_later() -> None:
    """Hashing an edited event anew breaks the link to the one after it."""
    log, old = [*LOG], LOG[1]
    log[1] = chain(KEY, 2, old.prev_hash, Fact("task.cancelled", "brief"), old.occurred_at)

    assert broken_at(KEY, log) == 3


@pytest.mark.parametrize("index", range(len(LOG) - 1))
def test_every_deletion_is_found(index: int) -> None:
    """Except that of the tail, see below."""
    assert broken_at(KEY, [*LOG[:index], *LOG[index + 1 :]]) == index + 1


@pytest.mark.parametrize(("one", "other"), tuple(combinations(range(len(LOG)), 2)))
def test_every_swap_is_found(one: int, other: int) -> None:
    """Order is part of the chain."""
    log = [*LOG]
    log[one], log[other] = log[other], log[one]

    assert broken_at(KEY, log) == one + 1


@pytest.mark.parametrize("index", range(len(LOG)))
def test_every_duplicate_is_found(index: int) -> None:
    """The same event twice."""
    assert broken_at(KEY, [*LOG[: index + 1], *LOG[index:]]) == index + 2


def test_a_tail_cut_off_shows_only_in_length_and_head() -> None:
    """Why a verifier also asks the workflow how long the log is and how it ends."""
    cut = LOG[:-1]

    assert broken_at(KEY, cut) is None
    assert (len(cut), cut[-1].hash) != (len(LOG), LOG[-1].hash)


def test_the_log_of_another_launch_does_not_fit() -> None:
    """The key is part of every hash."""
    assert broken_at("AUR-2", LOG) == 1


def test_follows_says_which_event_comes_next() -> None:
    """By number, by hash, and by content."""
    assert follows(KEY, 0, GENESIS, LOG[0])
    assert follows(KEY, 1, LOG[0].hash, LOG[1])
    assert not follows(KEY, 0, GENESIS, LOG[1])
    assert not follows(KEY, 1, GENESIS, LOG[1])


def test_the_digest_is_of_canonical_json() -> None:
    """Pinned: a log that was written once verifies for ever."""
    fact = Fact("task.completed", "brief", {"b": 1, "a": ["é", None, True, 0.5]}, "ana", "bob")

    assert digest(KEY, 7, GENESIS, fact, datetime(2026, 3, 2, 9, tzinfo=UTC)) == (
        "63f90f16762fa6afc75f281d0aa8a827bb14067121c8aa163f91a6969fe6cf61"
    )


def test_the_same_instant_in_another_zone_has_the_same_digest() -> None:
    """Databases hand moments back in zones of their own."""
    there = MONDAY.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert broken_at(KEY, [replace(LOG[0], occurred_at=there)]) is None


texts = st.text(st.characters(codec="utf-8"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(texts, json_values, max_size=4))
def test_the_order_of_keys_does_not_matter(data: dict[str, Any]) -> None:
    """JSON objects have none."""
    turned = dict(reversed(data.items()))

    assert digest(KEY, 1, GENESIS, Fact("a", "b", data), MONDAY) == digest(
        KEY, 1, GENESIS, Fact("a", "b", turned), MONDAY
    )
