"""What tells whom, as a table; and that it is the same however often it is asked."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.events import Fact, chain
from domain.launch.apply import CHANGES
from domain.launch.handle import tick
from domain.launch.show import changes
from domain.launch.state import DecisionKind
from domain.launch.views import Batch
from domain.mentions import mention_notice
from domain.notices import TELLS, Notice, ask, notices_of
from tests.unit.launch.plans import (
    ANA,
    CHIEF,
    EVE,
    HEAD,
    LEO,
    MONDAY,
    ONE_GATE,
    ONE_TASK,
    Journey,
    condition,
    evidence,
    gate,
    plan,
    stage,
    task,
)

Step = Callable[[Journey], object]


def batch_of(journey: Journey, step: Step) -> Batch:
    """What a step delivers."""
    before, known = journey.launch, len(journey.events)
    step(journey)
    return changes(before, journey.launch, tuple(journey.events[known:]))


def told(journey: Journey, step: Step) -> tuple[Notice, ...]:
    """The notices of a step."""
    return notices_of(batch_of(journey, step))


def short(notices: tuple[Notice, ...]) -> list[str]:
    """Kind, item and audience of each."""
    return [f"{one.kind} {one.item.removeprefix('AUR-1.')} {one.audience}" for one in notices]


ASKED_AT_G1 = ["gate G1 department:legal", "gate G1 role:head_product", "gate G1 role:head_engineering"]


def _voted_but_one(journey: Journey) -> Journey:
    journey.to_g1()
    journey.attest("G1", LEO)
    journey.vote("G1", HEAD)
    return journey


def _held(journey: Journey) -> Journey:
    journey.past_g1()
    journey.claim("code", EVE)
    journey.hold()
    return journey


@pytest.mark.parametrize(
    ("journey", "step", "expected"),
    [
        pytest.param(
            Journey.begin(),
            lambda it: it.complete("brief", ANA),
            ["task spec department:product"],
            id="a task opens: its candidates",
        ),
        pytest.param(Journey.begin(), lambda it: it.claim("brief", ANA), [], id="a claim: nobody"),
        pytest.param(Journey.begin(), lambda it: it.act(evidence()), [], id="evidence: nobody"),
        pytest.param(Journey.begin(), Journey.to_g1, ASKED_AT_G1, id="a gate"),
        pytest.param(
            Journey.begin(ONE_TASK),
            lambda it: (it.claim("brief", ANA), it.unclaim("brief", ANA)),
            ["task brief department:product"],
            id="a task comes back: its candidates",
        ),
        pytest.param(Journey.begin().to_g1(), lambda it: it.vote("G1", HEAD), [], id="a vote that is not the last"),
        pytest.param(
            _voted_but_one(Journey.begin()),
            lambda it: it.vote("G1", CHIEF),
            ["gate G1 role:director"],
            id="the last word: the decider",
        ),
        pytest.param(
            _voted_but_one(Journey.begin()),
            lambda it: (it.vote("G1", CHIEF), it.decide("G1")),
            [
                "decided G1 person:pia",
                "followed G1 person:head",
                "followed G1 person:chief",
                "followed G1 department:legal",
                "task code role:developer",
                "task copy department:marketing",
            ],
            id="a decision: owner, voters, departments; then what opens",
        ),
        pytest.param(
            Journey.begin().to_g1(),
            lambda it: it.decide("G1", DecisionKind.RECYCLE, recycle_to="idea"),
            [
                "decided G1 person:pia",
                "followed G1 role:head_product",
                "followed G1 role:head_engineering",
                "followed G1 department:legal",
                "task brief department:product",
            ],
            id="a recycle: whoever holds the seats, and the work again",
        ),
        pytest.param(
            _voted_but_one(Journey.begin()),
            lambda it: (
                it.vote("G1", CHIEF),
                it.decide("G1", DecisionKind.CONDITIONAL_GO, conditions=(condition(),)),
            ),
            [
                "decided G1 person:pia",
                "followed G1 person:head",
                "followed G1 person:chief",
                "followed G1 department:legal",
                "task C1 person:leo",
                "task code role:developer",
                "task copy department:marketing",
            ],
            id="a condition: its owner",
        ),
        pytest.param(
            Journey.begin(ONE_TASK),
            lambda it: it.later(days=1),
            ["overdue brief named:product"],
            id="half of the time: the candidates",
        ),
        pytest.param(
            Journey.begin(ONE_TASK),
            lambda it: it.later(days=7),
            ["overdue brief named:product", "overdue brief named:head_product", "overdue brief named:exec_sponsor"],
            id="all marks: candidates, delegate, sponsor",
        ),
        pytest.param(
            _held(Journey.begin()),
            Journey.resume,
            ["launch AUR-1 person:pia", "launch AUR-1 person:eve", "launch AUR-1 department:marketing"],
            id="a resume: the owner and who has something open",
        ),
        pytest.param(
            Journey.begin().past_g1(),
            Journey.hold,
            ["launch AUR-1 person:pia", "launch AUR-1 role:developer", "launch AUR-1 department:marketing"],
            id="a hold",
        ),
        pytest.param(
            _held(Journey.begin()),
            Journey.cancel,
            ["launch AUR-1 person:pia", "launch AUR-1 person:eve", "launch AUR-1 department:marketing"],
            id="the end of what is held",
        ),
        pytest.param(
            Journey.begin().to_g1(),
            Journey.cancel,
            ["launch AUR-1 person:pia", *(one.replace("gate G1", "launch AUR-1") for one in ASKED_AT_G1)],
            id="the end while a gate is open",
        ),
        pytest.param(
            Journey.begin(ONE_GATE),
            lambda it: it.decide("G1"),
            ["decided G1 person:pia", "launch AUR-1 person:pia"],
            id="the last gate: the owner hears that it is finished",
        ),
    ],
)
def test_what_tells_whom(journey: Journey, step: Step, expected: list[str]) -> None:
    """Each event, its audiences."""
    assert short(told(journey, step)) == expected


def test_nobody_is_told_of_their_own_act() -> None:
    """Nor is whoever it was done for; what the system does excludes nobody but those who may not act on it."""
    journey = Journey.begin()
    (returned,) = told(journey, lambda it: (it.claim("brief", ANA), it.unclaim("brief", ANA)))
    (opened,) = told(journey, lambda it: it.complete("brief", ANA))
    assert (returned.excluded, opened.excluded) == (("ana",), ())

    journey.complete("spec", ANA)
    votes = [one for one in told_again(journey) if one.act == "vote"]
    assert {one.excluded for one in votes} == {("pia", "ana")}


def test_a_slip_tells_those_who_wait() -> None:
    """Each audience once, with what of theirs waits, and why."""
    held_up = plan(
        (stage("one"),),
        (task("a", "one"), task("b", "one", "legal", after=("a",)), task("c", "one", "legal", after=("b",))),
        (gate("G", "one"),),
        tells_slips=True,
    )
    late = told(Journey.begin(held_up), lambda it: it.later(days=2))

    (notice,) = (one for one in late if one.subject.startswith("Held up"))
    assert (notice.audience, notice.path) == ("department:legal", "/tasks/AUR-1.a")
    assert notice.text.endswith("is late. These wait for it: b, c.")


def told_again(journey: Journey) -> tuple[Notice, ...]:
    """All that a launch ever told, had it been delivered in one batch."""
    return notices_of(changes(None, journey.launch, tuple(journey.events)))


def test_the_decider_is_asked_once_an_attempt() -> None:
    """Whoever changes their ballot afterwards does not ask again."""
    journey = _voted_but_one(Journey.begin())
    (first,) = told(journey, lambda it: it.vote("G1", CHIEF))
    (again,) = told(journey, lambda it: it.vote("G1", CHIEF))

    assert first.id != again.id
    assert first.topic == again.topic == "AUR-1.G1:1:decide"


def test_a_mark_is_one_topic_whoever_is_told() -> None:
    """Of an item, an attempt and a mark; and only the last mark is urgent."""
    marks = told(Journey.begin(ONE_TASK), lambda it: it.later(days=7))

    assert [one.topic for one in marks] == ["AUR-1.brief:1:50", "AUR-1.brief:1:100", "AUR-1.brief:1:150"]
    assert [one.urgent for one in marks] == [False, False, True]


def test_audiences_of_one_event_share_a_topic_and_events_do_not() -> None:
    """So a person in three of them is told once."""
    journey = Journey.begin()
    journey.complete("brief", ANA)
    assert len({one.topic for one in told(journey, lambda it: it.complete("spec", ANA))}) == 1


def test_a_decision_that_holds_is_told_as_one_thing() -> None:
    """The owner does not hear twice of one act."""
    notices = told(Journey.begin(ONE_GATE), lambda it: it.decide("G1", DecisionKind.HOLD))

    assert [one.kind for one in notices if one.audience == "person:pia"] == ["decided", "launch"]
    assert len({one.topic for one in notices}) == 1


def test_a_batch_tells_the_same_twice() -> None:
    """Two deliveries of a batch come to the same ids."""
    batch = batch_of(Journey.begin(), Journey.past_g1)

    assert notices_of(batch) == notices_of(batch)
    ids = [one.id for one in notices_of(batch)]
    assert len(set(ids)) == len(ids)


def test_ballots_stay_blind() -> None:
    """No notice says how anybody voted."""
    journey = _voted_but_one(Journey.begin())
    for one in told(journey, lambda it: it.vote("G1", CHIEF)):
        assert "approve" not in one.text + one.subject
        assert "because" not in one.text


def test_time_alone_tells_nobody_anything_else() -> None:
    """A tick without marks is silent."""
    journey = Journey.begin()
    outcome = tick(journey.launch, MONDAY + timedelta(minutes=1))
    assert notices_of(changes(journey.launch, outcome.launch, outcome.events)) == ()


@pytest.mark.parametrize(
    ("data", "audiences"),
    [
        ({"seat": "head_product", "because": "a change"}, ["role:head_product"]),
        ({"department": "legal"}, ["department:legal"]),
        ({"seat": "head_marketing"}, []),
        ({}, ["department:legal", "role:head_product", "role:head_engineering"]),
    ],
)
def test_who_is_asked_again_is_who_the_event_names(data: dict[str, str], audiences: list[str]) -> None:
    """A ballot that is void asks its seat, and not the whole electorate."""
    journey = Journey.begin().to_g1()
    fact = Fact("gate.vote_voided", "G1", data)
    event = chain("AUR-1", journey.launch.seq + 1, journey.launch.head, fact, journey.now)
    batch = changes(None, journey.launch, (event,))

    assert [one.audience for one in ask(event, batch)] == audiences


def test_every_line_of_the_table_is_an_event_that_happens() -> None:
    """A misspelt action would be silent for ever."""
    assert set(TELLS) <= set(CHANGES)


def test_a_mention_is_for_one_person_and_may_be_urgent() -> None:
    """Its topic is the comment, so one message however often it names them."""
    one = mention_notice("cmt_1", "AUR-1", "AUR-1.G1", "Good?", "/gates/AUR-1.G1", "ana", "leo", "@leo look", MONDAY)

    assert (one.audience, one.topic, one.urgent, one.excluded) == ("person:leo", "cmt_1", True, ("ana",))
