"""What a task asks for before it is done: its checklist and its form; and leaving it out."""

from typing import Any

import pytest

from domain.criteria.finding import Finding
from domain.criteria.registry import KINDS
from domain.errors import AlreadyClaimed, Invalid, NotAllowed, WrongState
from domain.launch.answers import MAX_ANSWERS
from domain.launch.commands import CheckItem, CompleteTask, ReopenTask, ReturnTask, SkipTask, fingerprint
from domain.plan import ChecklistItem
from tests.unit.launch.plans import ANA, EVE, HEAD, OPS, PIA, Journey, gate, plan, stage, task
from tests.unit.launch.read_model import ReadModel

WORK = plan(
    (stage("idea"),),
    (
        task("measure", "idea", optional=True, checklist=(ChecklistItem("h", "Height"), ChecklistItem("w", "Weight"))),
        task("ask", "idea", form={"type": "object"}),
        task("plain", "idea"),
    ),
    (gate("G1", "idea"),),
)


def check(item: str, done: bool = True, by: Any = ANA) -> CheckItem:
    """Check an item of the one checklist."""
    return CheckItem("key", by, "measure", item, done)


def test_a_checklist_is_checked_item_by_item() -> None:
    """In the order of the plan, whatever the order of checking; the first check claims the task."""
    journey = Journey.begin(WORK)
    assert journey.act(check("w")) == "checked"
    assert journey.actions()[-2:] == ["task.claimed measure", "task.checked measure"]
    assert journey.act(check("w", done=False)) == "unchecked"
    journey.act(check("w"))
    with pytest.raises(WrongState, match="unchecked items: Height") as refused:
        journey.complete("measure", ANA)
    assert refused.value.facts["unchecked"] == ["h"]
    assert "complete" not in refused.value.legal
    journey.act(check("h"))

    assert journey.launch.tasks["measure"].checked == ("h", "w")
    assert journey.complete("measure", ANA) == "done"


def test_who_checks() -> None:
    """The holder, or a candidate while nobody holds it."""
    journey = Journey.begin(WORK)
    with pytest.raises(NotAllowed):
        journey.act(check("h", by=EVE))
    journey.act(check("h"))
    with pytest.raises(AlreadyClaimed):
        journey.act(check("w", by=HEAD))


@pytest.mark.parametrize("item", ["nix", ""])
def test_there_is_no_such_item(item: str) -> None:
    """It is pointed at."""
    with pytest.raises(Invalid) as refused:
        Journey.begin(WORK).act(check(item))
    assert [problem.pointer for problem in refused.value.problems] == ["/item"]


@pytest.mark.parametrize("again", [ReturnTask, ReopenTask])
def test_nothing_counts_as_checked_when_it_is_done_again(again: type[ReturnTask | ReopenTask]) -> None:
    """Looking at it again is the point."""
    journey = Journey.begin(WORK)
    journey.act(check("h"))
    journey.act(check("w"))
    journey.complete("measure", ANA)
    journey.act(again("key", PIA, "measure", "once more"))

    views = ReadModel.of(journey.launch).tasks["AUR-1.measure"].checklist
    assert [view.checked for view in views] == [False, False]


def test_the_criterion_of_checklists() -> None:
    """All items of the tasks that this launch has; a task that was skipped has checked nothing."""
    journey = Journey.begin(WORK)

    def find() -> Finding:
        return KINDS["checklist"](journey.launch, "G1", {"tasks": ["measure", "of another tier"]}, journey.now)

    journey.act(check("h"))
    assert find() == Finding(passed=False, why="not checked: Weight")
    journey.act(check("w"))
    assert find() == Finding(passed=True, why="2 of 2 checked")
    journey.act(check("w", done=False))
    journey.act(SkipTask("key", ANA, "measure", "no scales"))
    assert not find().passed


def nested(levels: int) -> Any:
    """Lists in lists."""
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("name", "answers", "why"),
    [
        ("ask", None, "Fill in the form"),
        ("plain", {}, "has no form"),
        ("ask", {"a": "ä" * (MAX_ANSWERS // 2)}, "at most 16384"),
        ("ask", {"a": float("nan")}, "finite"),
        ("ask", {"a": nested(32)}, "levels deep"),
    ],
)
def test_answers_that_do_not_fit(name: str, answers: dict[str, Any] | None, why: str) -> None:
    """Where there must be some, where there may be none, and more than a launch can bear."""
    with pytest.raises(Invalid) as refused:
        Journey.begin(WORK).act(CompleteTask("key", ANA, name, answers=answers))
    (problem,) = refused.value.problems
    assert problem.pointer == "/answers"
    assert why in problem.detail


def test_answers_are_kept_and_amended() -> None:
    """They stay when the task is done again."""
    journey = Journey.begin(WORK)
    journey.act(CompleteTask("key", ANA, "ask", answers={"size": nested(30)}))
    journey.act(ReturnTask("key", PIA, "ask", "larger"))

    assert ReadModel.of(journey.launch).tasks["AUR-1.ask"].answers == {"size": nested(30)}
    journey.act(CompleteTask("key", ANA, "ask", answers={"size": 9}))
    assert journey.launch.tasks["ask"].answers == {"size": 9}


def test_all_answers_of_a_launch_have_a_limit() -> None:
    """It carries them for as long as it lives."""
    many = plan((stage("idea"),), tuple(task(f"t{n}", "idea", form={"type": "object"}) for n in range(40)))
    journey = Journey.begin(many)
    full = {"a": "x" * (MAX_ANSWERS - 8)}
    for number in range(32):
        journey.act(CompleteTask("key", ANA, f"t{number}", answers=full))
    with pytest.raises(Invalid) as refused:
        journey.act(CompleteTask("key", ANA, "t32", answers=full))
    assert "All answers" in refused.value.problems[0].detail


def test_answers_belong_to_what_is_asked() -> None:
    """Another answer is another command; none at all is the command it was before there were forms."""
    bare = CompleteTask("key", ANA, "brief")
    assert fingerprint(bare) == "0dafb53e3b486269ab781369feef642ae32cfef0238c3d071548447973445bb1"
    assert fingerprint(CompleteTask("key", ANA, "brief", answers={})) != fingerprint(bare)


@pytest.mark.parametrize(("by", "held", "error"), [(HEAD, True, AlreadyClaimed), (EVE, False, NotAllowed)])
def test_who_does_not_skip(by: Any, held: bool, error: type[Exception]) -> None:
    """A candidate for whom somebody else is at it, and who is none."""
    journey = Journey.begin(WORK)
    if held:
        journey.claim("measure", ANA)
    with pytest.raises(error):
        journey.act(SkipTask("key", by, "measure", "no scales"))


@pytest.mark.parametrize("by", [ANA, PIA, OPS])
def test_who_skips(by: Any) -> None:
    """Its holder and whoever steers, with a rationale."""
    journey = Journey.begin(WORK)
    journey.claim("measure", ANA)
    with pytest.raises(Invalid):
        journey.act(SkipTask("key", by, "measure", " "))
    assert journey.act(SkipTask("key", by, "measure", "no scales")) == "skipped"
    assert journey.launch.tasks["measure"].reason == "no scales"
