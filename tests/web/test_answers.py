"""Forms of tasks: every kind of question that a schema may ask, there and back."""

from typing import Any

import pytest

from domain.errors import Invalid
from playbooks.loader import Source, load, shipped
from tests.web.driver import Page
from web.answers import Field, answers_of, fields_of
from web.render import environment

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["what", "day"],
    "properties": {
        "what": {"title": "What moves", "type": "string"},
        "why": {"type": "string", "maxLength": 5000},
        "price": {"type": "number"},
        "count": {"type": "integer"},
        "day": {"enum": [30, 60]},
        "on": {"type": "string", "format": "date"},
        "sure": {"type": "boolean"},
        "scope": {"type": "array", "items": {"type": "string"}},
        "risks": {
            "type": "array",
            "maxItems": 4,
            "items": {
                "type": "object",
                "required": ["risk"],
                "properties": {"risk": {"type": "string"}, "odds": {"type": "integer"}},
            },
        },
    },
}
ANSWERS: dict[str, Any] = {
    "what": "Sign-ups",
    "why": "They fell\nin May",
    "price": 9.5,
    "count": 3,
    "day": 60,
    "on": "2026-12-01",
    "sure": False,
    "scope": ["Reading", "Writing"],
    "risks": [{"risk": "Nobody comes", "odds": 2}],
}


def sent(fields: list[Field]) -> dict[str, str]:
    """What a browser sends of them, as they are drawn."""
    drawn = "{% for one in fields %}{{ ui.field_of(one) }}{% endfor %}"
    template = environment().from_string("{% import 'field.html' as ui %}<form action='/'>" + drawn + "</form>")
    return Page(template.render(fields=fields)).form("/").fields


def test_answers_survive_the_form() -> None:
    """Drawn, sent and read again, they are the same values."""
    assert answers_of(SCHEMA, sent(fields_of(SCHEMA, ANSWERS))) == ANSWERS


def test_what_is_left_empty_is_not_answered() -> None:
    """Neither a spare row nor a yes or no that nobody gave."""
    assert answers_of(SCHEMA, sent(fields_of(SCHEMA, None))) == {}


def test_there_is_room_for_more_rows_up_to_the_bound() -> None:
    """Of four at most, three filled leave one."""
    rows = fields_of(SCHEMA, {"risks": [{"risk": name} for name in "abc"]})[-1].rows

    assert [row[0].value for row in rows] == ["a", "b", "c", ""]


def test_a_number_that_is_none_is_named() -> None:
    """With the place in the answers."""
    with pytest.raises(Invalid) as refused:
        answers_of(SCHEMA, {"answer.price": "cheap", "answer.risks.0.odds": "high"})

    assert [one.pointer for one in refused.value.problems] == ["/answers/price", "/answers/risks/0/odds"]


@pytest.mark.parametrize("source", shipped(), ids=lambda source: str(source.name))
def test_every_shipped_form_can_be_drawn(source: Source) -> None:
    """And asks for everything that it needs."""
    playbook = load(source.text, source=source.name)

    for form in [task.form for task in playbook.tasks if task.form]:
        names = {name.split(".")[1] for name in sent(fields_of(form, None))}
        assert set(form["required"]) <= names
