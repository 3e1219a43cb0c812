"""YAML text → a playbook that is known to be sound, or everything that is wrong with it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from domain.criteria.registry import KINDS
from domain.playbooks.check import Known, check
from domain.playbooks.flaws import Flaw
from domain.playbooks.model import Playbook
from domain.policies.registry import POLICIES
from playbooks import calendars, conditions, expressions, forms
from playbooks.findings import Finding, Path, PlaybookInvalid, path_pointer, path_text
from playbooks.parse import parse
from playbooks.positions import Document, Position, Unreadable, decode, read
from playbooks.shape import misshapen

SHIPPED = ("standard.yaml", "express.yaml", "standard@2.yaml", "express@2.yaml")
"""Every version, oldest first: launches under way, and databases that hold the earlier ones, go on with theirs."""

MAX_FINDINGS = 100


@dataclass(frozen=True)
class Source:
    """A playbook as text, and what to call it in messages."""

    name: str
    text: str

    def load(self) -> Playbook:
        """The playbook. Raises PlaybookInvalid."""
        return load(self.text, source=self.name)


def shipped() -> tuple[Source, ...]:
    """The playbooks that come with Slipway."""
    folder = resources.files("playbooks")
    return tuple(Source(name, folder.joinpath(name).read_text(encoding="utf-8")) for name in SHIPPED)


def load(text: str | bytes, *, source: str, known: Known | None = None) -> Playbook:
    """Read a playbook and check it. `source` is what messages call it, a file name for instance.

    Raises PlaybookInvalid with every finding: first what the schema refuses, then what is unsound in whatever
    can still be read. `known` defaults to the registered criterion kinds and policies.
    """
    try:
        normalised = decode(text)
        document = read(normalised)
    except Unreadable as error:
        raise _refusal([_finding(source, error.position, error.path, error.message)]) from error
    repeated = [
        _finding(source, place, path, f"The key `{path[-1]}` stands here twice. Keep one.")
        for path, place in document.repeated
    ]
    flaws, readable = misshapen(document.data)
    playbook = parse(document.data, digest=digest(normalised)) if readable else None
    unsound = check(playbook, known or registered()) if playbook else ()
    fresh = _fresh(unsound, flaws, document)
    findings = [*repeated, *_findings(document, source, flaws), *_findings(document, source, fresh)]
    if findings or playbook is None:
        raise _refusal(findings)
    return playbook


def refusal(text: str, flaws: Iterable[Flaw], *, source: str) -> PlaybookInvalid:
    """What to tell the author of a sound playbook about flaws that were found elsewhere, each with its place."""
    return _refusal(_findings(read(decode(text)), source, flaws))


def reload(text: str) -> Playbook:
    """Read a playbook that was found sound when it was published, and is used as it was for ever.

    It is not checked again: a later release may ask for more, and launches must still start on what is published.
    """
    normalised = decode(text)
    return parse(read(normalised).data, digest=digest(normalised))


def registered() -> Known:
    """What playbooks may name: every registered criterion kind and policy."""
    return Known.of(
        KINDS,
        POLICIES.keys(),
        condition=conditions.check,
        place=calendars.wrong_place,
        expression=expressions.check,
        form=forms.wrong_form,
    )


def digest(text: str) -> str:
    """The sha256 of a playbook's text, whatever its line ends."""
    return hashlib.sha256(decode(text).encode()).hexdigest()


def _findings(document: Document, source: str, flaws: Iterable[Flaw]) -> list[Finding]:
    told = dict.fromkeys((document.written(flaw.path), flaw.message) for flaw in flaws)
    found = [_finding(source, document.place(path), path, message) for path, message in told]
    return sorted(found, key=lambda finding: (finding.line, finding.column))


def _fresh(unsound: Iterable[Flaw], flaws: Iterable[Flaw], document: Document) -> list[Flaw]:
    """Leave out what is unsound at, or around, something misshapen: it only says the same again."""
    told = {path for flaw in flaws for path in (flaw.path, flaw.path[:-1])}
    return [flaw for flaw in unsound if document.written(flaw.path) not in told]


def _finding(source: str, at: Position, path: Path, message: str) -> Finding:
    return Finding(source, at.line, at.column, path_text(path), message, path_pointer(path))


def _refusal(findings: list[Finding]) -> PlaybookInvalid:
    count = "1 thing" if len(findings) == 1 else f"{len(findings)} things"
    return PlaybookInvalid(f"This playbook has {count} to mend.", findings=findings[:MAX_FINDINGS])
