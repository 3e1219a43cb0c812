"""What a playbook measures is checked with it."""

import pytest

from playbooks.findings import PlaybookInvalid
from playbooks.loader import load
from tests.playbooks.samples import SOUND

METRICS = 'metrics:\n  churn: {title: Churn, unit: "%", department: product, better: lower}\nstages:\n'
PROOF = "{id: proof, title: Proven, level: should, kind: evidence, with: {classes: {T1: 2, T2: 1}}}"


def with_criterion(kind: str, params: str) -> str:
    """The sound playbook with a metric, and one criterion in place of another."""
    text = SOUND.replace("stages:\n", METRICS, 1)
    return text.replace(PROOF, f"{{id: proof, title: Proven, level: should, kind: {kind}, with: {params}}}")


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("document", "{title: plan, for_task: think}"),
        ("metric", "{metric: churn, max: {T1: 2.5, T2: 3}, fresh_days: 7}"),
        (
            "score",
            "{items: {fit: {title: Fit, weight: 1, roles: [lead]}}, scale: [1, 5], pass_percent: {T1: 70, T2: 60}}",
        ),
        ("cel", "{expression: 'tasks.think && metrics.churn < 2.0 && size > 2 && evidence.document.supporting > 0'}"),
        ("cel", "{expression: {T1: external, T2: 'true'}}"),
    ],
)
def test_a_sound_criterion(kind: str, params: str) -> None:
    """Is taken as it is."""
    assert load(with_criterion(kind, params), source="x").metrics[0].id == "churn"


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        ("document", "{for_task: thnk}", "Unknown task `thnk`. Did you mean `think`?"),
        ("metric", "{metric: chrn}", "Unknown metric `chrn`. Did you mean `churn`?"),
        ("metric", "{metric: churn, max: many}", "`max` must be a decimal number"),
        ("score", "{items: {fit: {title: Fit, weight: 1}}}", "In T2 nobody may score an item without `roles`"),
        ("score", "{items: {fit: {title: Fit, weight: 1, roles: [led]}}}", "Unknown role `led`"),
        ("score", "{items: {fit: {title: Fit, weight: 0, roles: [lead]}}}", "at least 1"),
        ("score", "{items: {fit: {title: Fit, weight: 1, roles: [lead]}}, scale: [5, 1]}", "`scale` is the lowest"),
        ("cel", "{expression: 'metrics.chrn < 2.0'}", "Did you mean `metrics.churn`?"),
        ("cel", "{expression: 'metrics.churn'}", "must be true or false"),
        ("cel", "{expression: 'tasks.think > 1'}", "These types do not go together"),
        ("cel", "{}", "`expression` is missing"),
    ],
)
def test_a_criterion_to_mend(kind: str, params: str, said: str) -> None:
    """Is told with its place and what to do."""
    with pytest.raises(PlaybookInvalid) as refused:
        load(with_criterion(kind, params), source="x")
    assert said in str(refused.value)
    assert "criteria[1]" in str(refused.value)
