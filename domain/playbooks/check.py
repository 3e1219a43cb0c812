"""Is a playbook sound? Everything that a shape alone cannot tell.

Each check is a generator of flaws; all of them run, so that an author mends a playbook in one go.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from domain.ids import LOCAL_PATTERN
from domain.materiality import DEFAULTS, Audience
from domain.playbooks.check_gates import gate_flaws
from domain.playbooks.check_measures import Expression, measure_flaws
from domain.playbooks.check_tasks import Forms, task_flaws
from domain.playbooks.facts import wrong_answer
from domain.playbooks.flaws import Flaw, Path, unknown
from domain.playbooks.graph import Graph
from domain.playbooks.model import DepartmentSpec, FactSpec, PerTier, Playbook, TaskSpec
from domain.playbooks.params import PARAMS, Params

GENERATED_ID = re.compile(r"[CEQ][0-9]+")
"""Conditions, evidence and requests are given such ids while a launch runs."""

CEL_WORDS = frozenset(
    {
        *("tier", "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function"),
        *("if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while"),
        *("bool", "bytes", "double", "duration", "dyn", "int", "list", "map", "null_type", "string"),
        *("timestamp", "type", "uint"),
    }
)
"""Names that mean something else in a condition."""


@dataclass(frozen=True)
class Known:
    """What lies outside a playbook and yet decides whether it is sound."""

    kinds: Mapping[str, Params | None]
    """Criterion kinds, with their parameters where those are declared."""
    policies: Collection[str]
    condition: Callable[[str, tuple[FactSpec, ...]], str | None]
    """Why an expression is no true-or-false condition over `tier` and the facts, or None."""
    place: Callable[[DepartmentSpec], Iterable[tuple[str, str]]]
    """What is wrong with a department's time zone, country or subdivision: the field, and why."""
    expression: Expression
    """Why an expression is no criterion, or None."""
    form: Forms = lambda _: ()
    """What is wrong with a task's form."""

    @staticmethod
    def of(
        kinds: Iterable[str],
        policies: Collection[str],
        *,
        condition: Callable[[str, tuple[FactSpec, ...]], str | None],
        place: Callable[[DepartmentSpec], Iterable[tuple[str, str]]],
        expression: Expression,
        form: Forms = lambda _: (),
    ) -> "Known":
        """Put the names in the registries together with what is declared about them."""
        return Known({kind: PARAMS.get(kind) for kind in kinds}, policies, condition, place, expression, form)


MAX_FLAWS = 200
"""An author mends no more at a time, and finding more takes longer than anyone waits."""


def check(playbook: Playbook, known: Known) -> tuple[Flaw, ...]:
    """The flaws of a playbook, by the part they stand in; none means that every launch of it can be finished."""
    graph = Graph(playbook)
    flaws = chain(
        _sponsor(playbook),
        _target(playbook),
        _departments(playbook, known),
        _facts(playbook),
        _materiality(playbook),
        _names(playbook),
        _stages(playbook, graph),
        _tasks(playbook),
        task_flaws(playbook, graph, task_paths(playbook), known.form),
        _cycles(playbook, graph),
        gate_flaws(playbook, graph, known.kinds, known.policies),
        _conditions(playbook, known),
        measure_flaws(playbook, known.expression),
    )
    return tuple(islice(flaws, MAX_FLAWS))


def task_paths(playbook: Playbook) -> Iterator[tuple[Path, TaskSpec]]:
    """Each task with its place in the authoring form, where tasks stand under their stage."""
    places = {stage.id: index for index, stage in reversed(list(enumerate(playbook.stages)))}
    counts: dict[str, int] = {}
    for index, task in enumerate(playbook.tasks):
        if task.stage not in places:
            yield ("tasks", index), task
            continue
        yield ("stages", places[task.stage], "tasks", counts.get(task.stage, 0)), task
        counts[task.stage] = counts.get(task.stage, 0) + 1


def _sponsor(playbook: Playbook) -> Iterator[Flaw]:
    roles = dict(playbook.roles)
    yield from _unknown_tiers(playbook, ("sponsor",), playbook.sponsor)
    for tier, role in playbook.sponsor.values.items():
        if role not in roles:
            yield Flaw(("sponsor", tier), unknown("role", role, roles))


