"""Text that is no playbook is refused with a line and a way out, quickly, whatever it holds."""

import hashlib
import re
from pathlib import Path

import pytest

from playbooks.findings import PlaybookInvalid
from playbooks.loader import load, reload, shipped
from tests.playbooks.samples import SOUND, line_of

ALIAS_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]\n" for last, name in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("", 1, "empty", id="nothing"),
        pytest.param("# only a comment\n", 1, "empty", id="only a comment"),
        pytest.param("playbook: x\n\tversion: 1\n", 2, "not tabs", id="a tab"),
        pytest.param('a: b\nc: "open\n', 3, "Close the open quote", id="an open quote"),
        pytest.param("a: b\nc: d: e\n", 2, "`: ` in quotes", id="a colon in text"),
        pytest.param("a: 1\n---\nb: 2\n", 2, "second `---`", id="two documents"),
        pytest.param("a: *nothing\n", 1, "undefined alias", id="an alias of nothing"),
        pytest.param("a: b\nc: \x00\n", 2, "U+0000", id="a control character"),
        pytest.param(b"a: b\nc: \xff\n", 2, "UTF-8", id="not UTF-8"),
        pytest.param("a: \ud800", 1, "UTF-8", id="half a character"),
        pytest.param("a: " + "x" * 300_000, 1, "Too large", id="too large"),
        pytest.param("[" * 100_000, 1, "too deeply", id="a deep flow"),
        pytest.param("\n".join(" " * depth + "a:" for depth in range(400)), 32, "too deeply", id="a deep block"),
        pytest.param("a: &a [*a]\n", 1, "too deeply", id="an alias of itself"),
        pytest.param(ALIAS_BOMB, 1, "Too many values", id="an alias bomb"),
        pytest.param("a: !!python/object/apply:os.system [x]\n", 1, "tag", id="a tag that runs code"),
        pytest.param("x: 1\na: !custom b\n", 2, "tag", id="a tag of one's own"),
        pytest.param("a: !!int x\n", 1, "tag", id="a tag that lies"),
        pytest.param("a: 99999999999999999999\n", 1, "too large", id="a huge number"),
        pytest.param("? [a]\n: b\n", 1, "key must be text", id="a list as a key"),
        pytest.param("- a\n", 1, "must be a map", id="a list"),
    ],
)
def test_unreadable_text(text: str | bytes, line: int, message: str) -> None:
    """One finding says what stopped the reading."""
    with pytest.raises(PlaybookInvalid, match="1 thing to mend") as refusal:
        load(text, source="mine.yaml")

    (finding,) = refusal.value.findings
    assert message in finding.message
    assert (finding.source, finding.line) == ("mine.yaml", line)
    assert str(finding).startswith(f"mine.yaml:{line}:")


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        pytest.param("title: Think\n", "titel: Think\n", "stages[0].tasks[0].titel", "Did you mean `title`?", id="key"),
        pytest.param("title: Think\n", "titel: Think\n", "stages[0].tasks[0]", "`title` is missing", id="missing"),
        pytest.param("level: must", "level: mus", "gates[0].criteria[0].level", "Did you mean `must`?", id="enum"),
        pytest.param("version: 1", "version: one", "version", "a whole number, not text", id="type"),
        pytest.param("closes: [plan]", "closes: plan", "gates[0].closes", "a list, not text", id="no list"),
        pytest.param("title: Think\n", "title: ''\n", "stages[0].tasks[0].title", "This is empty", id="empty"),
        pytest.param("attest: [legal]", "attest: [legal, legal]", "gates[0].attest", "twice", id="twice"),
        pytest.param("{T1: 2, T2: 1}", "{t1: 2, T2: 1}", "stages[0].tasks[0].sla.t1", "T1 to T9", id="tier"),
        pytest.param(
            "{title: Legal,", "{title: Legal, hours: 9-5,", "departments.legal.hours", "09:00-17:00", id="hours"
        ),
        pytest.param("boss: Boss", "big-boss: Boss", "roles.big-boss", "is not a name", id="name"),
        pytest.param("tiers: [T1, T2]", "tiers: []", "tiers", "at least 1", id="no tier"),
        pytest.param("with: {tasks:", "with: {Tasks:", "gates[0].criteria[0].with", "not allowed", id="parameter"),
        pytest.param("version: 1", "version:", "version", "not nothing", id="nothing"),
        pytest.param("version: 1", "version: true", "version", "not true or false", id="truth"),
        pytest.param("version: 1", "version: 1.5", "version", "not a number", id="fraction"),
        pytest.param("title: Think\n", "title: {a: b}\n", "stages[0].tasks[0].title", "not a map", id="map"),
        pytest.param("sla: 2\n", "sla: 999\n", "gates[0].sla", "at most 250", id="maximum"),
        pytest.param(
            "    attest:", "    after: [think]\n    attest:", "gates[0].after", "Unknown key", id="gate after"
        ),
    ],
)
def test_a_wrong_shape_is_told_in_plain_words(old: str, new: str, path: str, message: str) -> None:
    """What the schema refuses is said without the schema's own terms."""
    text = SOUND.replace(old, new, 1)

    with pytest.raises(PlaybookInvalid) as refusal:
        load(text, source="mine.yaml")

    told = {finding.path: finding for finding in refusal.value.findings}
    assert path in told, str(refusal.value)
    assert message in told[path].message
    if path.endswith(("titel", "t1", "big-boss")):
        assert told[path].line == line_of(text, path.rsplit(".", 1)[-1])


