"""Nobody approves their own work at the command line either: everything that approves something is tried.

At T1 of the rehearsal a director does the work. Nadia holds every seat, scores, decides and seconds there, and only her
part in the work stands in the way; Rowan, who holds the same, shows that it is that alone.
"""

from tests.cli.crew import Crew

KINDS = (
    ("go",),
    ("recycle", "--recycle-to", "make"),
    ("hold",),
    ("kill",),
    ("conditional_go", "--condition", "department=product,owner=jonas,before_gate=G2,due_days=5,title=Mend it"),
)
WHY = ("--rationale", "It is mine, and I know that it is good")


def attempts(gate: str) -> list[tuple[str, ...]]:
    """Every command that approves something at a gate."""
    tried: list[tuple[str, ...]] = [
        ("gate", "vote", gate, choice, *WHY) for choice in ("approve", "reject", "abstain", "veto")
    ]
    tried += [("gate", "vote", gate, "approve", "--seat", "dir_pm"), ("gate", "score", gate, "strategy=10", *WHY)]
    tried += [("gate", verb, gate, *kind, *WHY) for kind in KINDS for verb in ("decide", "override")]
    tried += [("gate", "waive", gate, "reversible", *WHY, "--days", "5")]
    return tried


def test_no_self_approval_ever_succeeds(crew: Crew) -> None:
    """Of whoever did the work, for themselves or by whoever stands in for them: 0 of all that are tried."""
    gate = crew.at_gate(tier="T1", worker="nadia", second="jonas")
    crew.did("nadia", "delegation", "add", "ingrid", "--until", "2026-12-24", "--reason", "Away")
    tried = attempts(gate)
    own = [crew.by("nadia", *words) for words in tried]
    others = [crew.by("ingrid", *words, "--on-behalf-of", "nadia") for words in tried]

    assert {said.code for said in (*own, *others)} == {1}
    assert all("somebody else must decide" in said.err for said in (*own, *others)), [said.err for said in own]
    before = crew.seen("rowan", "gate", "show", gate, fields="state,votes,scores,decision,past,proposal,waivers")
    assert before == {
        **{"state": "open", "votes": [], "scores": [], "decision": None, "past": [], "proposal": None, "waivers": []}
    }

    crew.did("greta", "gate", "attest", gate, "legal", "--ready")
    crew.did("sam", "gate", "vote", gate, "approve")
    for words in (tried[4], tried[5]):
        crew.did("rowan", *words)
    crew.did("rowan", "gate", "override", gate, "go", *WHY)
    for verb in ("confirm", "decline"):
        assert "somebody else must decide" in crew.refused("nadia", "gate", verb, gate, *WHY)
        assert "proposed this" in crew.refused("rowan", "gate", verb, gate, *WHY), "nor is one person two"
    assert crew.seen("rowan", "gate", "show", gate, fields="decision") == {"decision": None}


def test_nobody_reviews_what_they_did(crew: Crew) -> None:
    """The task that looks at it is refused to whoever did it: to claim, to be given, to complete."""
    key = crew.launch()
    crew.did("jonas", "task", "claim", f"{key}.build")
    done = ("--answer", "users=1", "--answer", "name=x", "--check", "tested", "--check", "undone")
    crew.did("jonas", "task", "complete", f"{key}.build", *done)
    look = f"{key}.look"

    refusals = [
        crew.refused("jonas", "task", "complete", look, "--note", "I find it good"),
        crew.refused("jonas", "task", "claim", look),
        crew.refused("amara", "task", "assign", look, "jonas"),
    ]

    assert all("jonas" in said for said in refusals)
    assert crew.seen("amara", "task", "show", look, fields="state,barred") == {"state": "open", "barred": ["jonas"]}
    assert "is done" in crew.did("nadia", "task", "complete", look)


def test_a_department_speaks_for_itself_alone(crew: Crew) -> None:
    """Whoever did the work is not heard for the department that has to look at it."""
    gate = crew.at_gate()

    for person in ("jonas", "nadia", "amara"):
        assert "Only members of legal" in crew.refused(person, "gate", "attest", gate, "legal", "--ready")
        assert "asks legal" in crew.refused(person, "gate", "attest", gate, "product", "--ready")
    assert crew.seen("amara", "gate", "show", gate, fields="attestations,silent") == {
        "attestations": [],
        "silent": ["legal"],
    }
