"""Counting is done once: a view asks the policy and each criterion a single time, however much it says of them."""

from collections.abc import Callable, MutableMapping
from typing import Any, cast

import pytest

from domain.criteria.registry import KINDS
from domain.launch.show import show_gate
from domain.policies.registry import POLICIES
from tests.unit.launch.plans import HEAD, Journey, gate, must, plan, stage

DECISIONS = ("go", "conditional_go", "recycle", "hold", "kill")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked, by name; the answers are the real ones."""
    seen: list[str] = []

    def noted(registry: Any, name: str) -> None:
        real: Callable[..., Any] = registry[name]

        def ask(*given: Any) -> Any:
            seen.append(name)
            return real(*given)

        monkeypatch.setitem(cast("MutableMapping[str, Any]", registry), name, ask)

    noted(POLICIES, "all@1")
    noted(KINDS, "evidence")
    return seen


def test_a_view_counts_once(calls: list[str]) -> None:
    """However many decisions are weighed."""
    asking = gate(
        "G1",
        "idea",
        policy="all@1",
        seats=("head_product", "head_engineering"),
        decisions=DECISIONS,
        criteria=(must("evidence", min_items=1),),
    )
    journey = Journey.begin(plan((stage("idea"),), (), (asking,)))
    journey.vote("G1", HEAD)
    calls.clear()
    show_gate(journey.launch, journey.launch.gates["G1"])
    assert sorted(calls) == ["all@1", "evidence"]
