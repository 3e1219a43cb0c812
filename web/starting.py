"""The form that starts a launch: what somebody filled in, as the use case takes it, and what is wrong beside it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from domain.errors import Problem
from domain.playbooks.model import FactSpec, Playbook
from domain.playbooks.switches import Switch
from service.launches import LaunchPreview, NewLaunch

FACT = "fact."
USUAL = "standard"
"""The playbook that is chosen until another one is."""

FIELDS = (
    *("playbook", "tier", "title", "product", "prefix", "objective", "user_need", "scope"),
    *("owner", "priority", "target_date"),
)
LONG = ("objective", "user_need", "scope")
LONGEST_LINK = 6000
"""Bytes: servers and mail programs cut off or refuse longer addresses."""


@dataclass(frozen=True)
class Question:
    """A fact that a playbook asks for, with what was answered."""

    name: str
    spec: FactSpec
    value: str


@dataclass(frozen=True)
class Because:
    """What some answers bring along, and what a launch does without because of them."""

    answers: tuple[tuple[str, Any], ...]
    """Pairs of question and answer."""
    on: tuple[Switch, ...]
    off: tuple[Switch, ...]


@dataclass(frozen=True)
class Sheet:
    """The form as somebody filled it in, whatever they typed."""

    playbook: Playbook
    said: Mapping[str, str]

    def text(self, name: str) -> str:
        """What was typed, without the space around it."""
        return self.said.get(name, "").strip()

    @property
    def tier(self) -> str:
        """The chosen tier; one from the middle until one is chosen that the playbook has."""
        tiers = self.playbook.tiers
        return self.text("tier") if self.text("tier") in tiers else tiers[len(tiers) // 2]

    @property
    def questions(self) -> tuple[Question, ...]:
        """What the playbook asks, with what was answered or else is usual."""
        return tuple(
            Question(FACT + spec.name, spec, self.said.get(FACT + spec.name, _written(spec.default)))
            for spec in self.playbook.facts
        )

    @property
    def fits_link(self) -> bool:
        """Whether an address can hold all that was typed."""
        return len(self._address(())) <= LONGEST_LINK

    @property
    def link(self) -> str:
        """The address of the form as it is filled in; without the long texts where it would be too long."""
        shortened = (self._address(left_out) for left_out in ((), LONG))
        return next((address for address in shortened if len(address) <= LONGEST_LINK), "/launches/new")

    def _address(self, left_out: Collection[str]) -> str:
        known = (*FIELDS, *(question.name for question in self.questions))
        given = {name: self.text(name) for name in known if self.text(name) and name not in left_out}
        return f"/launches/new?{urlencode({**given, 'playbook': self.playbook.ref, 'tier': self.tier})}"

    def wanted(self) -> tuple[NewLaunch, tuple[Problem, ...]]:
        """What the use case takes, with a problem for each text that is not what its field holds."""
        problems: list[Problem] = []
        return (
            NewLaunch(
                playbook=self.playbook.ref,
                tier=self.text("tier") or self.tier,
                title=self.text("title"),
                product=self.text("product"),
                objective=self.text("objective"),
                user_need=self.text("user_need"),
                owner=self.text("owner") or None,
                prefix=self.text("prefix").upper() or None,
                priority=self._priority(problems),
                target_date=self._target_date(problems),
                facts={one.name: value for one in self.playbook.facts if (value := self._answer(one)) is not None},
                scope=self.text("scope"),
            ),
            tuple(problems),
        )

    def _priority(self, problems: list[Problem]) -> int:
        given = self.text("priority") or "3"
        if given.isascii() and given.isdecimal() and len(given) < 4:
            return int(given)
        problems.append(Problem("/priority", "Use 1 (drop everything) to 5 (when there is time)."))
        return 3

    def _target_date(self, problems: list[Problem]) -> date | None:
        given = self.text("target_date")
        if not given:
            return None
        try:
            return date.fromisoformat(given)
        except ValueError:
            problems.append(Problem("/target_date", "Write it as year, month and day, such as 2027-03-01."))
            return None

    def _answer(self, spec: FactSpec) -> Any:
        """The answer as its type has it; None for none. What is not of its type stays text, for the rule to judge."""
        given = self.said.get(FACT + spec.name)
        if given is None or (not given.strip() and (spec.type != "string" or spec.required)):
            return None
        if spec.type == "bool":
            return {"true": True, "false": False}.get(given, given)
        if spec.type == "int":
            return _number(given.strip())
        return given.strip()


def field_of(pointer: str) -> str:
    """The name of the field that a JSON Pointer is about."""
    first, _, rest = pointer.removeprefix("/").partition("/")
    return FACT + rest.replace("~1", "/").replace("~0", "~") if first == "facts" and rest else first


def beside(problems: Iterable[Problem]) -> dict[str, str]:
    """What is wrong, by field."""
    said: dict[str, dict[str, None]] = {}
    for problem in problems:
        said.setdefault(field_of(problem.pointer), {})[problem.detail] = None
    return {name: " ".join(details) for name, details in said.items()}


def reasons(playbook: Playbook, preview: LaunchPreview) -> tuple[Because, ...]:
    """The switches of a preview, together where the same answers decide them."""
    titles = {spec.name: spec.title for spec in playbook.facts}
    order = [spec.name for spec in playbook.facts]
    asked = sorted(preview.switches, key=lambda switch: [order.index(name) for name in switch.because])
    return tuple(
        Because(
            tuple((titles[name], preview.facts[name]) for name in because),
            on=tuple(one for one in together if one.on),
            off=tuple(one for one in together if not one.on),
        )
        for because, found in groupby(asked, key=lambda switch: switch.because)
        for together in (tuple(found),)
    )


def _number(given: str) -> int | str:
    digits = given.removeprefix("-")
    return int(given) if digits.isascii() and digits.isdecimal() and len(digits) < 16 else given


def _written(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
