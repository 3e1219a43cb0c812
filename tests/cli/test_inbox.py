"""The inbox at the command line: filtered, counted, saved as views, gone through one by one."""

import json

from tests.cli.crew import Crew


def test_the_inbox_is_filtered(crew: Crew) -> None:
    """By launch, by act, by words; what nobody can mean is refused."""
    gate = crew.at_gate()
    key = gate.partition(".")[0]

    mine = crew.seen("sam", "inbox", "--launch", key, fields="item,act,part,audience,overdue,tier")
    assert mine == [
        {
            "item": gate,
            "act": "vote",
            "part": "security_lead",
            "audience": "role:security_lead",
            "overdue": False,
            "tier": "T3",
        }
    ]
    assert crew.seen("sam", "inbox", "--launch", key, "--act", "decide", fields="item") == []
    assert crew.seen("sam", "inbox", "--launch", key, "--scope", "mine", fields="item") == []
    assert len(crew.seen("sam", "inbox", "-S", "good enough", "--launch", key, fields="item")) == 1
    nothing = crew.by("sam", "inbox", "--launch", key, "--overdue")
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "Nothing waits for you.\n")
    assert crew.by("sam", "inbox", "--act", "sleep").code == 2


def test_one_goes_through_it_entry_by_entry(crew: Crew) -> None:
    """`next` is the first, and with a position the one after it, until nothing is left."""
    key = crew.launch()
    only = ("--launch", key, "--act", "task")

    first = crew.seen("jonas", "inbox", "next", *only, fields="item,position,why")
    told = crew.did("jonas", "inbox", "next", *only)
    second = crew.seen("jonas", "inbox", "next", *only, "--after", first["position"], fields="item,position")
    end = crew.by("jonas", "inbox", "next", *only, "--after", second["position"])

    assert {first["item"], second["item"]} == {f"{key}.build", f"{key}.polish"}
    assert f"slipway inbox next --after {first['position']}" in told
    assert first["why"] in told
    assert (end.code, end.out, end.err) == (0, "", "Nothing comes next.\n")


def test_views_are_saved_shown_and_forgotten(crew: Crew) -> None:
    """Under a name; the same name again replaces what it stood for."""
    key = crew.launch()

    assert crew.did("jonas", "inbox", "save", "Mine", "--act", "vote") == "Mine is saved\n"
    assert crew.seen("jonas", "inbox", "--view", "Mine", "--launch", key, fields="item") == []
    crew.did("jonas", "inbox", "save", "Mine", "--act", "task", "--launch", key, "--order", "priority")
    assert len(crew.seen("jonas", "inbox", "--view", "Mine", fields="item")) == 2
    assert crew.seen("jonas", "inbox", "views", fields="name,filters") == [
        {"name": "Mine", "filters": {"act": "task", "launch": key, "order": "priority"}}
    ]
    assert "act=task" in crew.did("jonas", "inbox", "views")
    unknown = crew.by("jonas", "inbox", "--view", "Yours")
    assert (unknown.code, "There are Mine." in unknown.err) == (2, True)
    assert crew.did("jonas", "inbox", "forget", "Mine") == "Mine is removed\n"
    assert crew.seen("jonas", "inbox", "views", fields="name") == []


def test_it_is_counted(crew: Crew) -> None:
    """By act and by scope, each as a label that stops at a hundred."""
    gate = crew.at_gate()

    counted = crew.seen("greta", "inbox", "counts", fields="acts,all")
    lines = dict(line.split("\t") for line in crew.did("greta", "inbox", "counts").splitlines())

    assert counted["acts"]["attest"]["number"] >= 1
    assert set(counted["all"]) == {"number", "more", "label"}
    assert lines["attest"] == counted["acts"]["attest"]["label"]
    assert {"mine", "groups", "all", "overdue", "snoozed"} <= set(lines)
    assert gate in crew.did("greta", "inbox")


def test_a_snoozed_item_is_out_of_sight(crew: Crew) -> None:
    """And back at a word; the moment is UTC unless it says otherwise."""
    task = f"{crew.launch()}.build"
    only = ("--launch", task.partition(".")[0])

    until = crew.seen("jonas", "task", "snooze", task, "--until", "2026-12-24T09:00+01:00", fields="item,until")
    hidden = crew.seen("jonas", "inbox", *only, "--snoozed", "only", fields="item,snoozed_until")
    shown = [one["item"] for one in crew.seen("jonas", "inbox", *only, fields="item")]
    back = crew.did("jonas", "task", "unsnooze", task)

    assert until == {"item": task, "until": "2026-12-24T08:00:00Z"}
    assert [one["item"] for one in hidden] == [task]
    assert task not in shown
    assert back == f"{task} is back in your inbox\n"
    assert task in crew.did("jonas", "inbox", *only)


def test_many_commands_go_in_one_request(crew: Crew) -> None:
    """From a list or line by line; whatever was refused says why, and the exit code counts it."""
    key = crew.launch()
    lines = "\n".join(json.dumps({"op": "claim", "target": f"{key}.{task}"}) for task in ("build", "look"))

    mixed = crew.by("jonas", "bulk", "-", stdin=lines)
    rest = json.dumps([{"op": "complete", "target": f"{key}.polish", "note": "Shiny"}])
    done = crew.did("jonas", "bulk", "-", "--json", "op,target,status", stdin=rest)
    wrong = crew.by("jonas", "bulk", "-", stdin='{"op": "decide", "target": "X"}')
    not_json = crew.by("jonas", "bulk", "-", stdin="claim everything")

    assert mixed.code == 1
    assert mixed.out.splitlines()[0].split("\t")[:3] == ["claim", f"{key}.build", "200"]
    assert mixed.out.splitlines()[1].split("\t")[:3] == ["claim", f"{key}.look", "409"]
    assert mixed.out.splitlines()[2] == "1 done, 1 refused."
    assert json.loads(done) == [{"op": "complete", "target": f"{key}.polish", "status": 200}]
    assert (wrong.code, "/commands/0/op" in wrong.err) == (1, True)
    assert not_json.code == 2
