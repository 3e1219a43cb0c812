"""Gates at the command line: attested, scored, voted, explained, decided, by one and by two."""

import json

from tests.cli.crew import Crew

CONDITION = "department=product,owner=jonas,before_gate=G2,due_days=5,title=Undo it once more, slowly"


def carry(crew: Crew, gate: str) -> None:
    """Everybody's word, so that only the criteria stand against a go."""
    crew.did("greta", "gate", "attest", gate, "legal", "--ready")
    crew.did("sam", "gate", "vote", gate, "approve")
    crew.did("rowan", "gate", "vote", gate, "approve")
    crew.did("rowan", "gate", "score", gate, "strategy=8", "--rationale", "It is what we are for")


def test_a_gate_on_the_way_to_a_conditional_go(crew: Crew) -> None:
    """It explains itself, words are given and taken back, and the decision brings its condition."""
    gate = crew.at_gate("--fact", "reversible=yes")
    key = gate.partition(".")[0]

    assert crew.did("greta", "gate", "attest", gate, "legal", "--not-ready", "--note", "The imprint").startswith(
        f"{gate}: legal is not ready\n  - "
    )
    assert "legal is asked again" in crew.did("greta", "gate", "unattest", gate, "legal")
    assert "you voted veto" in crew.did("sam", "gate", "vote", gate, "veto", "--rationale", "Open finding")
    assert "your vote is taken back" in crew.did("sam", "gate", "unvote", gate)
    carry(crew, gate)
    assert "One person may decide\n  go" in crew.did("rowan", "gate", "explain", gate)
    assert crew.seen("rowan", "gate", "explain", gate, fields="failed,missing,needs_override")["failed"] == []
    subject = crew.seen("rowan", "gate", "subject", gate, fields="digest")["digest"]

    decided = crew.seen(
        *("rowan", "gate", "decide", gate, "conditional_go", "--rationale", "Nearly there", "--condition", CONDITION),
        *("--subject", subject),
        fields="id,state,decision,votes",
    )

    assert (decided["id"], decided["state"]) == (gate, "passed")
    assert [(vote["seat"], vote["voter"], vote["choice"]) for vote in decided["votes"]] == [
        ("security_lead", "sam", "approve"),
        ("dir_pm", "rowan", "approve"),
    ]
    assert {name: decided["decision"][name] for name in ("kind", "by", "rationale", "subject", "conditions")} == {
        "kind": "conditional_go",
        "by": "rowan",
        "rationale": "Nearly there",
        "subject": subject,
        "conditions": ["C1"],
    }
    assert crew.seen("jonas", "task", "show", f"{key}.C1", fields="title,claimed_by,blocks_gate") == {
        "title": "Undo it once more, slowly",
        "claimed_by": "jonas",
        "blocks_gate": "G2",
    }
    late = crew.refused("nadia", "gate", "decide", gate, "kill", "--rationale", "I was late")
    assert "rowan decided conditional_go at " in late
    assert decided["decision"]["at"][:19] in late
    assert f"`slipway gate show {gate}`" in late


def test_who_saw_another_subject_is_told_what_changed(crew: Crew) -> None:
    """The digest of what one read goes with the vote; it is refused once something else is at stake."""
    gate = crew.at_gate()
    key = gate.partition(".")[0]
    seen = crew.seen("sam", "gate", "subject", gate, fields="digest,gate,launch")
    assert (seen["gate"], seen["launch"]) == (gate, key)
    crew.did("amara", "launch", "change", key, "--scope", "Also at noon", "--reason", "Asked for", "--apply")

    refused = crew.refused("sam", "gate", "vote", gate, "approve", "--subject", seen["digest"])

    assert "has changed since you looked" in refused
    assert f"`slipway gate subject {gate}`" in refused


def test_two_people_decide_past_what_stands_against_it(crew: Crew) -> None:
    """Proposed, withdrawn, declined, proposed again and confirmed; one alone does not get through."""
    gate = crew.at_gate()
    carry(crew, gate)
    propose = ("gate", "override", gate, "go", "--rationale", "The fair opens tomorrow morning")

    assert "It can be undone" in crew.refused("rowan", "gate", "decide", gate, "go", "--rationale", "I will it")
    assert crew.did("rowan", *propose).startswith(f"{gate}: go, past what stands against it\n")
    assert "go by rowan at " in crew.did("ingrid", "gate", "show", gate)
    assert crew.refused("rowan", "gate", "confirm", gate, "--rationale", "I still do")
    assert crew.did("rowan", "gate", "withdraw", gate).startswith(f"{gate}: withdrawn\n")
    crew.did("rowan", *propose)
    assert crew.did("ingrid", "gate", "decline", gate, "--rationale", "Why now").startswith(f"{gate}: declined\n")
    late = crew.refused("ingrid", "gate", "confirm", gate, "--rationale", "On second thoughts")
    assert "ingrid has declined it at " in late
    crew.did("rowan", *propose)

    confirmed = crew.seen("ingrid", "gate", "confirm", gate, "--rationale", "Now then", fields="state,decision")

    override = confirmed["decision"]["override"]
    assert (confirmed["state"], confirmed["decision"]["kind"]) == ("passed", "go")
    assert (override["proposed_by"], override["seconded_by"]) == ("rowan", "ingrid")


