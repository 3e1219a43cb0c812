"""YAML text → plain data that remembers where everything stood.

PyYAML reads YAML 1.1, in which `NO` is false, `010` is eight and `9:30` is 570. Playbooks are YAML 1.2: only
its core types are known here, and everything else is text. Nothing in a document can make this slow or large:
size, depth and the number of values (aliases included) are bounded.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from playbooks.findings import Path

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16
MAX_VALUES = 20_000

TIERS = frozenset(f"T{size}" for size in range(1, 10))

_TAG = "tag:yaml.org,2002:"
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_PATTERNS = {
    "bool": re.compile(r"true|True|TRUE|false|False|FALSE"),
    "null": re.compile(r"~|null|Null|NULL|"),
    "int": re.compile(r"[-+]?[0-9]+"),
    "float": re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,2})?"),
}
_FIRST = {"bool": "tTfF", "null": ["~", "n", "N", ""], "int": "-+0123456789", "float": "-+.0123456789"}
"""The characters each can begin with; PyYAML tries no other pattern."""


@dataclass(frozen=True)
class Position:
    """A place in the text; both count from 1."""

    line: int = 1
    column: int = 1


class Unreadable(Exception):
    """The text is not a document that can be read further."""

    def __init__(self, message: str, position: Position | None = None, path: Path = ()) -> None:
        """Say what is wrong, and where."""
        super().__init__(message)
        self.message, self.position, self.path = message, position or Position(), path


@dataclass
class Document:
    """Plain data, and the place of each value and key by path."""

    data: Any = None
    places: dict[Path, Position] = field(default_factory=dict)
    repeated: list[tuple[Path, Position]] = field(default_factory=list)
    """Keys that stand twice in one mapping; the first one counts."""

    def place(self, path: Path) -> Position:
        """Where a path stands, or the nearest thing around it that stands somewhere."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Position())

    def written(self, path: Path) -> Path:
        """A path without the tiers that its author did not spell out: one value stands there for all of them."""
        found: Path = ()
        for step in path:
            if step not in TIERS or (*found, step) in self.places:
                found = (*found, step)
        return found


class _Loader(yaml.SafeLoader):
    """PyYAML's safe reader with the types of YAML 1.2, refusing to go deep."""

    depth = 0

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        self.depth += 1
        if self.depth > 2 * MAX_DEPTH:  # keys and values count apart
            here = _position(self.peek_event().start_mark)  # type: ignore[no-untyped-call]  # untyped in the stubs
            raise Unreadable(f"Nested too deeply: {MAX_DEPTH} levels at most.", here)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


_Loader.yaml_implicit_resolvers = {}
for _kind, _pattern in _PATTERNS.items():
    _Loader.add_implicit_resolver(_TAG + _kind, re.compile(rf"(?:{_pattern.pattern})\Z"), list(_FIRST[_kind]))


def decode(source: str | bytes) -> str:
    """The text with LF line ends and without a byte order mark.

    Raises Unreadable when it is too large or not UTF-8.
    """
    try:
        raw = source.encode() if isinstance(source, str) else source
        if len(raw) > MAX_BYTES:
            raise Unreadable(f"Too large: {len(raw):,} bytes, at most {MAX_BYTES:,}. Shorten the guides or split it.")
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Unreadable("Not UTF-8. Save the file as UTF-8.", Position(line)) from error
    except UnicodeEncodeError as error:
        raise Unreadable("Holds half a character. Save the file as UTF-8.") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read(text: str) -> Document:
    """Read one YAML document. Raises Unreadable at the first thing that stops reading."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        raise Unreadable(
            f"Holds the character U+{int(error.character):04X}, which YAML does not allow. Delete it.",
            Position(before.count("\n") + 1, len(before) - before.rfind("\n")),
        ) from error
    except yaml.MarkedYAMLError as error:
        raise Unreadable(_explain(error), _position(error.problem_mark or error.context_mark)) from error
    if node is None:
        raise Unreadable("The file is empty. Start with `playbook: <id>`.")
    document = Document()
    document.data = _Builder(document).build(node, (), node)
    return document


@dataclass
class _Builder:
    """Turns nodes into data, noting where each stood."""

    document: Document
    values: int = 0

    def build(self, node: Node, path: Path, key: Node) -> Any:
        """The data of a node; collections are said to stand where their key does."""
        self.values += 1
        here = _position(node.start_mark)
        if len(path) > MAX_DEPTH:
            raise Unreadable(f"Nested too deeply: {MAX_DEPTH} levels at most.", here, path)
        if self.values > MAX_VALUES:
            raise Unreadable(f"Too many values: {MAX_VALUES:,} at most, aliases included.", here, path)
        self.document.places[path] = here if isinstance(node, ScalarNode) else _position(key.start_mark)
        if isinstance(node, ScalarNode):
            return _scalar(node, path)
        if isinstance(node, SequenceNode) and node.tag == f"{_TAG}seq":
            return [self.build(item, (*path, index), item) for index, item in enumerate(node.value)]
        if isinstance(node, MappingNode) and node.tag == f"{_TAG}map":
            return self._mapping(node, path)
        raise Unreadable(f"The tag `{node.tag}` is not allowed. Remove it.", here, path)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                raise Unreadable("A key must be text.", _position(key.start_mark), path)
            name = str(key.value)
            if name in built:
                self.document.repeated.append(((*path, name), _position(key.start_mark)))
                continue
            built[name] = self.build(value, (*path, name), key)
        return built


def _scalar(node: ScalarNode, path: Path) -> Any:
    value, kind, here = str(node.value), str(node.tag).removeprefix(_TAG), _position(node.start_mark)
    if kind == "str":
        return value
    if kind not in _PATTERNS or not _PATTERNS[kind].fullmatch(value):
        raise Unreadable(f"The tag `{node.tag}` is not allowed here. Remove it.", here, path)
    if kind in ("int", "float") and len(value) > 18:
        raise Unreadable("This number is too large. Put it in quotes if it is text.", here, path)
    if kind == "int":
        return int(value)
    return float(value) if kind == "float" else _WORDS[value.lower()]


def _position(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1) if mark else Position()


_HINTS = (
    (
        r"cannot start any token",
        "Indent with spaces, not tabs, and put text that starts with a special sign in quotes.",
    ),
    (r"mapping values are not allowed", "Put text that holds `: ` in quotes, or check the indentation."),
    (r"expected a single document", "Keep one playbook in a file: remove the second `---`."),
    (r"undefined alias", "Put text that starts with `*` in quotes."),
    (r"unexpected end of stream|end of the stream|found '<stream end>'", "Close the open quote or bracket."),
    (r"could not find expected ':'", "Each line here needs `key: value`."),
)


def _explain(error: yaml.MarkedYAMLError) -> str:
    said = " ".join(part for part in (error.context, error.problem) if part)
    hint = next((hint for pattern, hint in _HINTS if re.search(pattern, said)), "Check indentation and quotes.")
    return f"Not YAML: {said}. {hint}"
