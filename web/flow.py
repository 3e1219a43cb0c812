"""Stages and gates as a drawing: where each stands, and along which lines a launch goes on or back.

Every stage and gate gets a row, below everything that comes before it. Stages that run side by side share a row; where
they come together again their lines meet. Lines over several rows run down the right, ways back run up the left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten, wrap

from domain.plan import GatePlan, Plan, StagePlan

INNER = 292
"""How wide a row is: with the ways back beside it, it just fits the smallest phones."""

LEAST = 136
"""How narrow a stage may get before the drawing grows wider."""

SIDE, GAP, ROW_GAP, LANE = 12, 10, 27, 11
STAGE_HEIGHT, GATE_HEIGHT, RADIUS = 46, 40, 19
SPINE = 30
"""How far from the left edge of a row its gates stand."""

CHARACTER = 6.9
"""Roughly how wide one is."""


@dataclass(frozen=True)
class Shape:
    """A stage, or a gate with its words to the right of it."""

    id: str
    kind: str
    """`stage` or `gate`."""
    left: int
    top: int
    width: int
    height: int
    lines: tuple[str, ...]
    """Its title, as far as there is room."""
    tasks: int = 0
    decider: str = ""

    @property
    def bottom(self) -> int:
        """Where lines leave it."""
        return self.top + self.height

    @property
    def middle(self) -> int:
        """Where lines from above and below meet it: the same for everything that has the row to itself."""
        return self.left + (SPINE if self.width >= INNER else self.width // 2)


@dataclass(frozen=True)
class Line:
    """A way from one shape to another; `back` for one that a recycle takes."""

    path: str
    head: str
    """Its arrow, as the points of a triangle."""
    back: bool = False


@dataclass(frozen=True)
class Drawing:
    """Everything to draw, in pixels."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]


def draw(plan: Plan) -> Drawing:
    """The map of a plan."""
    after = _after(plan)
    rows = _rows(after)
    ways = {gate.id: [stage for stage in gate.recycle_to if stage in after] for gate in plan.gates}
    depth = {name: number for number, row in enumerate(rows) for name in row}
    lanes = _lanes({gate: (min(depth[one] for one in to), depth[gate]) for gate, to in ways.items() if to})
    left = SIDE + LANE * len(set(lanes.values()))
    shapes = _place(plan, rows, left)
    by_id = {shape.id: shape for shape in shapes}
    inner = max(shape.left + shape.width for shape in shapes) if shapes else left
    far = [(one, name) for name, before in after.items() for one in before if depth[name] - depth[one] > 1]
    sides = _lanes({f"{one} {name}": (depth[one], depth[name]) for one, name in far})
    lines = [
        _onward(by_id[one], by_id[name], inner + LANE * (1 + sides[f"{one} {name}"]) if (one, name) in far else None)
        for name, before in after.items()
        for one in before
    ]
    for gate, lane in lanes.items():
        x = left - LANE * (lane + 1)
        lines += _back(by_id[gate], [by_id[stage] for stage in ways[gate]], x, left, lane)
    height = max((shape.bottom for shape in shapes), default=0) + SIDE
    return Drawing(inner + LANE * len(set(sides.values())) + 2, height, shapes, tuple(lines))


def _after(plan: Plan) -> dict[str, tuple[str, ...]]:
    """What comes right before each stage and gate; a gate stands between the stages it closes and what follows."""
    closing: dict[str, list[str]] = {}
    for gate in plan.gates:
        for closed in gate.closes:
            closing.setdefault(closed, []).append(gate.id)
    found: dict[str, tuple[str, ...]] = {}
    for stage in plan.stages:
        before = [end for earlier in stage.after for end in closing.get(earlier, [earlier])]
        found[stage.id] = tuple(dict.fromkeys(before))
    found.update((gate.id, gate.closes) for gate in plan.gates)
    return found


