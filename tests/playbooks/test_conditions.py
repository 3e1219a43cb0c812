"""Conditions are typed, bounded, and never guess."""

import sys
from subprocess import run

import pytest

from domain.errors import Invalid
from domain.playbooks.model import FactSpec
from playbooks.conditions import check, evaluate

FACTS = (
    FactSpec("external", "?", "bool"),
    FactSpec("effort", "?", "int"),
    FactSpec("door", "?", "choice", choices=("one_way", "two_way")),
)
VALUES = {"tier": "T2", "external": True, "effort": 3, "door": "one_way"}


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("external", True),
        ("!external || effort > 3", False),
        ('tier == "T2" && door != "two_way"', True),
        ('tier in ["T1", "T3"]', False),
    ],
)
def test_a_condition_holds_or_not(expression: str, holds: bool) -> None:
    """It speaks of the tier and of each fact by name."""
    assert check(expression, FACTS) is None
    assert evaluate(expression, VALUES) is holds


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("extrenal", "Did you mean `external`?"),
        ("effort", "this is int"),
        ("dyn(external)", "this is dyn"),
        ('effort == "3"', "do not go together"),
        ("external &&", "Not a condition, at its character"),
        ("(" * 200 + "external" + ")" * 200, "Not a condition"),
        ("external" + " && external" * 60, "at most 500 characters"),
    ],
)
def test_what_is_no_condition(expression: str, message: str) -> None:
    """The author learns why before any launch meets it."""
    assert message in (check(expression, FACTS) or "")


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        pytest.param("effort > 2", {"tier": "T1"}, id="a missing value"),
        pytest.param("1 / 0 > effort", VALUES, id="division by zero"),
        pytest.param("effort", VALUES, id="a number"),
        pytest.param("".join(f"{[1] * 25}.all({name}, " for name in "abcde") + "true" + ")" * 5, VALUES, id="endless"),
    ],
)
def test_what_cannot_be_told_is_refused(expression: str, values: dict[str, object]) -> None:
    """Neither true nor false is assumed."""
    with pytest.raises(Invalid, match="The condition"):
        evaluate(expression, values)


def test_the_native_library_is_loaded_on_use_only() -> None:
    """Whoever only carries plans about does not pay for it."""
    program = "import sys, playbooks.loader, domain.playbooks.build; sys.exit('cel_expr_python' in sys.modules)"

    assert run([sys.executable, "-c", program], check=False).returncode == 0
