"""Ballots stay blind until every seat has voted, in the gate and in the log."""

import pytest

from domain.events import Event
from domain.launch.blind import HIDDEN, blind, blind_event
from domain.launch.show import show_gate
from domain.launch.state import Choice, DecisionKind
from domain.launch.views import GateView
from tests.unit.launch.plans import ANA, CHIEF, DORA, HEAD, LEO, Journey


def view(journey: Journey, gate: str = "G1") -> GateView:
    """A gate as the arbiter sees it."""
    return show_gate(journey.launch, journey.launch.gates[gate])


def voters(journey: Journey, viewer: str) -> list[str]:
    """Whose ballots somebody sees."""
    return [vote.voter for vote in blind(view(journey), viewer).votes]


def choices(journey: Journey, viewer: str) -> list[str]:
    """What the log says of ballots, as somebody may read it."""
    gates = {gate: view(journey, gate) for gate in journey.launch.gates}
    told = (blind_event(event, gates, viewer) for event in journey.events)
    return [event.data["choice"] for event in told if event.action == "gate.voted"]


@pytest.fixture
def half() -> Journey:
    """One of two has voted, against."""
    journey = Journey.begin().to_g1()
    journey.vote("G1", HEAD, Choice.REJECT)
    return journey


def test_until_all_have_voted_everybody_sees_their_own_ballot_only(half: Journey) -> None:
    """Not even the decider sees more."""
    assert voters(half, "head") == ["head"]
    assert choices(half, "head") == ["reject"]
    for viewer in ("chief", "dora", "pia"):
        assert voters(half, viewer) == []
        assert choices(half, viewer) == [HIDDEN]


def test_nothing_else_gives_a_ballot_away(half: Journey) -> None:
    """A gate with an approval looks like one with a rejection to anybody else."""
    other = Journey.begin().to_g1()
    other.vote("G1", HEAD)

    assert blind(view(half), "chief") == blind(view(other), "chief")


def test_the_last_ballot_reveals_all(half: Journey) -> None:
    """To everybody."""
    half.vote("G1", CHIEF)

    assert voters(half, "ana") == ["head", "chief"]
    assert choices(half, "ana") == ["reject", "approve"]


def test_hidden_words_are_hidden_too(half: Journey) -> None:
    """The rationale says more than the choice; seat, number and hash stay."""
    whole = half.events[-1]
    told = blind_event(whole, {"G1": view(half)}, "chief")

    assert told.data == {**whole.data, "seat": "head_product", "choice": HIDDEN, "rationale": HIDDEN}
    assert (told.hash, told.seq, told.actor) == (whole.hash, whole.seq, whole.actor)


def test_a_hold_reveals_nothing(half: Journey) -> None:
    """Voting goes on after it."""
    half.decide("G1", DecisionKind.HOLD)

    assert voters(half, "ana") == []
    assert choices(half, "ana") == [HIDDEN]


@pytest.mark.parametrize("end", ["kill", "cancel"])
def test_when_nobody_can_vote_any_more_all_is_shown(half: Journey, end: str) -> None:
    """The gate and the log agree."""
    if end == "kill":
        half.decide("G1", DecisionKind.KILL)
    else:
        half.cancel()

    assert voters(half, "ana") == ["head"]
    assert choices(half, "ana") == ["reject"]


def test_a_recycle_shows_the_ballots_of_the_attempt_before(half: Journey) -> None:
    """Those are decided; the new ones are blind again."""
    half.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")
    assert choices(half, "ana") == ["reject"]
    half.now = half.now.replace(hour=12)
    half.to_g1()
    half.vote("G1", HEAD)

    assert choices(half, "chief") == ["reject", HIDDEN]


def test_a_decision_reveals() -> None:
    """Once it is made, all is on the table."""
    journey = Journey.begin().past_g1()

    assert view(journey).revealed
    assert choices(journey, "ana") == ["approve", "approve"]


def test_events_of_other_things_are_whole(half: Journey) -> None:
    """And so are those of gates the reader knows nothing of."""
    half.attest("G1", LEO)
    gates = {"G1": view(half)}

    def told(event: Event) -> Event:
        return blind_event(event, gates, DORA.id)

    assert told(half.events[-1]) == half.events[-1]
    assert told(half.events[0]) == half.events[0]
    assert blind_event(half.events[-2], {}, ANA.id) == half.events[-2]