def _target(playbook: Playbook) -> Iterator[Flaw]:
    names = [*(stage.id for stage in playbook.stages), *(gate.id for gate in playbook.gates)]
    if playbook.target and playbook.target not in names:
        yield Flaw(("target",), unknown("stage or gate", playbook.target, names))


def _departments(playbook: Playbook, known: Known) -> Iterator[Flaw]:
    roles = dict(playbook.roles)
    for department in playbook.departments:
        path: Path = ("departments", department.id)
        if not department.working_days:
            yield Flaw(
                (*path, "working_days"),
                "No working day, so nothing would ever be due. Name one.",
            )
        if department.day_ends <= department.day_starts:
            yield Flaw((*path, "hours"), "The day must end after it starts, and before midnight.")
        role = department.escalate_to
        if role and role not in roles:
            yield Flaw((*path, "escalate_to"), unknown("role", role, roles))
        for field, message in known.place(department):
            yield Flaw((*path, field), message)


def _facts(playbook: Playbook) -> Iterator[Flaw]:
    for fact in playbook.facts:
        path: Path = ("facts", fact.name)
        if fact.name in CEL_WORDS:
            yield Flaw(path, f"`{fact.name}` means something else in a condition. Choose another name.")
        if (fact.type == "choice") != bool(fact.choices):
            yield Flaw((*path, "choices"), "A `choice` needs `choices`, and nothing else has them.")
        if fact.type != "int" and (fact.minimum is not None or fact.maximum is not None):
            yield Flaw(path, "Only an `int` has `min` and `max`.")
        if fact.minimum is not None and fact.maximum is not None and fact.minimum > fact.maximum:
            yield Flaw((*path, "min"), "`min` is larger than `max`.")
        if fact.required == (fact.default is not None):
            yield Flaw(path, "Give it a `default`, or make it `required: true`: one of the two.")
        elif fact.default is not None and (problem := wrong_answer(fact, fact.default)):
            yield Flaw((*path, "default"), f"The default is no answer: {problem}")


def _materiality(playbook: Playbook) -> Iterator[Flaw]:
    """Whoever a change matters to exists."""
    known = dict.fromkeys([*(department.id for department in playbook.departments), *dict(playbook.roles)])
    told: list[tuple[Path, Audience]] = [
        (("facts", fact.name, "material_to"), fact.material_to) for fact in playbook.facts
    ]
    for name, audience in playbook.materiality.items():
        if name not in DEFAULTS:
            yield Flaw(("materiality", name), unknown("field", name, DEFAULTS))
        told.append((("materiality", name), audience))
    for path, audience in told:
        for index, one in enumerate(audience or ()):
            if one not in known:
                yield Flaw((*path, index), unknown("department or role", one, known))


def _names(playbook: Playbook) -> Iterator[Flaw]:
    """Stages, tasks and gates share one namespace, so that a name says which thing is meant."""
    named: list[tuple[Path, str]] = []
    named += [(("stages", index), stage.id) for index, stage in enumerate(playbook.stages)]
    named += [(path, task.id) for path, task in task_paths(playbook)]
    named += [(("gates", index), gate.id) for index, gate in enumerate(playbook.gates)]
    seen: set[str] = set()
    for path, name in named:
        if not LOCAL_PATTERN.fullmatch(name):
            yield Flaw((*path, "id"), f"`{name}` is not a name: use a letter, then letters, digits or `_`.")
        elif GENERATED_ID.fullmatch(name):
            yield Flaw((*path, "id"), f"`{name}` looks like the id of a condition, of evidence or of a request.")
        if name in seen:
            yield Flaw((*path, "id"), f"`{name}` is taken. Stages, tasks and gates need names of their own.")
        seen.add(name)


