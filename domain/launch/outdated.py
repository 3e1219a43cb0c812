"""Gates that passed before something changed that they were about.

A change undoes no decision: what passed stays passed. But it is said wherever the gate is shown, and the next gate
may not go in silence: whoever decides it names the change and so takes it over, or sends the launch back.
"""

from collections.abc import Iterable, Iterator

from domain.errors import Problem
from domain.launch.state import Gate, GateState, Launch, Outdated


def unconfirmed(launch: Launch, gate_id: str) -> Iterator[tuple[str, str]]:
    """What the decider of a gate must acknowledge: the id of each change, and a sentence."""
    for gate in launch.gates.values():
        for item in gate.outdated if _counts(launch, gate) else ():
            if gate_id in launch.plan.later_gates(gate.id):
                yield item.because, _sentence(gate.id, item)


def passed_on_old_facts(launch: Launch) -> tuple[str, ...]:
    """One sentence for each gate and each change it has not seen."""
    return tuple(_sentence(gate.id, item) for gate in launch.gates.values() for item in gate.outdated)


def acknowledgement_problems(
    launch: Launch, gate_id: str, acknowledged: Iterable[str], *, goes: bool
) -> Iterator[Problem]:
    """What is wrong with the changes that a decision acknowledges; `goes` says whether it is a go."""
    open_ids = dict.fromkeys(change for change, _ in unconfirmed(launch, gate_id))
    for index, change in enumerate(acknowledged):
        if not goes:
            yield Problem(f"/acknowledged/{index}", "Only a go takes a change over.")
        elif change not in open_ids:
            yield Problem(f"/acknowledged/{index}", f"Name one of: {', '.join(open_ids) or 'there is none'}.")


def _counts(launch: Launch, gate: Gate) -> bool:
    return bool(gate.outdated) and gate.state is GateState.PASSED and gate.id not in launch.dropped_gates


def _sentence(gate_id: str, item: Outdated) -> str:
    fields = " and ".join(field.removeprefix("fact:") for field in item.fields)
    return f"{gate_id} passed before {fields} changed ({item.because}); acknowledge {item.because}, or recycle"
