"""Substitutes: who may act for whom, and for how long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.delegation import MAX_HOPS, Delegation, chain, principals_of, require_sound, substitutes_of
from domain.errors import Invalid

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_numbers = count()


def hand_over(principal: str, substitute: str, first: int = 0, last: int = 10) -> Delegation:
    """From so many days after now until so many days after now."""
    return Delegation(
        id=f"D{next(_numbers)}",
        principal=principal,
        substitute=substitute,
        starts_at=NOW + timedelta(days=first),
        ends_at=NOW + timedelta(days=last),
        reason="",
        created_by=principal,
        created_at=NOW,
    )


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        pytest.param(hand_over("ana", "bo", 3, 3), "/ends_at", id="no time at all"),
        pytest.param(hand_over("ana", "bo", 3, 2), "/ends_at", id="backwards"),
        pytest.param(hand_over("ana", "bo", -3, -2), "/ends_at", id="over already"),
        pytest.param(hand_over("ana", "bo", 0, 367), "/ends_at", id="for more than a year"),
        pytest.param(hand_over("ana", "ana"), "/substitute", id="to oneself"),
    ],
)
def test_what_cannot_be(wanted: Delegation, pointer: str) -> None:
    """Each wrong field is pointed at."""
    with pytest.raises(Invalid) as refused:
        require_sound(wanted, ())
    assert [problem.pointer for problem in refused.value.problems] == [pointer]


def test_a_year_is_allowed() -> None:
    """Also a leap year, to the day."""
    require_sound(hand_over("ana", "bo", 0, 366), ())


def test_a_circle_is_refused() -> None:
    """Bo handed over to Ana, so Ana cannot hand over to Bo at the same time; afterwards she can."""
    there = hand_over("bo", "ana", 0, 5)

    with pytest.raises(Invalid, match="see each problem") as refused:
        require_sound(hand_over("ana", "bo", 4, 9), [there])
    assert "in a circle: ana → bo → ana" in refused.value.problems[0].detail
    require_sound(hand_over("ana", "bo", 5, 9), [there])
    require_sound(hand_over("ana", "bo", 4, 9), [replace(there, revoked_at=NOW)])


@pytest.mark.parametrize(
    ("wanted", "others"),
    [
        pytest.param(("cy", "di"), [("ana", "bo"), ("bo", "cy")], id="at the end"),
        pytest.param(("ana", "bo"), [("bo", "cy"), ("cy", "di")], id="at the beginning"),
        pytest.param(("bo", "cy"), [("ana", "bo"), ("cy", "di")], id="in the middle"),
    ],
)
def test_a_long_chain_is_refused(wanted: tuple[str, str], others: list[tuple[str, str]]) -> None:
    """A substitute's substitute is the last, wherever the new link comes."""
    made = [hand_over(*one) for one in others]

    with pytest.raises(Invalid) as refused:
        require_sound(hand_over(*wanted), made)
    assert "ana → bo → cy → di" in refused.value.problems[0].detail
    require_sound(hand_over(*wanted), [hand_over(*one, 0, 3 + index) for index, one in enumerate(others[:1])])


def test_links_that_never_meet_make_no_chain() -> None:
    """Each overlaps the new one, but there is no moment at which all three are in force."""
    require_sound(hand_over("bo", "cy", 0, 9), [hand_over("ana", "bo", 0, 3), hand_over("cy", "di", 3, 9)])


def test_the_chain_in_force() -> None:
    """From the principal over their substitute to the substitute's; only while all of it lasts."""
    made = [hand_over("ana", "bo", 0, 4), hand_over("bo", "cy", 2, 9)]
    days = [NOW + timedelta(days=day) for day in range(10)]

    assert [chain(made, "ana", "bo", day) is not None for day in days] == [day < 4 for day in range(10)]
    assert [chain(made, "ana", "cy", day) for day in days if chain(made, "ana", "cy", day)] == [("ana", "bo", "cy")] * 2
    assert chain(made, "ana", "ana", NOW) is None
    assert chain([replace(made[0], revoked_at=NOW)], "ana", "bo", NOW) is None
    assert chain([hand_over("ana", "bo", 0, 4)], "ana", "bo", NOW + timedelta(days=4)) is None, "the end is excluded"


def test_the_nearest_way_counts() -> None:
    """Who was named directly needs nobody between."""
    made = [hand_over("ana", "bo"), hand_over("bo", "cy"), hand_over("ana", "cy")]

    assert chain(made, "ana", "cy", NOW) == ("ana", "cy")
    assert principals_of("cy", made, NOW) == (("ana", "cy"), ("bo", "cy"))


def test_who_is_told_instead() -> None:
    """Somebody out of office has their substitute told too, and that one's; whoever is told anyway is not repeated."""
    made = [hand_over("ana", "bo"), hand_over("bo", "cy"), hand_over("di", "ana")]

    assert substitutes_of(("ana",), made, NOW) == ("bo", "cy")
    assert substitutes_of(("ana", "bo"), made, NOW) == ("cy",)
    assert substitutes_of(("di", "ana"), made, NOW) == ("bo", "cy")
    assert substitutes_of(("ana",), made, NOW + timedelta(days=10)) == ()


PEOPLE = st.sampled_from("abcde")
LINKS = st.builds(
    lambda principal, substitute, first, days: hand_over(principal, substitute, first, first + days),
    PEOPLE,
    PEOPLE,
    st.integers(0, 6),
    st.integers(1, 6),
)


@given(st.lists(LINKS, max_size=12))
def test_no_circle_and_no_long_chain_ever_arises(links: list[Delegation]) -> None:
    """Whatever is accepted one after the other, at no moment does authority go round or further than it may."""
    made: list[Delegation] = []
    for link in links:
        try:
            require_sound(link, made)
        except Invalid:
            continue
        made.append(link)
    for day in range(13):
        active = [one for one in made if one.active(NOW + timedelta(days=day))]
        for person in "abcde":
            reached = {person}
            for hops in range(6):
                after = {one.substitute for one in active if one.principal in reached}
                assert person not in after, "a circle"
                assert hops < MAX_HOPS or not after, "too many hands"
                reached = after


@given(st.lists(LINKS, max_size=12), PEOPLE, PEOPLE)
def test_resolving_never_goes_round(links: list[Delegation], principal: str, actor: str) -> None:
    """Even among links that creation would have refused, a chain names nobody twice and is short enough."""
    way = chain(links, principal, actor, NOW)
    if way is not None:
        assert way[0] == principal
        assert way[-1] == actor
        assert len(set(way)) == len(way)
        assert 2 <= len(way) <= MAX_HOPS + 1
        assert any(found[0] == principal for found in principals_of(actor, links, NOW))
        assert actor in substitutes_of((principal,), links, NOW)
