"""Every flaw is found, at its line and path, with a message that says what to do."""

from dataclasses import replace

import pytest

from domain.playbooks.check import check
from playbooks.findings import PlaybookInvalid
from playbooks.loader import load, registered
from tests.playbooks.samples import SOUND, line_of

LATE_GATE = """\
  - id: G3
    title: Again?
    closes: [work]
    department: product
    decide: lead
    sla: 1
    decisions: [go, recycle]
"""


def flaw(name: str, old: str, new: str, path: str, message: str, at: str | None = None) -> object:
    """One mistake: what to write instead of what, and the place and words to expect; `at` marks the line."""
    return pytest.param(old, new, path, message, at or new.strip().splitlines()[0], id=name)


@pytest.mark.parametrize(
    ("old", "new", "path", "message", "at"),
    [
        # names that stand for nothing
        flaw("department", "department: legal", "department: legl", "stages[0].tasks[1].department",
             "Did you mean `legal`?"),
        flaw("role", "role: lead", "role: led", "stages[0].tasks[0].role",
             "Unknown role `led`. Did you mean `lead`?"),
        flaw("sponsor", "sponsor: boss", "sponsor: chief", "sponsor", "Unknown role `chief`"),
        flaw("seconder", "    attest: [legal]\n", "    override_by: {T1: lead, T2: bos}\n", "gates[0].override_by.T2",
             "Did you mean `boss`?"),
        flaw("seconder's tier", "    attest: [legal]\n", "    override_by: {T8: boss}\n", "gates[0].override_by.T8",
             "Unknown tier `T8`"),
        flaw("escalation", "escalate_to: lead", "escalate_to: leed", "departments.product.escalate_to", "`lead`?"),
        flaw("task after", "after: [think]", "after: [thnk]", "stages[0].tasks[1].after[0]", "Did you mean `think`?"),
        flaw("task after a stage", "after: [build, G2]", "after: [plan, G2]", "stages[1].tasks[1].after[0]",
             "is a stage"),
        flaw("stage after", "after: [plan]", "after: [pln]", "stages[1].after[0]", "Unknown stage `pln`"),
        flaw("closed stage", "closes: [plan]", "closes: [plans]", "gates[0].closes[0]", "Did you mean `plan`?"),
        flaw("gate's department", "    closes: [plan]\n    department: product",
             "    closes: [plan]\n    department: prod",
             "gates[0].department", "Did you mean `product`?", "department: prod\n"),
        flaw("attesting department", "attest: [legal]", "attest: [leggal]", "gates[0].attest[0]",
             "Did you mean `legal`?"),
        flaw("seat", "seats: [lead]", "seats: [leader]", "gates[0].vote.T1.seats[0]", "Did you mean `lead`?"),
        flaw("policy", "policy: all@1", "policy: all@2", "gates[0].vote.T1.policy", "Did you mean `all@1`?"),
        flaw("criterion kind", "kind: evidence", "kind: evidance", "gates[0].criteria[1].kind", "`evidence`?"),
        flaw("recycled stage", "recycle_to: [plan, work]", "recycle_to: [plan, wrk]", "gates[1].recycle_to[1]",
             "`work`?"),
        # tiers
        flaw("tier of an SLA", "sla: {T1: 2, T2: 1}", "sla: {T1: 2, T3: 1}", "stages[0].tasks[0].sla.T3",
             "Unknown tier `T3`"),
        flaw("tier of a task", "tiers: [T1]\n", "tiers: [T4]\n", "stages[1].tasks[0].tiers[0]", "Unknown tier `T4`"),
        flaw("tier of a parameter", "{classes: {T1: 2, T2: 1}}", "{classes: {T1: 2, T5: 1}}",
             "gates[0].criteria[1].with",
             "Unknown tier `T5`"),
        flaw("tier of a gate", "    attest: [legal]\n", "    tiers: [T1, T7]\n", "gates[0].tiers[1]",
             "Unknown tier `T7`"),
        flaw("tier of a decider", "decide: {T1: boss, T2: lead}", "decide: {T1: boss, T2: lead, T8: lead}",
             "gates[0].decide.T8", "Unknown tier `T8`"),
        flaw("tier of a criterion", "kind: evidence,", "kind: evidence, tiers: [T6],", "gates[0].criteria[1].tiers[0]",
             "Unknown tier `T6`"),
        # to whom a change matters
        flaw("a fact that matters to a stranger", "default: false}", "default: false, material_to: [legl]}",
             "facts.external.material_to[0]", "Unknown department or role `legl`. Did you mean `legal`?"),
        flaw("a field that matters to a stranger", "stages:\n", "materiality: {scope: [boss, nobody]}\nstages:\n",
             "materiality.scope[1]", "Unknown department or role `nobody`"),
        flaw("a field that no launch has", "stages:\n", "materiality: {scpe: all}\nstages:\n",
             "materiality.scpe", "Unknown key `scpe`. Did you mean `scope`?"),
        flaw("neither all nor a list", "stages:\n", "materiality: {scope: some}\nstages:\n",
             "materiality.scope", "Unknown value `some`"),
        # ids
        flaw("same id", "id: review", "id: think ", "stages[0].tasks[1].id", "`think` is taken", "id: think "),
        flaw("gate named like a stage", "id: G2", "id: work", "gates[1].id", "`work` is taken",
             "id: work\n    title: Ship?"),
        flaw("id of a condition", "id: review", "id: C12", "stages[0].tasks[1].id",
             "looks like the id of a condition"),
        flaw("id of evidence", "id: review", "id: E1", "stages[0].tasks[1].id", "looks like the id"),
        flaw("no id at all", "id: review", "id: re-view", "stages[0].tasks[1].id", "A name: a letter"),
        flaw("two criteria of one name", "{id: proof", "{id: thought, x", "gates[0].criteria[1].id",
             "two criteria named `thought`", "{id: thought, x"),
        # order
        flaw("tasks wait for each other", "role: lead", "after: [review]", "stages[0].tasks[0].after",
             "`think` → `review` → `think`"),
        flaw("a stage waits for itself", "  - id: plan\n", "  - id: plan\n    after: [work]\n", "stages[0].after",
             "`plan` → `work` → `plan`", "after: [work]"),
        flaw("a task waits for a later gate", "role: lead", "after: [G2]", "stages[0].tasks[0].after",
             "`think` → `G2`"),
        flaw("nobody starts", "  - id: plan\n", "  - id: plan\n    after: [work]\n", "stages",
             "No stage can start first",
             "stages:"),
        flaw("two gates at once", "gates:\n", "gates:\n" + LATE_GATE.replace("work", "plan"), "gates[1].closes",
             "nothing says which comes first", "closes: [plan]\n    department: product\n    decide: {T1"),
        flaw("recycle to a later stage", "    attest: [legal]\n", "    recycle_to: [work]\n",
             "gates[0].recycle_to[0]",
             "`work` does not come before `G1`"),
        flaw("recycle to nowhere", "recycle_to: [plan, work]", "recycle_to: []", "gates[1].recycle_to",
             "leads nowhere"),
        flaw("nothing after a condition", "decisions: [go, recycle, hold, kill]",
             "decisions: [go, conditional_go, recycle]",
             "gates[1].decisions", "no later gate than `G2`"),
        flaw("a gate that never lets through", "decisions: [go, recycle, hold, kill]", "decisions: [recycle]",
             "gates[1].decisions", "could never let a launch through"),
        # deciders, ballots and clocks
        flaw("nobody decides in a tier", "decide: {T1: boss, T2: lead}", "decide: {T1: boss}", "gates[0].decide",
             "Nobody may decide `G1` in T2"),
        flaw("an undeclared decider", "decide: {T1: boss, T2: lead}", "decide: {T1: boss, T2: leed}",
             "gates[0].decide.T2",
             "Nobody may decide `G1` in T2. Unknown role `leed`"),
        flaw("a gate without SLA in a tier", "sla: {T1: 1, T2: 1}", "sla: {T2: 1}", "gates[1].sla",
             "`G2` has no SLA in T1"),
        flaw("a ballot without seats", "seats: [lead]", "seats: []", "gates[0].vote.T1", "nobody to ask"),
        flaw("an SLA of zero", "sla: {T1: 2, T2: 1}", "sla: {T1: 0, T2: 1}", "stages[0].tasks[0].sla.T1",
             "at least 1"),
        flaw("a negative SLA", "    sla: 2\n", "    sla: -2\n", "gates[0].sla", "at least 1", "sla: -2"),
        flaw("no working day", "{title: Legal, ", "{title: Legal, working_days: [], ",
             "departments.legal.working_days",
             "No working day"),
        flaw("a day that ends first", "{title: Legal, ", "{title: Legal, hours: '17:00-09:00', ",
             "departments.legal.hours",
             "must end after it starts"),
        flaw("time zone", "Europe/London", "Europe/Londn", "departments.legal.timezone",
             "Did you mean `Europe/London`?"),
        flaw("country", "country: GB", "country: ZZ", "departments.legal.country", "No holidays are known for `ZZ`"),
        flaw("part of a country", "country: GB", "country: GB, subdivision: SCOT", "departments.legal.subdivision",
             "part of GB"),
        # facts and conditions
        flaw("unknown fact", "when: external && size > 2", "when: extrnal", "stages[0].tasks[1].when",
             "Unknown fact `extrnal`. Did you mean `external`?"),
        flaw("a condition that is a number", "when: external && size > 2", "when: size", "stages[0].tasks[1].when",
             "must be true or false; this is int"),
        flaw("types that do not match", "when: external && size > 2", "when: size > 'two'", "stages[0].tasks[1].when",
             "do not go together: (int, string)"),
        flaw("half a condition", "when: external && size > 2", "when: external &&", "stages[0].tasks[1].when",
             "Not a condition"),
        flaw("fact with no default", "default: false", "required: false", "facts.external", "one of the two"),
        flaw("fact named like a word of CEL", "external: {", "type: {", "facts.type", "Choose another name"),
        flaw("default out of bounds", "required: true, min: 1", "default: 10, min: 1", "facts.size.default",
             "at most 9"),
        flaw("choice without choices", "choices: [one_way, two_way]", "required: false", "facts.door.choices",
             "needs `choices`"),
        flaw("bounds upside down", "min: 1, max: 9", "min: 9, max: 1", "facts.size.min", "larger than `max`"),
        flaw("bounds of a word", "default: two_way}", "default: two_way, min: 1}", "facts.door", "Only an `int`"),
        # criteria
        flaw("criterion on no task", "tasks: [think]}", "tasks: []}", "gates[0].criteria[0].with.tasks",
             "a list of at least one task"),
        flaw("criterion on an unknown kind of evidence", "{classes: {T1: 2, T2: 1}}", "{types: [rumour]}",
             "gates[0].criteria[1].with.types[0]", "Unknown value `rumour`"),
        flaw("criterion on an unknown task", "tasks: [think]}", "tasks: [thing]}",
             "gates[0].criteria[0].with.tasks[0]",
             "Unknown task `thing`. Did you mean `think`?"),
        flaw("criterion on an unknown fact", "name: door", "name: dor", "gates[0].criteria[2].with.name", "`door`?"),
        flaw("criterion on an impossible answer", "equals: two_way", "equals: revolving",
             "gates[0].criteria[2].with.equals",
             "Choose one of"),
        flaw("unknown parameter", "with: {tasks: [think]}", "with: {tasks: [think], task: 1}",
             "gates[0].criteria[0].with.task",
             "Did you mean `tasks`?"),
        flaw("missing parameter", "with: {name: door, equals: two_way}", "with: {name: door}",
             "gates[0].criteria[2].with",
             "`equals` is missing"),
        flaw("parameter out of bounds", "{classes: {T1: 2, T2: 1}}", "{classes: {T1: 9, T2: 1}}",
             "gates[0].criteria[1].with.classes", "from 1 to 4"),
    ],
)  # fmt: skip  # a table reads better in rows
def test_a_flaw_is_told_where_it_stands(old: str, new: str, path: str, message: str, at: str) -> None:
    """The author learns file, line, path and what to do."""
    text = SOUND.replace(old, new, 1)
    assert text != SOUND

    with pytest.raises(PlaybookInvalid) as refusal:
        load(text, source="sample.yaml")

    told = {finding.path: finding for finding in refusal.value.findings if message in finding.message}
    assert path in told, str(refusal.value)
    assert (told[path].source, told[path].line) == ("sample.yaml", line_of(text, at))


