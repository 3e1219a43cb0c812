"""Between people at the command line: standing in, asking, commenting, being told."""

from tests.cli.crew import Crew


def test_somebody_stands_in(crew: Crew) -> None:
    """While the delegation lasts, and no longer; both names are on record."""
    gate = crew.at_gate()
    vote = ("gate", "vote", gate, "approve", "--on-behalf-of", "sam")

    assert crew.refused("dmitri", *vote)
    made = crew.seen(
        *("sam", "delegation", "add", "dmitri", "--until", "2026-12-24", "--reason", "Away"),
        fields="id,principal,substitute,ends_at,revoked_at",
    )
    assert made == {
        **{"id": made["id"], "principal": "sam", "substitute": "dmitri"},
        **{"ends_at": "2026-12-24T00:00:00Z", "revoked_at": None},
    }
    voted = crew.seen("dmitri", *vote, fields="votes")["votes"]
    assert [(one["voter"], one["on_behalf_of"]) for one in voted] == [("dmitri", "sam")]
    assert made["id"] in crew.did("dmitri", "delegation", "list")
    ended = crew.did("sam", "delegation", "revoke", made["id"])
    assert ended == "dmitri stands in for sam no more\n"
    assert crew.refused("dmitri", "gate", "unvote", gate, "--on-behalf-of", "sam")
    listed = crew.seen("sam", "delegation", "list", fields="id,revoked_at")
    assert [one["revoked_at"] is None for one in listed if one["id"] == made["id"]] == [False]


def test_a_review_is_asked_for_and_answered(crew: Crew) -> None:
    """By the one who was asked; it never counts as a vote."""
    gate = crew.at_gate()
    key = gate.partition(".")[0]

    ask = ("gate", "request-review", gate, "--of", "oskar", "--note", "Will it hold?")
    asked = crew.seen("rowan", *ask, fields="id,of")
    assert asked["of"] == "oskar"
    assert "oskar is asked to look at" in crew.did("rowan", "task", "request-review", f"{key}.build", "--of", "oskar")
    assert crew.refused("dmitri", "request", "answer", asked["id"], "fine")
    answered = crew.did("oskar", "request", "answer", asked["id"], "concerns", "--note", "Not at noon")
    listed = crew.seen("rowan", "request", "list", key, fields="id,state,verdict,answer,target")

    assert answered == f"{asked['id']} is answered: concerns\n"
    assert listed[0] == {
        **{"id": asked["id"], "state": "answered", "verdict": "concerns"},
        **{"answer": "Not at noon", "target": "G1"},
    }
    assert crew.did("rowan", "request", "withdraw", listed[1]["id"]) == f"{listed[1]['id']} is withdrawn\n"
    assert crew.seen("rowan", "gate", "show", gate, fields="votes") == {"votes": []}


def test_people_say_something(crew: Crew) -> None:
    """About a launch, a task or a gate, typed or piped; a mention tells somebody; it can be taken back."""
    gate = crew.at_gate()
    key = gate.partition(".")[0]

    crew.did("rowan", "launch", "comment", key, "Nearly there")
    crew.did("rowan", "task", "comment", f"{key}.build", "-", stdin="Two lines,\nwelcome\n")
    said = crew.seen("rowan", "gate", "comment", gate, "Have a look, @oskar", fields="id,item,author,text,mentions")
    launch = crew.did("rowan", "launch", "comments", key)
    task = crew.seen("rowan", "task", "comments", f"{key}.build", fields="text")

    assert said == {
        **{"id": said["id"], "item": gate, "author": "rowan"},
        **{"text": "Have a look, @oskar", "mentions": ["oskar"]},
    }
    assert launch.endswith("\trowan\tNearly there\n")
    assert task == [{"text": "Two lines,\nwelcome"}]
    assert crew.refused("sam", "comment", "take-back", said["id"])
    assert crew.did("rowan", "comment", "take-back", said["id"]) == f"{said['id']} is taken back\n"
    assert crew.seen("rowan", "gate", "comments", gate, fields="text") == [{"text": ""}]


def test_people_choose_of_what_they_are_told(crew: Crew) -> None:
    """What they leave out stays as it is."""
    before = crew.seen("zoe", "preferences", "show", fields="kinds,quiet_hours,urgent_anyway")
    crew.did("zoe", "preferences", "set", "--kind", "overdue=email,slack", "--quiet", "19:00-08:00")
    told = crew.did("zoe", "preferences", "set", "--weekdays", "mon,tue", "--urgent-anyway", "--kind", "gate=")
    after = crew.seen("zoe", "preferences", "show", fields="kinds,quiet_hours,urgent_anyway")

    assert after["kinds"] == {**before["kinds"], "overdue": ["email", "slack"], "gate": []}
    assert after["quiet_hours"] == {"from": "19:00", "until": "08:00", "weekdays": ["mon", "tue"]}
    assert after["urgent_anyway"] is True
    assert "overdue\temail, slack\n" in told
    assert "Quiet 19:00 to 08:00 on mon, tue, but not for what is urgent\n" in told
    assert crew.seen("zoe", "preferences", "set", "--no-quiet", fields="quiet_hours") == {"quiet_hours": None}
    assert crew.by("zoe", "preferences", "set", "--weekdays", "mon").code == 2
    assert "/kinds" in crew.refused("zoe", "preferences", "set", "--kind", "weather=email")


def test_only_operators_say_where_slack_messages_go(crew: Crew) -> None:
    """The URL is read from standard input and never shown."""
    url = "https://hooks.slack.example/services/T0/B0/secret\n"

    refused = crew.by("zoe", "preferences", "slack", "zoe", stdin=url)
    told = crew.did("imre", "preferences", "slack", "zoe", stdin=url)
    gone = crew.did("imre", "preferences", "slack", "zoe", "--remove")

    assert refused.code == 1
    assert told == "zoe has a Slack webhook of their own\n"
    assert gone == "zoe has no Slack webhook of their own\n"


def test_people_are_found(crew: Crew) -> None:
    """Oneself without a name."""
    assert crew.seen("zoe", "person", "show", fields="id,departments") == {"id": "zoe", "departments": ["marketing"]}
    assert crew.seen("zoe", "person", "show", "oskar", fields="roles") == {"roles": ["head_engineering"]}
    assert "amara\tAmara Okafor\tproduct\tpm\n" in crew.did("zoe", "person", "list")
