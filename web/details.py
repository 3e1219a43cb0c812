"""Everything about a task or a gate that somebody needs to act on it, gathered in one place for every page."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from domain.launch.offers import may_ask, on_gate, on_task, waivable
from domain.launch.views import EvidenceView, GateView, LaunchView, RequestView, TaskView
from domain.plan import Plan
from service.comments import Comment, Subject
from service.container import Slipway
from service.files import StoredFile
from service.inbox import Filters, InboxEntry, Wanted
from service.people import Department, Person
from service.together import settled
from web.answers import Field, fields_of
from web.visits import Visit

T = TypeVar("T")

MOST_COMMENTS = 20
MOST_EVIDENCE = 50
MOST_ENTRIES = 200
MOST_PEOPLE = 200
MOST_REQUESTS = 200


@dataclass(frozen=True)
class Detail:
    """A task, a gate or a request, and what the visitor may do with it."""

    launch: LaunchView
    entries: tuple[InboxEntry, ...]
    """Of the visitor's inbox: one for each act that is theirs."""
    names: dict[str, str]
    """Of the people it names, by id."""
    evidence: tuple[EvidenceView, ...] = ()
    files: Mapping[str, StoredFile] = field(default_factory=dict)
    """What of the evidence was uploaded, by digest."""
    comments: tuple[Comment, ...] = ()
    """Those that came last."""
    earlier_comments: bool = False
    task: TaskView | None = None
    gate: GateView | None = None
    request: RequestView | None = None
    conditions: "Conditions | None" = None
    """What a condition of a go may name; None when the visitor decides nothing here."""
    draft: dict[str, Any] | None = None
    """What the visitor has answered so far."""
    may: tuple[str, ...] = ()
    """Acts to offer to the visitor that no inbox asks of anybody: see `domain/launch/offers.py`."""
    waivable: tuple[str, ...] = ()
    """Criteria that the visitor may be let waive."""
    reviews: tuple[RequestView, ...] = ()
    """What was asked of others about it."""
    taking_over: tuple[tuple[str, str], ...] = ()
    """Changes that a go must acknowledge, each with the title of the gate that had passed before it."""

    @property
    def fields(self) -> list[Field]:
        """What the form of a task asks for."""
        if self.task is None or not self.task.form:
            return []
        return fields_of(self.task.form, self.draft if self.draft is not None else self.task.answers)

    @property
    def shows(self) -> dict[str, int]:
        """How far it shows its launch, and how many comments: what is past that is news to its page."""
        told = {} if self.request else {self.item: len(self.comments)}
        return {self.launch.key: self.launch.seq, **told}

    @property
    def item(self) -> str:
        """Outside id."""
        if self.request:
            return self.request.id
        return self.task.id if self.task else self.gate.id if self.gate else ""

    def entry(self, *acts: str) -> InboxEntry | None:
        """The first entry for one of these acts."""
        return next((one for one in self.entries if one.act.act in acts), None)

    def name(self, person: str | None) -> str:
        """How somebody is called."""
        return self.names.get(person, person) if person else ""


@dataclass(frozen=True)
class Conditions:
    """Whom and what a condition may name."""

    departments: tuple[Department, ...]
    people: tuple[Person, ...]
    gates: tuple[GateView, ...]
    """Those that are still to come."""


@dataclass(frozen=True)
class _Around:
    """What belongs to a task as to a gate."""

    launch: LaunchView
    plan: Plan | None
    reviews: tuple[RequestView, ...]
    evidence: tuple[EvidenceView, ...]
    comments: tuple[Comment, ...]
    earlier: bool
    """Whether there are comments before those."""
    files: Mapping[str, StoredFile]
    entries: tuple[InboxEntry, ...]

    @property
    def people(self) -> list[str]:
        """Who asked for a review, and of whom."""
        return [person for one in self.reviews for person in (one.request.asked_by, one.request.of)]


async def _around(
    slipway: Slipway, visit: Visit, show: Callable[[], Coroutine[Any, Any, T]], subject: Subject, item: str
) -> tuple[T, _Around]:
    """An item and what belongs to it, read at once. Raises what reading it raised."""
    launch, (key, _, local), start = await _launch_of(slipway, item), item.partition("."), asyncio.create_task
    reading, plan = start(show()), start(slipway.launches.plan(key))
    reviews = start(_reviews(slipway, key, local))
    evidence = start(slipway.evidence.list(key, limit=MOST_EVIDENCE))
    talk = start(slipway.comments.latest(subject, item, limit=MOST_COMMENTS))
    entries = start(entries_of(slipway, visit, key, item))
    await settled(reading, plan, reviews, evidence, talk, entries)
    pieces = evidence.result().items
    files = await files_of(slipway, key, pieces)
    around = _Around(launch, plan.result(), reviews.result(), pieces, *talk.result(), files, entries.result())
    return reading.result(), around


async def of_task(slipway: Slipway, visit: Visit, task_id: str, also: Iterable[str] = ()) -> Detail:
    """A task, with the names of others `also`. Raises NotFound."""
    task, around = await _around(slipway, visit, lambda: slipway.tasks.show(task_id), Subject.TASK, task_id)
    launch, plan, evidence, comments = around.launch, around.plan, around.evidence, around.comments
    draft = await slipway.drafts.show(visit.actor, task_id) if task.form else None
    people = [launch.owner, task.claimed_by, task.done_by, task.returned_by, *task.people, *task.barred]
    people += [one.done_by for one in task.previous]
    people += around.people
    return Detail(
        launch,
        around.entries,
        await _names(slipway, [*people, *also], evidence, comments),
        evidence,
        around.files,
        comments,
        around.earlier,
        task=task,
        draft=draft.body if draft else None,
        may=(*on_task(launch, task, plan, visit.actor), *_ask(launch, task)) if plan else (),
        reviews=around.reviews,
    )