def test_the_sample_is_sound() -> None:
    """What the other tests break is whole to begin with."""
    assert load(SOUND, source="sample.yaml").ref == "sample@1"


def test_all_flaws_are_told_at_once() -> None:
    """A wrong key does not hide an unknown role and an unknown department."""
    text = SOUND.replace("role: lead", "role: led\n        rol: x").replace("department: legal", "department: legl")

    with pytest.raises(PlaybookInvalid, match="3 things to mend") as refusal:
        load(text, source="sample.yaml")

    problems = [problem.pointer for problem in refusal.value.problems]
    assert problems == ["/stages/0/tasks/0/rol", "/stages/0/tasks/0/role", "/stages/0/tasks/1/department"]


def test_a_playbook_without_stages_is_refused() -> None:
    """Its launches would be over before they began."""
    text = SOUND[: SOUND.index("stages:")] + "stages: []\ngates: []\n"

    with pytest.raises(PlaybookInvalid, match="There is no stage") as refusal:
        load(text, source="sample.yaml")

    assert refusal.value.findings[0].line == line_of(text, "stages:")


def test_a_task_of_no_stage_is_found_in_a_playbook_made_by_hand() -> None:
    """YAML cannot say it; code can."""
    playbook = load(SOUND, source="sample.yaml")
    lost = replace(playbook, tasks=(*playbook.tasks, replace(playbook.tasks[0], id="lost", stage="wrk")))
    gateless = replace(playbook, gates=(replace(playbook.gates[0], closes=(), recycle_to=()), playbook.gates[1]))

    assert [flaw.path for flaw in check(lost, registered())] == [("tasks", 4, "stage")]
    assert ("gates", 0, "closes") in [flaw.path for flaw in check(gateless, registered())]


