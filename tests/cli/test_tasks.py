"""Tasks at the command line: taken, handed on, done, done again, left out."""

import json

import pytest

from tests.cli.crew import COMPLETED, Crew


def test_a_task_asks_and_is_answered(crew: Crew) -> None:
    """Shown with what it asks for; answers are read as its form means them, over those of a draft and of a file."""
    task = f"{crew.launch()}.build"

    shown = crew.did("jonas", "task", "show", task)
    assert "[ ] tested  Tested by somebody else" in shown
    assert "users*  integer" in shown
    saved = crew.did("jonas", "task", "draft", task, "--answer", "users=11", "--answer", "name=0012")
    assert saved == "users = 11\nname = 0012\n"
    assert crew.seen("jonas", "task", "draft", task, fields="task,answers") == {
        "task": task,
        "answers": {"users": 11, "name": "0012"},
    }
    unchecked = crew.refused("jonas", "task", "complete", task, "--draft")
    assert "unchecked items: Tested by somebody else; Undone once" in unchecked
    checked = crew.did("jonas", "task", "checklist", task, "--check", "tested", "--check", "undone")
    assert checked == "[x] tested  Tested by somebody else\n[x] undone  Undone once\n"
    assert crew.did("jonas", "task", "checklist", task, "--uncheck", "undone").count("[x]") == 1

    typed = ("--draft", "--answers", "-", "--answer", "users=12", "--check", "undone", "--note", "Done")
    fields = "id,state,done_by,note,answers,checklist"
    done = crew.did("jonas", "task", "complete", task, *typed, "--json", fields, stdin='{"beta": true}')

    assert json.loads(done) == {
        "id": task,
        "state": "done",
        "done_by": "jonas",
        "note": "Done",
        "answers": {"users": 12, "name": "0012", "beta": True},
        "checklist": [
            {"id": "tested", "title": "Tested by somebody else", "checked": True},
            {"id": "undone", "title": "Undone once", "checked": True},
        ],
    }
    assert crew.did("jonas", "task", "draft", task) == f"No draft of {task}\n", "completing took it away"


def test_answers_that_do_not_fit_are_named(crew: Crew) -> None:
    """With the pointer of each; the task stays as it was."""
    task = f"{crew.launch()}.build"

    refused = crew.refused("jonas", "task", "complete", task, "--answer", "users=many", *COMPLETED[4:])

    assert "/answers" in refused
    assert crew.seen("jonas", "task", "show", task, fields="state") == {"state": "claimed"}


def test_whoever_comes_second_learns_who_was_first(crew: Crew) -> None:
    """And since when, and what to type; the exit code is that of a failure."""
    task = f"{crew.launch()}.build"
    crew.did("jonas", "task", "claim", task)
    since = crew.seen("jonas", "task", "show", task, fields="claimed_at")["claimed_at"]

    refused = crew.refused("nadia", "task", "claim", task)

    assert "jonas holds" in refused
    assert since[:19] in refused
    assert f"`slipway task assign {task} PERSON`" in refused


def test_a_task_changes_hands(crew: Crew) -> None:
    """Assigned, given back, returned with feedback, reopened: the last line of each says whose it is."""
    task = f"{crew.launch()}.build"

    assert crew.did("amara", "task", "assign", task, "jonas") == f"{task} is for jonas: Build it\n"
    assert crew.did("jonas", "task", "unclaim", task) == f"{task} is open again: Build it\n"
    crew.did("jonas", "task", "complete", task, *COMPLETED)
    returned = crew.did("amara", "task", "return", task, "--feedback", "Undo it twice")
    assert returned == f"{task} is with jonas again\n"
    assert "by amara: Undo it twice" in crew.did("jonas", "task", "show", task)
    crew.did("jonas", "task", "complete", task, *COMPLETED)
    again = crew.did("amara", "task", "reopen", task, "--reason", "The ground has moved")
    assert again == f"{task} is to be done again: Build it\n"


def test_a_task_is_left_out(crew: Crew) -> None:
    """Skipped where it is optional, cancelled by who steers; a skip of anything else is refused."""
    key = crew.launch()

    assert "is skipped" in crew.did("jonas", "task", "skip", f"{key}.polish", "--rationale", "Plain is fine")
    assert crew.refused("jonas", "task", "skip", f"{key}.build", "--rationale", "No time")
    assert "is cancelled" in crew.did("amara", "task", "cancel", f"{key}.build", "--reason", "Bought instead")
    listed = crew.seen("amara", "task", "list", key, fields="id,state,reason")
    assert {"id": f"{key}.build", "state": "cancelled", "reason": "Bought instead"} in listed
    assert {"id": f"{key}.polish", "state": "skipped", "reason": "Plain is fine"} in listed


def test_priority_and_follow_up_keep_each_other(crew: Crew) -> None:
    """Each says one thing, and what the other said stays; `--none` takes it back."""
    task = f"{crew.launch()}.build"
    crew.did("jonas", "task", "claim", task)
    fields = "priority,follow_up_on"

    one = crew.seen("jonas", "task", "priority", task, "1", fields=fields)
    both = crew.seen("jonas", "task", "follow-up", task, "2031-05-05", fields=fields)
    day = crew.seen("jonas", "task", "priority", task, "--none", fields=fields)
    none = crew.seen("jonas", "task", "follow-up", task, "--none", fields=fields)

    assert one == {"priority": 1, "follow_up_on": None}
    assert both == {"priority": 1, "follow_up_on": "2031-05-05"}
    assert day == {"priority": 3, "follow_up_on": "2031-05-05"}
    assert none == {"priority": 3, "follow_up_on": None}


@pytest.mark.parametrize(
    "words",
    [
        ("task", "follow-up", "X-1.build", "tomorrow"),
        ("task", "priority", "X-1.build"),
        ("task", "priority", "X-1.build", "9"),
        ("task", "draft", "X-1.build", "--forget", "--answer", "users=1"),
        ("task", "complete", "X-1.build", "--answers", "absent.json"),
        ("task", "snooze", "X-1.build", "--until", "later"),
        ("task", "show", "X-1.build", "--json", "colour"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_done(crew: Crew, words: tuple[str, ...]) -> None:
    """It exits with 2."""
    said = crew.by("amara", *words)

    assert (said.code, said.out) == (2, "")
    assert said.err