def test_the_glass_is_broken_by_two(crew: Crew) -> None:
    """An operator and the sponsor; a review stays to be done."""
    gate = crew.at_gate()
    wanted = ("gate", "break-glass", gate, "go", "--rationale")

    assert crew.refused("rowan", *wanted, "Customers lose their data by the hour")
    assert "20 characters" in crew.refused("imre", *wanted, "Quick")
    broken = crew.did("imre", *wanted, "Customers lose their data by the hour")
    assert broken.startswith(f"{gate}: go behind glass")
    confirmed = crew.seen("ingrid", "gate", "confirm", gate, "--rationale", "It is so", fields="state,decision")
    assert (confirmed["state"], confirmed["decision"]["break_glass"]) == ("passed", True)
    assert confirmed["decision"]["override"]["seconded_by"] == "ingrid"
    assert confirmed["decision"]["review"]


def test_a_waiver_runs_for_days(crew: Crew) -> None:
    """The criterion then does not count; a second waiver learns of the first."""
    gate = crew.at_gate()
    carry(crew, gate)
    waive = ("gate", "waive", gate, "reversible", "--rationale", "We keep the old one", "--days", "5")

    assert "reversible does not count for 5 business days" in crew.did("rowan", *waive)
    assert "rowan waived it at " in crew.refused("rowan", *waive)
    explained = crew.seen("rowan", "gate", "explain", gate, fields="failed,waived,may_decide")
    assert [one["criterion"] for one in explained["waived"]] == ["reversible"]
    assert "go" in explained["may_decide"]
    assert crew.did("rowan", "gate", "decide", gate, "go", "--rationale", "Good").startswith(f"{gate}: go")


def test_going_back_is_previewed_and_done(crew: Crew) -> None:
    """What it would undo is what it undoes."""
    gate = crew.at_gate()
    crew.did("sam", "gate", "vote", gate, "approve")

    preview = crew.seen("rowan", "gate", "recycle-preview", gate, "--to", "make", fields="stages,tasks,ballots")
    told = crew.did("rowan", "gate", "recycle-preview", gate, "--to", "make")
    back = ("gate", "decide", gate, "recycle", "--recycle-to", "make", "--rationale", "Once more")
    crew.did("rowan", *back)

    assert preview["stages"] == ["make"]
    assert preview["ballots"] == 1
    assert told.splitlines()[4] == "ballots:      1"
    gates = crew.seen("rowan", "gate", "list", gate.partition(".")[0], fields="id,state,attempt,past")
    assert (gates[0]["id"], gates[0]["attempt"]) == (gate, 2)
    assert gates[0]["past"][0]["voided"]["ballots"] == 1


def test_one_more_approver_is_asked(crew: Crew) -> None:
    """Somebody who had no part in it; whoever did the work is refused."""
    gate = crew.at_gate()

    asked = crew.did("rowan", "gate", "add-approver", gate, "oskar", "--reason", "He runs what it rests on")
    assert asked.startswith(f"{gate}: oskar is asked to vote\n")
    assert crew.refused("rowan", "gate", "add-approver", gate, "jonas", "--reason", "He knows it best")
    assert crew.did("oskar", "gate", "vote", gate, "approve", "--seat", "person:oskar")


def test_a_vote_is_blind_at_this_door_too(crew: Crew) -> None:
    """Until everybody has voted, nobody sees another's; nor does a program."""
    gate = crew.at_gate()
    crew.did("sam", "gate", "vote", gate, "reject", "--rationale", "An open finding")

    told = crew.did("rowan", "gate", "show", gate)
    listed = crew.seen("rowan", "gate", "show", gate, fields="votes,revealed")
    log = crew.did("rowan", "launch", "events", gate.partition(".")[0], "--json", "action,data")

    assert "finding" not in told
    assert listed == {"votes": [], "revealed": False}
    assert "finding" not in log
    assert [one["action"] for one in json.loads(log) if one["action"] == "gate.voted"] == ["gate.voted"]