def test_one_mistake_is_told_once() -> None:
    """A value that holds for every tier was written once, and so is what is wrong with it."""
    with pytest.raises(PlaybookInvalid, match="1 thing to mend"):
        load(SOUND.replace("sponsor: boss", "sponsor: chief"), source="sample.yaml")


def test_a_stage_behind_a_circle_is_told_apart() -> None:
    """It is not part of the circle, yet it never starts."""
    circle = "  - id: x\n    title: X\n    after: [y]\n  - id: y\n    title: Y\n    after: [x]\n"
    text = SOUND.replace("gates:\n", f"{circle}  - id: z\n    title: Z\n    after: [y]\ngates:\n", 1)

    with pytest.raises(PlaybookInvalid) as refusal:
        load(text, source="sample.yaml")

    told = [(finding.path, finding.message) for finding in refusal.value.findings]
    assert ("stages[4]", "`z` can never start, for it waits for `y`.") in told
    assert any("`x` → `y` → `x`" in message or "`y` → `x` → `y`" in message for _, message in told)


def test_two_gates_in_a_row_may_close_one_stage() -> None:
    """The order is clear when work of the stage lies between them: `ship` waits for G2, and G3 for `ship`."""
    text = SOUND + LATE_GATE

    assert [gate.id for gate in load(text, source="sample.yaml").gates] == ["G1", "G2", "G3"]
