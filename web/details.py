"""Everything about a task or a gate that somebody needs to act on it, gathered in one place for every page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.errors import NotFound
from domain.launch.views import EvidenceView, GateView, LaunchView, RequestView, TaskView
from service.comments import Comment, Subject
from service.container import Slipway
from service.files import StoredFile
from service.inbox import Filters, InboxEntry, Wanted
from service.people import Department, Person
from web.answers import Field, fields_of
from web.visits import Visit

MOST_COMMENTS = 20
MOST_EVIDENCE = 50
MOST_ENTRIES = 200
MOST_PEOPLE = 200


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

    @property
    def fields(self) -> list[Field]:
        """What the form of a task asks for."""
        if self.task is None or not self.task.form:
            return []
        return fields_of(self.task.form, self.draft if self.draft is not None else self.task.answers)

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


async def of_task(slipway: Slipway, visit: Visit, task_id: str) -> Detail:
    """A task. Raises NotFound."""
    task = await slipway.tasks.show(task_id)
    launch = await slipway.launches.show(task.launch)
    evidence = (await slipway.evidence.list(launch.key, limit=MOST_EVIDENCE)).items
    comments, earlier = await slipway.comments.latest(Subject.TASK, task_id, limit=MOST_COMMENTS)
    draft = await slipway.drafts.show(visit.actor, task_id) if task.form else None
    people = [launch.owner, task.claimed_by, task.done_by, task.returned_by, *task.people, *task.barred]
    people += [one.done_by for one in task.previous]
    return Detail(
        launch,
        await entries_of(slipway, visit, launch.key, task_id),
        await _names(slipway, people, evidence, comments),
        evidence,
        await files_of(slipway, launch.key, evidence),
        comments,
        earlier,
        task=task,
        draft=draft.body if draft else None,
    )


async def of_gate(slipway: Slipway, visit: Visit, gate_id: str) -> Detail:
    """A gate, with the ballots that the visitor may see. Raises NotFound."""
    gate = await slipway.gates.show(visit.person.id, gate_id)
    launch = await slipway.launches.show(gate.launch)
    evidence = (await slipway.evidence.list(launch.key, limit=MOST_EVIDENCE)).items
    comments, earlier = await slipway.comments.latest(Subject.GATE, gate_id, limit=MOST_COMMENTS)
    people = [launch.owner, *gate.conflicted, *gate.dissent]
    people += [one.voter for one in gate.votes] + [one.by for one in gate.attestations]
    people += [one.by for one in (gate.decision, gate.proposal, *gate.past, *gate.waivers) if one is not None]
    people += [one.person for one in gate.added]
    entries = await entries_of(slipway, visit, launch.key, gate_id)
    decides = "conditional_go" in gate.decisions and any(one.act.act == "decide" for one in entries)
    return Detail(
        launch,
        entries,
        await _names(slipway, people, evidence, comments),
        evidence,
        await files_of(slipway, launch.key, evidence),
        comments,
        earlier,
        gate=gate,
        conditions=await _conditions(slipway, visit, gate) if decides else None,
    )


async def _conditions(slipway: Slipway, visit: Visit, gate: GateView) -> Conditions:
    gates = await slipway.launches.gates(visit.person.id, gate.launch)
    involved = {task.department for task in await slipway.launches.tasks(gate.launch)}
    involved |= {department for one in gates for department in one.attest}
    return Conditions(
        tuple(one for one in await slipway.people.departments() if one.id in involved),
        tuple(one for one in (await slipway.people.list(limit=MOST_PEOPLE)).items if one.active),
        tuple(one for one in gates if one.state == "pending"),
    )


async def of_request(slipway: Slipway, visit: Visit, request_id: str) -> Detail:
    """A review that was asked for. Raises NotFound."""
    key = request_id.partition(".")[0]
    launch = await slipway.launches.show(key)
    found = next((one for one in (await slipway.requests.list(key, limit=200)).items if one.id == request_id), None)
    if found is None:
        raise NotFound(f"There is no request {request_id}.")
    people = [launch.owner, found.request.asked_by, found.request.of]
    return Detail(
        launch,
        await entries_of(slipway, visit, key, request_id),
        await _names(slipway, people, (), ()),
        request=found,
    )


async def of_entry(slipway: Slipway, visit: Visit, item: str, act: str) -> Detail:
    """Whatever an entry of the inbox is about."""
    if act == "task":
        return await of_task(slipway, visit, item)
    return await (of_request if act == "review" else of_gate)(slipway, visit, item)


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
