"""The map of a playbook, and its conditions in words."""

from itertools import combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.playbooks.build import build_plan
from domain.playbooks.graph import Graph
from domain.playbooks.model import Playbook, StageSpec
from playbooks.findings import Finding
from tests.unit.playbooks.processes import gate, playbook, processes, task
from web.conditions import Clause, clause
from web.flow import Drawing, Shape, draw
from web.sources import AROUND, WHOLE, lines_of


def drawn(book: Playbook, tier: str = "T1") -> Drawing:
    """The map of its plan when no condition holds."""
    return draw(build_plan(book, tier=tier, facts={}, holds=lambda _: False, calendars={}))


def shape(drawing: Drawing, name: str) -> Shape:
    """Where something stands."""
    return next(one for one in drawing.shapes if one.id == name)


@given(book=processes(), tier=st.sampled_from(["T1", "T2"]))
def test_everything_has_a_place_of_its_own(book: Playbook, tier: str) -> None:
    """Within the drawing, under what comes before it, over nothing else."""
    assume(not list(Graph(book).cycles()))
    drawing = drawn(book, tier)
    shapes = {one.id: one for one in drawing.shapes}

    assert {one.id for one in book.stages} <= set(shapes)
    for one in drawing.shapes:
        assert one.left >= 0
        assert one.left + one.width <= drawing.width
        assert one.bottom <= drawing.height
    for one, other in combinations(drawing.shapes, 2):
        beside = one.left + one.width <= other.left or other.left + other.width <= one.left
        assert beside or one.bottom <= other.top or other.bottom <= one.top
    for stage in book.stages:
        assert all(shapes[earlier].bottom <= shapes[stage.id].top for earlier in stage.after)


def test_stages_side_by_side_share_a_row_and_join_at_their_gate() -> None:
    """With a line from each, and dashed ones back to where the gate may send a launch."""
    stages = (StageSpec("plan", "Plan"), StageSpec("make", "Make", ("plan",)), StageSpec("tell", "Tell", ("plan",)))
    both = gate("G1", "make", "tell", recycle_to=("plan", "tell"))
    drawing = drawn(playbook(*stages, task("one", "make"), task("two", "make"), both))

    assert shape(drawing, "make").top == shape(drawing, "tell").top > shape(drawing, "plan").bottom
    assert shape(drawing, "G1").top > shape(drawing, "make").bottom
    assert (shape(drawing, "make").tasks, shape(drawing, "G1").decider) == (2, "lead")
    assert sum(line.back for line in drawing.lines) == 2
    assert sum(not line.back for line in drawing.lines) == 4


def test_a_condition_is_said_in_the_words_of_its_questions() -> None:
    """And one that nothing here understands as it is written."""
    titles = {"reversible": "Can it be undone?", "reach": "How many?", "metrics.adoption": "Adoption"}

    assert clause('tier != "T3" || (!reversible && reach > 3)', titles) == Clause(
        "any",
        (
            Clause("compare", subject="tier", sign="!=", value="T3", code='tier != "T3"'),
            Clause(
                "all",
                (
                    Clause("no", subject="Can it be undone?", code="!reversible"),
                    Clause("compare", subject="How many?", sign=">", value="3", code="reach > 3"),
                ),
                code="!reversible && reach > 3",
            ),
        ),
        code='tier != "T3" || (!reversible && reach > 3)',
    )
    foretold = clause("metrics.adoption >= double(reach)", titles)
    assert (foretold.subject, foretold.value) == ("Adoption", "How many?")
    for strange in ("reversible || reach > 3 ? true : false", "!(reversible && reach > 3)", 'tier == "a\\"||b"'):
        assert clause(strange, titles) == Clause("code", code=strange)
    assert clause('tier == "a || b"', titles).value == "a || b"


def test_a_long_source_is_shown_around_what_is_wrong() -> None:
    """With the number of lines that are left out; without anything wrong it is shown whole."""
    source = "\n".join(["x"] * (WHOLE + 1))
    lines = lines_of(source, [Finding("playbook", 500, 1, "", "This is wrong.")])

    assert [line.number for line in lines] == list(range(500 - AROUND, 500 + AROUND + 1))
    assert (lines[0].left_out, lines[AROUND].findings[0].message) == (500 - AROUND - 1, "This is wrong.")
    assert len(lines_of(source)) == WHOLE + 1
