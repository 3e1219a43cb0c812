"""Many entries of the inbox at once: what was picked, which acts fit, and what became of each."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.actors import Actor
from domain.errors import Invalid, Problem
from domain.launch.state import Choice
from service.comments import Subject
from service.container import Slipway
from service.inbox import InboxEntry
from web import snoozes
from web.visits import Submission

PREFIX = "pick."
MOST = 100
"""As many as the API takes."""

_PLACES = {"task": "tasks", "review": "requests"}
"""Where an item has its page, by what is asked of it; gates otherwise."""


@dataclass(frozen=True)
class Pick:
    """An entry that somebody picked, as it was shown to them."""

    item: str
    act: str
    part: str
    subject: str
    """Digest of what the gate was about: an approval is of that and nothing else."""
    principal: str
    """Whom they stand in for with it; empty for themselves."""
    title: str

    @classmethod
    def of(cls, entry: InboxEntry) -> "Pick":
        """From an entry."""
        act = entry.act
        return cls(act.item, act.act, act.part, entry.subject, entry.on_behalf_of or "", act.title)

    @classmethod
    def read(cls, written: str) -> "Pick":
        """From the value of a checkbox. Raises Invalid."""
        parts = written.split("|", 5)
        if len(parts) != 6 or not parts[0]:
            raise Invalid("What was picked cannot be read. Load the page again and pick once more.")
        return cls(*parts)

    @property
    def written(self) -> str:
        """The value of its checkbox."""
        return "|".join((self.item, self.act, self.part, self.subject, self.principal, self.title))

    @property
    def href(self) -> str:
        """Its page; where it is to be found when only its id is known."""
        return "/?snoozed=only" if not self.act else f"/{_PLACES.get(self.act, 'gates')}/{self.item}"


@dataclass(frozen=True)
class Act:
    """What may be done to many entries."""

    did: str
    """The deed it is told as."""
    fits: frozenset[str]
    """The acts of entries it is for."""
    unfit: str
    """Why it was refused for any other."""
    carry_out: Callable[[Slipway, Actor, str, Pick, Submission], Awaitable[Any]]
    of_item: bool = False
    """It is done once to each item, by the visitor as themselves, whatever it asks of them."""


def _approve(slipway: Slipway, actor: Actor, key: str, pick: Pick, said: Submission) -> Awaitable[Any]:
    rationale = said.text("note")
    return slipway.gates.vote(
        actor,
        key,
        pick.item,
        choice=Choice.APPROVE,
        rationale=rationale,
        seat=pick.part or None,
        subject=pick.subject or None,
    )


def _attest(slipway: Slipway, actor: Actor, key: str, pick: Pick, said: Submission) -> Awaitable[Any]:
    note, subject = said.text("note"), pick.subject or None
    return slipway.gates.attest(actor, key, pick.item, department=pick.part, ready=True, note=note, subject=subject)


def _complete(slipway: Slipway, actor: Actor, key: str, pick: Pick, said: Submission) -> Awaitable[Any]:
    return slipway.tasks.complete(actor, key, pick.item, note=said.text("note"))


def _claim(slipway: Slipway, actor: Actor, key: str, pick: Pick, _: Submission) -> Awaitable[Any]:
    return slipway.tasks.claim(actor, key, pick.item)


async def _comment(slipway: Slipway, actor: Actor, key: str, pick: Pick, said: Submission) -> Any:
    text, kind = said.text("note"), Subject.TASK if pick.act == "task" else Subject.GATE
    if not text:
        raise Invalid("Write something first.", problems=[Problem("/note", "is empty")])
    return await slipway.comments.add(actor, key, kind, pick.item, text)


async def _snooze(slipway: Slipway, actor: Actor, _: str, pick: Pick, said: Submission) -> Any:
    return await slipway.inbox.snooze(actor, pick.item, snoozes.until(said))


_OF_GATES = frozenset({"attest", "vote", "score", "decide", "confirm"})

ACTS: Mapping[str, Act] = {
    "approve": Act(
        "approved", frozenset({"vote"}), "This asks for no vote. Open it to see what it asks for.", _approve
    ),
    "attest": Act(
        "attested",
        frozenset({"attest"}),
        "This asks for no department’s word. Open it to see what it asks for.",
        _attest,
    ),
    "complete": Act("completed", frozenset({"task"}), "This is no task. Open it to see what it asks for.", _complete),
    "claim": Act("claimed", frozenset({"task"}), "This is no task, so nobody can claim it.", _claim),
    "comment": Act(
        "commented",
        frozenset({"task"}) | _OF_GATES,
        "Comments go to tasks and gates. Open it and answer there.",
        _comment,
        of_item=True,
    ),
    "snooze": Act("snoozed", frozenset({"task", "review"}) | _OF_GATES, "", _snooze, of_item=True),
}
"""What the bar of the inbox offers. Deciding is not among it: each decision deserves a look of its own."""

UNDONE: Mapping[str, tuple[str, Callable[[Slipway, Actor, str, str], Awaitable[Any]]]] = {
    "approved": ("revoked", lambda slipway, actor, key, item: slipway.gates.revoke_vote(actor, key, item)),
    "claimed": ("unclaimed", lambda slipway, actor, key, item: slipway.tasks.unclaim(actor, key, item)),
    "snoozed": ("unsnoozed", lambda slipway, actor, _, item: slipway.inbox.unsnooze(actor, item)),
}
"""What takes a deed back, and how that is told."""


def fitting(entry: InboxEntry) -> tuple[str, ...]:
    """The acts that the bar offers for an entry."""
    found = [name for name, act in ACTS.items() if entry.act.act in act.fits]
    if entry.asks_more:
        found.remove("complete")
    if "claim" in found and entry.act.audience.startswith("person:"):
        found.remove("claim")  # it is in somebody's hands
    return tuple(found)


def picked(fields: Mapping[str, str]) -> list[Pick]:
    """What is picked in a form, in the order of the list. Raises Invalid."""
    places = [name for name in fields if name.startswith(PREFIX) and name.removeprefix(PREFIX).isdecimal()]
    if not places:
        raise Invalid("Pick something first: each entry of the inbox has a box in front of it.")
    if len(places) > MOST:
        raise Invalid(f"Pick {MOST} at most, and the others after that.")
    return [Pick.read(fields[name]) for name in sorted(places, key=lambda name: int(name.removeprefix(PREFIX)))]


@dataclass(frozen=True)
class Outcome:
    """What became of one of many."""

    pick: Pick
    refused: str = ""
    """Why not, in words; empty when it was done."""
    changed: Sequence[Any] = ()
    """What is no longer as it was shown."""