def _rows(after: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """Each name in the first row that is below everything before it."""
    depth: dict[str, int] = {}
    left = list(after)
    while left:
        ready = [name for name in left if all(one in depth or one not in after for one in after[name])]
        for name in ready or left[:1]:  # nothing sound waits in a circle; what does is shown all the same
            depth[name] = 1 + max((depth[one] for one in after[name] if one in depth), default=-1)
        left = [name for name in left if name not in depth]
    rows: list[list[str]] = [[] for _ in range(1 + max(depth.values(), default=-1))]
    for name in after:
        rows[depth[name]].append(name)
    return rows


def _lanes(spans: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """A lane for each, such that no two in one lane touch; the short ones come nearest."""
    taken: list[list[tuple[int, int]]] = []
    found = {}
    for name, (top, bottom) in sorted(spans.items(), key=lambda it: (it[1][1] - it[1][0], it[1])):
        lane = next(
            (n for n, held in enumerate(taken) if all(bottom < high or low < top for high, low in held)), len(taken)
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append((top, bottom))
        found[name] = lane
    return found


def _place(plan: Plan, rows: Sequence[Sequence[str]], left: int) -> tuple[Shape, ...]:
    stages: dict[str, StagePlan] = {stage.id: stage for stage in plan.stages}
    gates: dict[str, GatePlan] = {gate.id: gate for gate in plan.gates}
    shapes: list[Shape] = []
    top = SIDE
    for row in rows:
        width = max(LEAST, (INNER - GAP * (len(row) - 1)) // max(1, len(row)))
        height = max(GATE_HEIGHT if name in gates else STAGE_HEIGHT for name in row)
        for number, name in enumerate(row):
            x = left + number * (width + GAP)
            if name in gates:
                shapes.append(_gate(gates[name], x, top, width))
            else:
                tasks = len(plan.tasks_of(name))
                lines = _fitted(stages[name].title, width - 24, 1)
                shapes.append(Shape(name, "stage", x, top, width, STAGE_HEIGHT, lines, tasks))
        top += height + ROW_GAP
    return tuple(shapes)


def _gate(gate: GatePlan, left: int, top: int, width: int) -> Shape:
    lines = _fitted(gate.title, width - SPINE - RADIUS - 10, 2 if width < INNER else 1)
    return Shape(gate.id, "gate", left, top, width, GATE_HEIGHT, lines, decider=gate.decider)


def _fitted(title: str, width: int, most: int) -> tuple[str, ...]:
    room = max(4, int(width / CHARACTER))
    lines = wrap(title, room) or [""]
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), room, placeholder="…") or title[: room - 1] + "…")


def _onward(one: Shape, other: Shape, side: int | None) -> Line:
    """Straight down, with one bend where the two are not above each other; far ways go round by a side lane."""
    x, y = _foot(one)
    to, end = other.middle, _head(other)
    if side is not None:
        return Line(f"M{x} {y}V{y + 12}H{side}V{end - 14}H{to}V{end - 5}", _down(to, end))
    bend = "" if x == to else f"V{end - 14}H{to}"
    return Line(f"M{x} {y}{bend}V{end - 5}", _down(to, end))


def _back(gate: Shape, stages: Iterable[Shape], lane: int, left: int, number: int) -> list[Line]:
    """From the left of a gate up its lane, and off it at each stage it may send a launch back to."""
    x, y = gate.middle - RADIUS, gate.top + gate.height // 2
    lines = []
    for stage in stages:
        if stage.left == left:
            at = stage.top + 9 + 9 * (number % 4)
            tip = f"{stage.left},{at} {stage.left - 6},{at - 4} {stage.left - 6},{at + 4}"
            lines.append(Line(f"M{x} {y}H{lane}V{at}H{stage.left - 5}", tip, back=True))
        else:
            above, to = stage.top - 20, stage.left + 14 + 9 * (number % 4)
            lines.append(Line(f"M{x} {y}H{lane}V{above}H{to}V{stage.top - 5}", _down(to, stage.top), back=True))
    return lines


def _foot(shape: Shape) -> tuple[int, int]:
    gate = shape.kind == "gate"
    return shape.middle, shape.top + shape.height // 2 + RADIUS if gate else shape.bottom


def _head(shape: Shape) -> int:
    return shape.top + shape.height // 2 - RADIUS if shape.kind == "gate" else shape.top


def _down(x: int, y: int) -> str:
    return f"{x},{y} {x - 4},{y - 6} {x + 4},{y - 6}"
