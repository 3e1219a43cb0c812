"""Whom a playbook, or a plan made of one, counts on by name. Whether they are there, only the organisation knows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain.plan import Plan
from domain.playbooks.check import task_paths
from domain.playbooks.flaws import Flaw, Path
from domain.playbooks.model import Playbook
from domain.seats import audience

Name = tuple[str, str]
"""`department`, `role` or `person`, and the id."""


@dataclass(frozen=True)
class Mention:
    """A name, and where it stands."""

    path: Path
    name: Name


def mentions(playbook: Playbook) -> Iterator[Mention]:
    """Every department, role and person that a sound playbook names, where it declares them or else uses them."""
    for department in playbook.departments:
        yield Mention(("departments", department.id), ("department", department.id))
    for role, _ in playbook.roles:
        yield Mention(("roles", role), ("role", role))
    for path, task in task_paths(playbook):
        for position, person in enumerate(task.people):
            yield Mention((*path, "people", position), ("person", person))
    for index, gate in enumerate(playbook.gates):
        for tier, ballot in gate.vote.values.items():
            for position, seat in enumerate(ballot.seats):
                kind, _, name = audience(seat).partition(":")
                if kind == "person":
                    yield Mention(("gates", index, "vote", tier, "seats", position), (kind, name))


def planned(plan: Plan) -> Iterator[Mention]:
    """Every department, role and person that one launch would count on; what others need does not matter to it."""
    for department in dict.fromkeys((*(one.department for one in plan.tasks), *(one.department for one in plan.gates))):
        yield Mention(("departments", department), ("department", department))
        if role := plan.escalate_to.get(department):
            yield Mention(("departments", department, "escalate_to"), ("role", role))
    if plan.sponsor:
        yield Mention(("sponsor",), ("role", plan.sponsor))
    for task in plan.tasks:
        if task.role:
            yield Mention(("tasks", task.id, "role"), ("role", task.role))
        for position, person in enumerate(task.people):
            yield Mention(("tasks", task.id, "people", position), ("person", person))
    for gate in plan.gates:
        path: Path = ("gates", gate.id)
        yield Mention((*path, "decide"), ("role", gate.decider))
        if gate.override_by:
            yield Mention((*path, "override_by"), ("role", gate.override_by))
        for position, department in enumerate(gate.attest):
            yield Mention((*path, "attest", position), ("department", department))
        for position, seat in enumerate(gate.seats):
            kind, _, name = audience(seat).partition(":")
            yield Mention((*path, "seats", position), (kind, name))
    for metric in plan.metrics:
        yield Mention(("metrics", metric.id, "department"), ("department", metric.department))


def absent(found: Iterable[Mention], known: Mapping[Name, bool], *, active: bool) -> Iterator[Flaw]:
    """What is named and does not exist. `known` says of what exists whether it is active, as whoever left is not.

    With `active`, they must be that too: a playbook begins with people who are here, and outlives some of them.
    """
    for mention in found:
        kind, name = mention.name
        if mention.name not in known:
            yield Flaw(
                mention.path, f"There is no {kind} `{name}` in the organisation. Add it there, or name another one."
            )
        elif active and not known[mention.name]:
            yield Flaw(mention.path, f"`{name}` has left. Name somebody who is here.")
