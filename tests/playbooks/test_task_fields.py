"""What only some tasks have, in a playbook: people, checklists, forms, four eyes."""

import pytest

from domain.errors import Problem
from playbooks.findings import PlaybookInvalid
from playbooks.forms import MAX_FORM, wrong_answers
from playbooks.loader import load
from tests.playbooks.samples import SOUND

BUILD = "      - id: build\n        title: Build\n"
FULL = SOUND.replace(
    BUILD,
    BUILD
    + """\
        people: [ana, max]
        optional: true
        checklist: [{id: read, title: Read it}, {id: run, title: Run it}]
        form: {type: object, properties: {size: {type: integer}}}
        not_by: [think]
""",
)


def test_every_field_arrives() -> None:
    """As it was written."""
    task = next(task for task in load(FULL, source="x").tasks if task.id == "build")

    assert (task.people, task.optional, task.not_by) == (("ana", "max"), True, ("think",))
    assert task.checklist == (("read", "Read it"), ("run", "Run it"))
    assert task.form == {"type": "object", "properties": {"size": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("not_by: [think]", "not_by: [thnk]", "not_by[0]", "Unknown task `thnk`. Did you mean `think`?"),
        ("not_by: [think]", "not_by: [ship]", "not_by[0]", "`ship` does not come before `build`"),
        ("not_by: [think]", "not_by: [build]", "not_by[0]", "does not come before"),
        ("id: run,", "id: read,", "checklist[1].id", "two items named `read`"),
        ("{type: integer}", "{type: intger}", "form.properties.size.type", "no JSON Schema"),
        ("{type: integer}", "{pattern: '('}", "form.properties.size.pattern", "no JSON Schema"),
        ("{type: integer}", "{$ref: 'https://example.com/x'}", "form", "no JSON Schema"),
        ("{type: integer}", "{$ref: '#/$defs/nix'}", "form", "no JSON Schema"),
        ("form: {type: object,", "form: {type: array,", "form", "say `type: object`"),
        ("form: {", "form: {$schema: 'http://json-schema.org/draft-07/schema#', ", "form.$schema", "2020-12"),
        ("{type: integer}", f"{{title: {'x' * MAX_FORM}}}", "form", "at most 16,384 bytes"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, path: str, message: str) -> None:
    """With its path and what to do."""
    with pytest.raises(PlaybookInvalid) as refused:
        load(FULL.replace(old, new), source="x")

    (finding,) = refused.value.findings
    assert finding.path == f"stages[1].tasks[0].{path}"
    assert message in finding.message


def test_a_checklist_criterion_names_tasks_that_have_one() -> None:
    """Any other would be met by doing nothing."""
    asks = "{id: thought, title: Thought about, level: must, kind: checklist, with: {tasks: [%s]}}"
    old = "{id: thought, title: Thought about, level: must, kind: tasks, with: {tasks: [think]}}"
    assert load(FULL.replace(old, asks % "build"), source="x").gates[0].criteria[0].kind == "checklist"
    with pytest.raises(PlaybookInvalid, match="Unknown task with a checklist `think`"):
        load(FULL.replace(old, asks % "think"), source="x")


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ({"size": 3}, []),
        ({"size": 3.0}, []),
        ({"size": 10**40}, []),
        ({}, [Problem("/answers/size", "This is missing.")]),
        ({"size": 3, "a/b": 1}, [Problem("/answers/a~1b", "The form does not ask for this.")]),
    ],
)
def test_answers_are_held_against_a_form(answers: dict[str, object], problems: list[Problem]) -> None:
    """One problem for each thing, where it stands or would stand."""
    form = {
        "type": "object",
        "required": ["size"],
        "properties": {"size": {"type": "integer"}},
        "additionalProperties": False,
    }
    assert wrong_answers(form, answers) == problems


def test_no_pattern_makes_it_slow() -> None:
    """Neither by backtracking nor by looking around."""
    form = {"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}}

    assert wrong_answers(form, {"a": "a" * 10_000 + "!"}) != []
