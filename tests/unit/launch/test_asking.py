"""Requests: asking a person to look at something, which is never a vote."""

import pytest

from domain.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from domain.launch.asking import MOST_OPEN
from domain.launch.commands import AnswerReview, RequestReview, WithdrawRequest
from domain.launch.pending import PendingAct
from domain.launch.state import Opinion, RequestState
from tests.unit.launch.plans import ANA, CHIEF, HEAD, LEO, MAX, OPS, PIA, Journey
from tests.unit.launch.read_model import ReadModel


def ask(journey: Journey, target: str = "G1", of: str = "leo") -> str:
    """Ana asks."""
    return journey.act(RequestReview("key", ANA, target, of, "please"))


def reviews(journey: Journey) -> list[PendingAct]:
    """What waits for reviewers."""
    return [act for act in ReadModel.of(journey.launch).inbox() if act.act == "review"]


def test_a_request_waits_in_one_inbox() -> None:
    """Also while the launch is held; it leaves with the answer."""
    journey = Journey.begin().to_g1()
    assert ask(journey) == "Q1"
    journey.hold()
    (entry,) = reviews(journey)
    assert (entry.item, entry.part, entry.audience, entry.title) == ("AUR-1.Q1", "G1", "person:leo", "Gate G1")
    journey.act(AnswerReview("key", LEO, "Q1", Opinion.CONCERNS, "the contract"))
    assert reviews(journey) == []
    answered = journey.launch.requests["Q1"]
    assert (answered.state, answered.opinion, answered.answer) == ("answered", "concerns", "the contract")


def test_only_the_person_asked_answers() -> None:
    """Concerns with words, and once."""
    journey = Journey.begin().to_g1()
    ask(journey)
    with pytest.raises(NotAllowed, match="leo was asked"):
        journey.act(AnswerReview("key", MAX, "Q1", Opinion.FINE))
    with pytest.raises(Invalid):
        journey.act(AnswerReview("key", LEO, "Q1", Opinion.CONCERNS))
    journey.act(AnswerReview("key", LEO, "Q1", Opinion.FINE))
    with pytest.raises(WrongState, match="answered already"):
        journey.act(AnswerReview("key", LEO, "Q1", Opinion.FINE))


def test_whoever_asked_or_an_operator_withdraws() -> None:
    """Nobody else, not even the person asked."""
    journey = Journey.begin().to_g1()
    ask(journey)
    ask(journey, of="max")
    with pytest.raises(NotAllowed):
        journey.act(WithdrawRequest("key", LEO, "Q1"))
    journey.act(WithdrawRequest("key", ANA, "Q1"))
    journey.act(WithdrawRequest("key", OPS, "Q2"))
    assert {one.state for one in journey.launch.requests.values()} == {RequestState.WITHDRAWN}


def test_nobody_is_asked_twice_nor_for_nothing() -> None:
    """One open request for each person and thing; the thing must exist."""
    journey = Journey.begin().to_g1()
    ask(journey)
    with pytest.raises(Conflict, match="asked leo already"):
        ask(journey)
    with pytest.raises(NotFound):
        ask(journey, target="G9")
    with pytest.raises(NotFound):
        journey.act(AnswerReview("key", LEO, "Q9", Opinion.FINE))


def test_open_requests_have_a_bound() -> None:
    """Withdrawing one makes room."""
    journey = Journey.begin()
    for number in range(MOST_OPEN):
        ask(journey, "brief", f"p{number}")
    with pytest.raises(Conflict, match="withdraw some"):
        ask(journey, "brief")
    journey.act(WithdrawRequest("key", ANA, "Q1"))
    assert ask(journey, "brief") == f"Q{MOST_OPEN + 1}"


def test_a_decision_and_an_end_leave_no_request_open() -> None:
    """Each lapses, what is left of the launch with the launch."""
    journey = Journey.begin().to_g1()
    ask(journey)
    ask(journey, "brief")
    for voter in (HEAD, CHIEF):
        journey.vote("G1", voter)
    journey.attest("G1", LEO)
    journey.decide("G1")
    assert [one.state for one in journey.launch.requests.values()] == ["lapsed", "open"]
    with pytest.raises(WrongState, match="a review comes too late"):
        ask(journey)
    journey.cancel(PIA)
    assert [one.state for one in journey.launch.requests.values()] == ["lapsed", "lapsed"]
