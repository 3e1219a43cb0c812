"""Ballots in a playbook: what is sound, and what each flaw is told."""

import pytest

from domain.playbooks.check_ballots import PARAMS
from domain.policies.registry import POLICIES
from playbooks.findings import PlaybookInvalid
from playbooks.loader import load
from tests.playbooks.samples import SOUND

BALLOT = "{policy: all@1, seats: [lead]}"
BOTH = "seats: [lead, boss]"


@pytest.mark.parametrize(
    "ballot",
    [
        f"{{policy: n_of_m@1, {BOTH}, params: {{n: 2}}}}",
        f"{{policy: percent@1, {BOTH}, params: {{percent: 100}}}}",
        f"{{policy: weighted@1, {BOTH}, params: {{weights: {{lead: 1, boss: 2}}, threshold: 3}}}}",
        "{policy: departments@1, seats: ['department:legal', 'department:product']}",
        f"{{policy: sequential@1, {BOTH}, veto: [boss], on_leaving: keep}}",
        "{policy: accountable@1}",
        "{policy: any@1, seats: ['person:lena@example.com', lead]}",
    ],
)
def test_a_sound_ballot(ballot: str) -> None:
    """Its launches can be decided."""
    spec = load(SOUND.replace(BALLOT, ballot), source="sample.yaml").gates[0].vote.get("T1")
    assert spec is not None


@pytest.mark.parametrize(
    ("ballot", "path", "message"),
    [
        (f"{{policy: n_of_m@1, {BOTH}, params: {{n: 3}}}}", "params.n", "from 1 to 2, the number of seats"),
        (f"{{policy: n_of_m@1, {BOTH}}}", "params", "needs `n`"),
        (f"{{policy: percent@1, {BOTH}, params: {{percent: 101}}}}", "params.percent", "at most 100"),
        (
            f"{{policy: weighted@1, {BOTH}, params: {{weights: {{lead: 1}}, threshold: 1}}}}",
            "params.weights",
            "lacks `boss`",
        ),
        (
            f"{{policy: weighted@1, {BOTH}, params: {{weights: {{lead: 1, boss: 1, x: 1}}, threshold: 1}}}}",
            "params.weights",
            "No such seat: `x`",
        ),
        (
            f"{{policy: weighted@1, {BOTH}, params: {{weights: {{lead: 1, boss: 1}}, threshold: 3}}}}",
            "params.threshold",
            "from 1 to 2",
        ),
        (f"{{policy: departments@1, {BOTH}}}", "seats[0]", "Write `department:`"),
        ("{policy: all@1, seats: ['department:legl']}", "seats[0]", "`legal`?"),
        ("{policy: accountable@1, seats: [lead]}", "seats", "nobody votes"),
        ("{policy: all@1, seats: [lead], veto: [boss]}", "veto[0]", "Unknown seat `boss`"),
        ("{policy: all@1, seats: [lead], params: {n: 1}}", "params.n", "takes no parameters"),
        ("{policy: sequential@1}", "", "has nobody to ask"),
    ],
)
def test_a_flawed_ballot(ballot: str, path: str, message: str) -> None:
    """Each flaw is told where it stands."""
    with pytest.raises(PlaybookInvalid) as refusal:
        load(SOUND.replace(BALLOT, ballot), source="sample.yaml")
    told = [finding.path for finding in refusal.value.findings if message in finding.message]
    assert f"gates[0].vote.T1{'.' + path if path else ''}" in told, str(refusal.value)


def test_an_approval_lasts_for_days_of_its_tier() -> None:
    """For ever in a tier that says nothing; an unknown tier is a flaw."""
    text = SOUND.replace("    attest: [legal]\n", "    attest: [legal]\n    approval_days: {T1: 5}\n")
    days = load(text, source="sample.yaml").gates[0].approval_days
    assert (days.get("T1"), days.get("T2")) == (5, None)
    with pytest.raises(PlaybookInvalid, match="Unknown tier `T5`"):
        load(text.replace("{T1: 5}", "{T5: 5}"), source="sample.yaml")


def test_parameters_belong_to_policies() -> None:
    """No policy is told what it is not asked for."""
    assert set(PARAMS) < set(POLICIES)