def _stages(playbook: Playbook, graph: Graph) -> Iterator[Flaw]:
    names = [stage.id for stage in playbook.stages]
    if not names:
        yield Flaw(("stages",), "There is no stage, so a launch would be over at once. Add one.")
        return
    if all(stage.after for stage in playbook.stages):
        yield Flaw(("stages",), "No stage can start first. Leave out `after` of the one that begins.")
    circular = {name for cycle in graph.cycles() for name in cycle}
    started: set[str] = set()
    for _ in names:
        started |= {stage.id for stage in playbook.stages if started.issuperset(stage.after)}
    for index, stage in enumerate(playbook.stages):
        strange = [other for other in stage.after if other not in names]
        for position, other in enumerate(stage.after):
            if other in strange:
                yield Flaw(
                    ("stages", index, "after", position),
                    unknown("stage", other, names),
                )
        if stage.id not in started and not strange and stage.id not in circular:
            never = ", ".join(f"`{other}`" for other in stage.after if other not in started)
            yield Flaw(("stages", index), f"`{stage.id}` can never start, for it waits for {never}.")


def _tasks(playbook: Playbook) -> Iterator[Flaw]:
    departments = [department.id for department in playbook.departments]
    roles = dict(playbook.roles)
    stages = [stage.id for stage in playbook.stages]
    nodes = dict.fromkeys([*(task.id for task in playbook.tasks), *(gate.id for gate in playbook.gates)])
    for path, task in task_paths(playbook):
        if task.stage not in stages:
            yield Flaw((*path, "stage"), unknown("stage", task.stage, stages))
        if task.department not in departments:
            message = unknown("department", task.department, departments)
            yield Flaw((*path, "department"), message)
        if task.role and task.role not in roles:
            yield Flaw((*path, "role"), unknown("role", task.role, roles))
        for index, other in enumerate(task.after):
            if other in stages:
                yield Flaw((*path, "after", index), f"`{other}` is a stage. Name a task or gate to wait for.")
            elif other not in nodes:
                message = unknown("task or gate", other, nodes)
                yield Flaw((*path, "after", index), message)
        yield from _unlisted_tiers(playbook, path, task.tiers)
        yield from _unknown_tiers(playbook, (*path, "sla"), task.sla)
        for tier, days in task.sla.values.items():
            if days < 1:
                yield Flaw((*path, "sla", tier), "An SLA is at least 1 business day. Leave it out for none.")


def _cycles(playbook: Playbook, graph: Graph) -> Iterator[Flaw]:
    places: dict[str, Path] = {stage.id: ("stages", index) for index, stage in enumerate(playbook.stages)}
    places |= {gate.id: ("gates", index) for index, gate in enumerate(playbook.gates)}
    places |= {task.id: path for path, task in task_paths(playbook)}
    for cycle in graph.cycles():
        circle = " → ".join(f"`{name}`" for name in cycle)
        blamed = next((name for name in cycle if len(places[name]) == 4), cycle[0])  # a task says most
        field = "closes" if places[blamed][0] == "gates" else "after"
        yield Flaw((*places[blamed], field), f"These wait for each other: {circle}. Drop one `after`.")


def _conditions(playbook: Playbook, known: Known) -> Iterator[Flaw]:
    whens: list[tuple[Path, str | None]] = [(path, task.when) for path, task in task_paths(playbook)]
    for index, gate in enumerate(playbook.gates):
        whens.append((("gates", index), gate.when))
        for position, criterion in enumerate(gate.criteria):
            whens.append((("gates", index, "criteria", position), criterion.when))
    for path, when in whens:
        if when is not None and (problem := known.condition(when, playbook.facts)):
            yield Flaw((*path, "when"), problem)


def _unlisted_tiers(playbook: Playbook, path: Path, tiers: Iterable[str]) -> Iterator[Flaw]:
    for index, tier in enumerate(tiers):
        if tier not in playbook.tiers:
            yield Flaw((*path, "tiers", index), unknown("tier", tier, playbook.tiers))


def _unknown_tiers(playbook: Playbook, path: Path, values: PerTier[Any]) -> Iterator[Flaw]:
    for tier in values.values:
        if tier not in playbook.tiers:
            yield Flaw((*path, tier), unknown("tier", tier, playbook.tiers))
