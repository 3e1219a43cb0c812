"""Launches at the command line: changed as previewed, handed over, laid out in time."""

from tests.cli.crew import Crew

WHY = ("--reason", "The fair moved")


def test_a_change_is_previewed_and_then_made(crew: Crew) -> None:
    """Nothing happens before `--apply`; with the digest of the preview, that and no other change."""
    gate = crew.at_gate()
    key = gate.partition(".")[0]
    crew.did("greta", "gate", "attest", gate, "legal", "--ready")
    wanted = ("launch", "change", key, "--scope", "Also at noon", "--fact", "reversible=yes", *WHY)

    told = crew.did("amara", *wanted)
    impact = crew.seen("amara", *wanted, fields="change,changes,voided,digest")
    assert f"--apply --impact {impact['digest']}" in told
    assert "scope: none → Also at noon" in told
    assert f"  G1: legal, for {', '.join(impact['voided'][0]['fields'])}" in told
    assert impact["change"] == "R1"
    assert [one["department"] for one in impact["voided"]] == ["legal"]
    assert crew.seen("amara", "launch", "show", key, fields="scope,changes") == {"scope": "", "changes": []}

    made = crew.seen("amara", *wanted, "--apply", "--impact", impact["digest"], fields="scope,facts")
    assert (made["scope"], made["facts"]["reversible"]) == ("Also at noon", True)
    assert "R1" in crew.did("amara", "launch", "changes", key)
    (change,) = crew.seen("amara", "launch", "changes", key, fields="id,by,reason")
    assert change == {"id": "R1", "by": "amara", "reason": "The fair moved"}


def test_a_change_that_would_do_more_by_now_is_refused(crew: Crew) -> None:
    """With what to do next; nothing is changed."""
    gate = crew.at_gate()
    key = gate.partition(".")[0]
    wanted = ("launch", "change", key, "--scope", "Also at noon", *WHY)
    seen = crew.seen("amara", *wanted, fields="digest")["digest"]
    crew.did("greta", "gate", "attest", gate, "legal", "--ready")

    refused = crew.refused("amara", *wanted, "--apply", "--impact", seen)

    assert "not what you were shown" in refused
    assert "Preview it again" in refused
    assert crew.seen("amara", "launch", "show", key, fields="scope") == {"scope": ""}


def test_one_thing_is_changed_in_a_word(crew: Crew) -> None:
    """Tier, owner, priority and date; and a date is taken back."""
    key = crew.launch("--target-date", "2031-05-05", "--scope", "Nights")
    shown = "tier,owner,priority,target_date"

    assert "tier: T3 → T1" in crew.did("amara", "launch", "retier", key, "T1", *WHY)
    crew.did("amara", "launch", "retier", key, "T1", *WHY, "--apply")
    crew.did("amara", "launch", "prioritise", key, "1", *WHY, "--apply")
    crew.did("amara", "launch", "change", key, "--no-target-date", *WHY, "--apply")
    handed = crew.did("amara", "launch", "hand-over", key, "nadia", *WHY, "--apply")

    assert handed == f"{key} is changed: R4\n"
    assert crew.seen("amara", "launch", "show", key, fields=shown) == {
        "tier": "T1",
        "owner": "nadia",
        "priority": 1,
        "target_date": None,
    }


def test_a_change_of_nothing_is_not_asked_for(crew: Crew) -> None:
    """Nor one without a reason, nor by somebody else."""
    key = crew.launch()

    assert crew.by("amara", "launch", "change", key, *WHY).code == 2
    assert crew.by("amara", "launch", "retier", key, "T1", "--impact", "0" * 64).code == 2
    assert "/reason" in crew.refused("amara", "launch", "retier", key, "T1", "--apply")
    assert "Only amara" in crew.refused("jonas", "launch", "retier", key, "T1", *WHY, "--apply")


def test_a_launch_is_laid_out_in_time(crew: Crew) -> None:
    """What decides when the target is reached, and by how much it is missed."""
    key = crew.launch("--target-date", "2031-05-05")

    told = crew.did("amara", "launch", "schedule", key)
    slots = crew.seen("amara", "launch", "schedule", key, fields="id,kind,finished,slack_days,critical")
    critical = crew.seen("amara", "launch", "schedule", key, "--critical", fields="id")

    assert "due 2031-05-05." in told
    assert {"id", "kind", "finished", "slack_days", "critical"} == set(slots[0])
    assert [slot["kind"] for slot in slots if slot["id"].endswith("G1")] == ["gate"]
    assert [slot["id"] for slot in slots if slot["critical"]] == [slot["id"] for slot in critical]


def test_steering_answers_in_json_too(crew: Crew) -> None:
    """Held, resumed and cancelled, in the fields of a launch."""
    key = crew.launch()

    held = crew.seen("amara", "launch", "hold", key, "--reason", "Holiday", fields="key,state,reason")
    going = crew.seen("amara", "launch", "resume", key, fields="state")
    over = crew.seen("amara", "launch", "cancel", key, "--reason", "No longer needed", fields="state,reason")

    assert held == {"key": key, "state": "held", "reason": "Holiday"}
    assert going == {"state": "running"}
    assert over == {"state": "cancelled", "reason": "No longer needed"}
    assert "is cancelled" in crew.refused("amara", "launch", "hold", key, "--reason", "Again")


def test_a_launch_is_previewed_before_it_is_started(crew: Crew) -> None:
    """Who would do and decide what by when; what is not known is named, and nothing is started."""
    wanted = ("launch", "preview", "--tier", "T3", "--fact", "personal_data=yes", "--target-date", "2040-01-02")
    before = crew.seen("amara", "launch", "list", fields="key")

    told = crew.did("amara", *wanted)
    seen = crew.seen("amara", *wanted, fields="playbook,spare_days,startable,facts")
    refused = crew.refused("amara", *wanted, "--fact", "nonsense=1")

    assert "business days before 2040-01-02" in told
    assert "decides" in told
    assert "because personal_data is yes" in told
    assert (seen["startable"], seen["facts"]["personal_data"]) == (True, True)
    assert seen["spare_days"] > 1000
    assert "nonsense" in refused
    assert crew.seen("amara", "launch", "list", fields="key") == before
