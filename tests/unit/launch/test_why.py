"""Why something waits, in one sentence."""

import pytest

from domain.launch.pending import PendingAct
from domain.launch.why import why


@pytest.mark.parametrize(
    ("act", "audience", "part", "waiting", "said"),
    [
        ("task", "person:ana", "", (), "It is in your hands."),
        ("task", "role:qa_lead", "", (), "Anybody with the role qa lead may take it."),
        ("task", "department:legal", "", (), "Anybody in legal may take it."),
        ("attest", "department:legal", "legal", (), "Legal has not said whether its part is ready."),
        ("vote", "role:qa_lead", "qa_lead", (), "The seat of qa lead has not voted."),
        ("decide", "role:pm", "", (), "Nothing stands against a go: it waits for the decision."),
        ("decide", "role:pm", "", ("a is open.",), "It may not go yet: a is open."),
        ("decide", "role:pm", "", ("a", "b", "c"), "It may not go yet: a, and 2 more."),
        ("confirm", "role:vp", "vp", (), "A decision was proposed: a second person, vp, has to confirm it."),
    ],
)
def test_why(act: str, audience: str, part: str, waiting: tuple[str, ...], said: str) -> None:
    """For each act and audience."""
    assert why(PendingAct("A-1.x", "A-1", act, audience, "X", 3, part), waiting) == said


@pytest.mark.parametrize(
    ("act", "audience", "part", "said"),
    [
        ("task", "person:lena", "", "It is in the hands of lena: you may do it as substitute for lena."),
        ("task", "role:pm", "", "Anybody with the role pm may take it. You may act as substitute for lena."),
        ("vote", "role:pm", "pm", "The seat of pm has not voted. You may act as substitute for lena."),
        (
            "decide",
            "role:pm",
            "",
            "Nothing stands against a go: it waits for the decision. You may act as substitute for lena.",
        ),
    ],
)
def test_why_it_waits_for_a_substitute(act: str, audience: str, part: str, said: str) -> None:
    """They are told for whom."""
    assert why(PendingAct("A-1.x", "A-1", act, audience, "X", 3, part), behalf="lena") == said