def test_a_repeated_key_is_refused() -> None:
    """YAML readers often let the last one win; here the author is asked."""
    with pytest.raises(PlaybookInvalid, match="`gates` stands here twice") as refusal:
        load(SOUND + "gates: []\n", source="mine.yaml")

    assert refusal.value.findings[0].line == SOUND.count("\n") + 1


def test_words_stay_words() -> None:
    """`NO` is Norway and `on` is text, as in YAML 1.2."""
    text = SOUND.replace("country: GB, timezone: Europe/London", "country: NO, timezone: Europe/Oslo")

    assert load(text, source="mine.yaml").departments[1].country == "NO"


def test_line_ends_and_byte_order_marks_do_not_change_the_digest() -> None:
    """The same text saved on another system is the same version."""
    plain = load(SOUND, source="a")

    assert plain.digest == hashlib.sha256(SOUND.encode()).hexdigest()
    assert load(SOUND.replace("\n", "\r\n"), source="b") == plain
    assert load(b"\xef\xbb\xbf" + SOUND.encode(), source="c") == plain
    assert load(SOUND + "# more\n", source="d").digest != plain.digest


def test_what_may_be_left_out_is_filled_in() -> None:
    """One value holds for every tier; recycling goes to the closed stages; everything may be decided."""
    playbook = load(SOUND, source="mine.yaml")
    start, ship = playbook.gates

    assert dict(start.sla.values) == {"T1": 2, "T2": 2}
    assert dict(start.attest.values) == {"T1": ("legal",), "T2": ("legal",)}
    assert start.recycle_to == ("plan",)
    assert start.decisions == ("go", "conditional_go", "recycle", "hold", "kill")
    assert ship.vote.get("T1") is None
    assert dict(start.criteria[1].params.values) == {"T1": {"classes": 2}, "T2": {"classes": 1}}
    assert playbook.departments[0].working_days == (0, 1, 2, 3, 4)


def test_the_example_in_the_documentation_is_sound() -> None:
    """Authors begin by copying it."""
    page = (Path(__file__).parents[2] / "docs" / "playbooks.md").read_text(encoding="utf-8")
    example = next(block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "playbook: hello" in block)

    assert load(example, source="docs/playbooks.md").ref == "hello@1"


def test_what_was_published_is_read_without_asking_again() -> None:
    """Both readings of a sound playbook are the same; only the first judges it."""
    for source in shipped():
        assert reload(source.text) == source.load()
    unsound = shipped()[1].text.replace("decide: pm", "decide: nobody_declared")
    assert reload(unsound).gates[0].decide.get("T3") == "nobody_declared"