async def of_gate(slipway: Slipway, visit: Visit, gate_id: str, also: Iterable[str] = ()) -> Detail:
    """A gate, with the ballots that the visitor may see. Raises NotFound."""
    reading = partial(slipway.gates.show, visit.person.id, gate_id)
    gate, around = await _around(slipway, visit, reading, Subject.GATE, gate_id)
    launch, plan, evidence, comments = around.launch, around.plan, around.evidence, around.comments
    people = [launch.owner, *gate.conflicted, *gate.dissent]
    people += [one.voter for one in gate.votes] + [one.by for one in gate.attestations]
    spoken = (gate.decision, gate.proposal, *gate.past, *gate.past_proposals, *gate.waivers)
    people += [one.by for one in spoken if one is not None]
    taken = [one for one in (gate.decision, *gate.past) if one is not None]
    people += [person for one in taken for person in one.dissent]
    people += [one.override.seconded_by for one in taken if one.override]
    people += [one.owner for one in (gate.proposal.conditions if gate.proposal else ())]
    people += [one.person for one in gate.added] + around.people
    may = (*on_gate(launch, gate, plan, visit.actor), *_ask(launch, gate)) if plan else ()
    entries = around.entries
    deciding = any(one.act.act == "decide" for one in entries)
    gates = await slipway.launches.gates(visit.person.id, gate.launch) if deciding else ()
    decides = deciding and "conditional_go" in gate.decisions
    return Detail(
        launch,
        entries,
        await _names(slipway, [*people, *also], evidence, comments),
        evidence,
        around.files,
        comments,
        around.earlier,
        gate=gate,
        conditions=await _conditions(slipway, gate, gates) if decides else None,
        may=may,
        waivable=tuple(one.id for one in waivable(gate, plan)) if plan and "waive" in may else (),
        reviews=around.reviews,
        taking_over=taking_over(gates, gate, plan) if plan else (),
    )


def _ask(launch: LaunchView, item: TaskView | GateView) -> tuple[str, ...]:
    return ("ask",) if may_ask(launch, item) else ()


async def _reviews(slipway: Slipway, launch: str, local: str) -> tuple[RequestView, ...]:
    asked = await slipway.requests.list(launch, limit=MOST_REQUESTS)
    return tuple(one for one in asked.items if one.request.target == local)


def taking_over(gates: Sequence[GateView], gate: GateView, plan: Plan) -> tuple[tuple[str, str], ...]:
    """The changes that a go at a gate must acknowledge, each with the gate that passed without having seen it."""
    earlier = {one.id for one in plan.gates if gate.local_id in plan.later_gates(one.id)}
    outdated = (one for one in gates if one.local_id in earlier)
    return tuple({item.because: one.title for one in outdated for item in one.passed_on_old_facts}.items())


async def _conditions(slipway: Slipway, gate: GateView, gates: Sequence[GateView]) -> Conditions:
    involved = {task.department for task in await slipway.launches.tasks(gate.launch)}
    involved |= {department for one in gates for department in one.attest}
    return Conditions(
        tuple(one for one in await slipway.people.departments() if one.id in involved),
        tuple(one for one in (await slipway.people.list(limit=MOST_PEOPLE)).items if one.active),
        tuple(one for one in gates if one.state == "pending"),
    )


async def of_request(slipway: Slipway, visit: Visit, request_id: str, also: Iterable[str] = ()) -> Detail:
    """A review that was asked for. Raises NotFound."""
    launch = await _launch_of(slipway, request_id)
    found = await slipway.requests.show(request_id)
    people = [launch.owner, found.request.asked_by, found.request.of]
    return Detail(
        launch,
        await entries_of(slipway, visit, launch.key, request_id),
        await _names(slipway, [*people, *also], (), ()),
        request=found,
    )


async def _launch_of(slipway: Slipway, item: str) -> LaunchView:
    """Read before the item: a page that says how far it shows a launch may show more than that, never less."""
    return await slipway.launches.show(item.partition(".")[0])


async def of_entry(slipway: Slipway, visit: Visit, item: str, act: str, also: Iterable[str] = ()) -> Detail:
    """Whatever an entry of the inbox is about."""
    if act == "task":
        return await of_task(slipway, visit, item, also)
    return await (of_request if act == "review" else of_gate)(slipway, visit, item, also)


async def entries_of(slipway: Slipway, visit: Visit, launch: str, item: str) -> tuple[InboxEntry, ...]:
    """What the visitor's inbox holds of an item, snoozed or not."""
    wanted = Wanted(Filters(launch=launch, snoozed="all"))
    page = await slipway.inbox.page(visit.actor, wanted, limit=MOST_ENTRIES)
    return tuple(one for one in page.items if one.act.item == item)


async def files_of(slipway: Slipway, key: str, evidence: Sequence[EvidenceView]) -> dict[str, StoredFile]:
    """What of some evidence was uploaded, by digest."""
    return await slipway.files.several(key, {one.evidence.sha256 for one in evidence if one.evidence.sha256})


async def _names(
    slipway: Slipway, people: Iterable[str | None], evidence: Sequence[EvidenceView], comments: Sequence[Comment]
) -> dict[str, str]:
    named = {one for one in people if one}
    named |= {one.evidence.added_by for one in evidence} | {one.author for one in comments}
    named |= {person for one in comments for person in one.mentions}
    return await slipway.people.named(named)
