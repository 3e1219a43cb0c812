"""Is each task sound in what only some tasks have: its checklist, its form, and whom it keeps away?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from domain.ids import LOCAL_PATTERN
from domain.playbooks.flaws import Flaw, Path, unknown
from domain.playbooks.graph import Graph, Node
from domain.playbooks.model import Playbook, TaskSpec

Forms = Callable[[Mapping[str, Any]], Iterable[tuple[Path, str]]]
"""What is wrong with a form: the path inside it, and why."""


def task_flaws(
    playbook: Playbook, graph: Graph, tasks: Iterable[tuple[Path, TaskSpec]], wrong_form: Forms
) -> Iterator[Flaw]:
    """Every such flaw of every task."""
    for path, task in tasks:
        yield from _checklist(task, path)
        yield from _not_by(playbook, graph, task, path)
        for inside, message in wrong_form(task.form) if task.form is not None else ():
            yield Flaw((*path, "form", *inside), message)


def _checklist(task: TaskSpec, path: Path) -> Iterator[Flaw]:
    seen: set[str] = set()
    for index, (item, _) in enumerate(task.checklist):
        if not LOCAL_PATTERN.fullmatch(item):
            message = f"`{item}` is not a name: use a letter, then letters, digits or `_`."
            yield Flaw((*path, "checklist", index, "id"), message)
        if item in seen:
            message = f"`{task.id}` has two items named `{item}`. Rename one."
            yield Flaw((*path, "checklist", index, "id"), message)
        seen.add(item)


def _not_by(playbook: Playbook, graph: Graph, task: TaskSpec, path: Path) -> Iterator[Flaw]:
    known = [other.id for other in playbook.tasks]
    for index, other in enumerate(task.not_by):
        if other not in known:
            yield Flaw((*path, "not_by", index), unknown("task", other, known))
        elif not graph.waits_for(Node(task.id), Node(other)):
            message = f"`{other}` does not come before `{task.id}`, so it is not known who did it. Put it in `after`."
            yield Flaw((*path, "not_by", index), message)
