"""Inboxes: who is asked for what, and who is not asked."""

from domain.launch.pending import PendingAct
from domain.launch.state import DecisionKind
from tests.unit.launch.plans import ANA, CHIEF, CMO, HEAD, LEO, MAX, ONE_GATE, Journey, condition
from tests.unit.launch.read_model import ReadModel


def inbox(journey: Journey) -> list[tuple[str, str, str]]:
    """What anybody is asked to do: item, act, audience."""
    return [(act.item, act.act, act.audience) for act in acts(journey)]


def acts(journey: Journey) -> list[PendingAct]:
    """The entries themselves."""
    return ReadModel.of(journey.launch).inbox()


def test_a_task_is_in_its_candidates_inbox_then_in_its_holders() -> None:
    """A department's, a role's, a person's, nobody's."""
    journey = Journey.begin()
    assert inbox(journey) == [("AUR-1.brief", "task", "department:product")]
    journey.claim("brief", ANA)
    assert inbox(journey) == [("AUR-1.brief", "task", "person:ana")]
    journey.past_g1()
    assert inbox(journey) == [("AUR-1.code", "task", "role:developer"), ("AUR-1.copy", "task", "department:marketing")]


def test_a_condition_is_in_its_owners_inbox() -> None:
    """From the start."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))

    assert ("AUR-1.C1", "task", "person:leo") in inbox(journey)


def test_a_gate_asks_for_what_is_missing_and_then_for_a_decision() -> None:
    """Each word that was given leaves the inbox; the decider is called last."""
    journey = Journey.begin().to_g2()
    everyone = [
        ("AUR-1.G2", "attest", "department:legal"),
        ("AUR-1.G2", "attest", "department:marketing"),
        ("AUR-1.G2", "vote", "role:head_product"),
        ("AUR-1.G2", "vote", "role:head_engineering"),
        ("AUR-1.G2", "vote", "role:head_marketing"),
    ]
    assert inbox(journey) == everyone
    journey.attest("G2", LEO)
    journey.attest("G2", MAX, ready=False, note="no pictures")
    journey.vote("G2", CHIEF)
    assert inbox(journey) == [everyone[2], everyone[4]]
    journey.vote("G2", HEAD)
    journey.vote("G2", CMO)
    assert inbox(journey) == [("AUR-1.G2", "decide", "role:director")]
    assert inbox(Journey.begin(ONE_GATE)) == [("AUR-1.G1", "decide", "role:director")]


def test_when_time_runs_out_the_decider_is_called_past_the_silent() -> None:
    """They are still asked, too."""
    journey = Journey.begin().to_g1().later(days=1)

    assert [act for _, act, _ in inbox(journey)] == ["attest", "vote", "vote", "decide"]


def test_who_may_not_act_is_excluded() -> None:
    """The owner and the doers from votes and decisions; attesting is for everybody asked."""
    journey = Journey.begin().to_g1().later(days=1)

    assert {act.act: act.excluded for act in acts(journey)} == {
        "attest": (),
        "vote": ("pia", "ana"),
        "decide": ("pia", "ana"),
    }


def test_who_voted_is_not_asked_to_fill_another_seat() -> None:
    """One person fills one seat, so the entry would lead to a refusal."""
    journey = Journey.begin().to_g1()
    journey.vote("G1", HEAD)

    assert [(act.part, act.excluded) for act in acts(journey) if act.act == "vote"] == [
        ("head_engineering", ("pia", "ana", "head"))
    ]


def test_an_entry_says_when_it_is_due() -> None:
    """As the task or gate it stands for."""
    journey = Journey.begin()
    (entry,) = acts(journey)
    view = ReadModel.of(journey.launch).tasks["AUR-1.brief"]

    assert (entry.due_at, entry.opened_at, entry.title, entry.priority, entry.launch) == (
        view.due_at,
        journey.now,
        "Do brief",
        3,
        "AUR-1",
    )


def test_a_launch_on_hold_asks_nobody_for_anything() -> None:
    """What would be refused is not offered; after the hold it is there again."""
    journey = Journey.begin()
    before = inbox(journey)
    journey.hold()
    assert inbox(journey) == []
    journey.resume()
    assert inbox(journey) == before
