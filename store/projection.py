"""The launch's log and views, brought into the tables.

`project` knows nothing of its caller. Batches may come twice, late or out of order, from several processes at once:
events are inserted when they are missing, and a row gives way only to one that saw more of the log. The row of the
launch is written first, so its lock puts writers of one launch in a queue.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import Event
from domain.ids import item_id
from domain.launch.pending import PendingAct, gate_acts, request_acts, task_acts
from domain.launch.views import Batch, EvidenceView, GateView, LaunchView, RequestView, SubjectView, TaskView
from domain.notices import notices_of
from store import notices
from store.codec import to_json
from store.drafts import forget_sync
from store.tables import events, evidence, gates, inbox, launches, plans, requests, subjects, tasks
from store.types import FAR
from store.upsert import insert_missing, insert_or_advance

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

NO_TARGET = "9999-12-31"
"""Sorts after every target date."""

_HOW_FAR = select(
    launches.c.seq,
    select(func.count())
    .select_from(events)
    .where(events.c.launch == bindparam("key"), events.c.seq.between(bindparam("first"), bindparam("last")))
    .scalar_subquery(),
).where(launches.c.key == bindparam("key"))

_MORE = 100
"""Events that one look takes in; another goes on where it ended, and what none saw is only delivered once more."""

_LATER = (
    select(events.c.seq, events.c.occurred_at)
    .where(events.c.launch == bindparam("key"), events.c.seq > bindparam("seq"))
    .order_by(events.c.seq)
    .limit(_MORE)
)

_FORGET = delete(inbox).where(inbox.c.item == bindparam("of"))


async def project(conn: AsyncConnection, batch: Batch) -> None:
    """Apply a batch; one that was applied before costs one SELECT."""
    if not await is_projected(conn, batch):
        await apply(conn, batch)


async def apply(conn: AsyncConnection, batch: Batch) -> None:
    """Like `project`, for whoever has just asked `is_projected`: applied twice, it changes nothing."""
    await conn.run_sync(apply_sync, batch)


async def repair(conn: AsyncConnection, batch: Batch) -> None:
    """Apply a batch that is known to be right, also over rows that say they saw as much of the log as it did."""
    await conn.run_sync(partial(apply_sync, same_seq=True), batch)


async def is_projected(conn: AsyncConnection, batch: Batch) -> bool:
    """Whether applying this batch would change nothing. Its events have no gap between them."""
    return await conn.run_sync(is_projected_sync, batch)


def is_projected_sync(conn: Connection, batch: Batch) -> bool:
    """See `is_projected`."""
    first, last = (batch.events[0].seq, batch.events[-1].seq) if batch.events else (1, 0)
    row = conn.execute(_HOW_FAR, {"key": batch.launch.key, "first": first, "last": last}).first()
    return row is not None and row[0] >= batch.launch.seq and row[1] == len(batch.events)


class Reached(NamedTuple):
    """An event up to which the tables have the whole log of a launch, and when it happened."""

    seq: int
    at: datetime


def followed_sync(conn: Connection, key: str, known: Reached) -> Reached:
    """How far the log of this launch goes without a gap, when it is known to go so far."""
    for row in conn.execute(_LATER, {"key": key, "seq": known.seq}):
        if row.seq != known.seq + 1:
            break
        known = Reached(row.seq, row.occurred_at)
    return known


def apply_sync(conn: Connection, batch: Batch, *, same_seq: bool = False) -> set[str]:
    """See `apply`; with `same_seq`, see `repair`. The tasks, gates and requests that nobody had brought so far yet."""
    seq = batch.launch.seq

    def advance(table: Table, rows: list[dict[str, Any]]) -> set[str]:
        if not rows:
            return set()
        return set(conn.execute(insert_or_advance(table, same_seq=same_seq), rows).scalars())

    advance(launches, [_launch_row(batch.launch)])
    if batch.events:
        conn.execute(insert_missing(events), [_event_row(batch.launch.key, event) for event in batch.events])
    moved = advance(tasks, [_task_row(task, seq) for task in batch.tasks])
    moved |= advance(gates, [_gate_row(gate, seq) for gate in batch.gates])
    moved |= advance(requests, [_request_row(view, seq) for view in batch.requests])
    advance(evidence, [_evidence_row(view, seq) for view in batch.evidence])
    if batch.plan is not None:
        advance(plans, [{"launch": batch.launch.key, "seq": seq, "body": to_json(batch.plan)}])
    finished = [
        (event.actor, item)
        for event in batch.events
        if event.action == "task.completed" and (item := item_id(batch.launch.key, event.target)) in moved
    ]
    if finished:
        forget_sync(conn, finished)
    if batch.subjects:
        conn.execute(insert_missing(subjects), [_subject_row(view) for view in batch.subjects])
    if moved:
        _refresh_inbox(conn, batch.launch, moved, pending(batch.tasks, batch.gates, batch.requests))
    if told := notices_of(batch):
        notices.add_sync(conn, told)
    return moved


def pending(
    tasks: Iterable[TaskView], gates: Iterable[GateView], requests: Iterable[RequestView] = ()
) -> list[PendingAct]:
    """What these views leave to do."""
    return [
        *(act for task in tasks for act in task_acts(task)),
        *(act for gate in gates for act in gate_acts(gate)),
        *(act for request in requests for act in request_acts(request)),
    ]


def _refresh_inbox(conn: Connection, launch: LaunchView, items: set[str], acts: Sequence[PendingAct]) -> None:
    conn.execute(_FORGET, [{"of": item} for item in sorted(items)])
    rows = [_inbox_row(act, launch) for act in acts if act.item in items]
    if rows:
        conn.execute(inbox.insert(), rows)


def _launch_row(view: LaunchView) -> dict[str, Any]:
    return {
        "key": view.key,
        "seq": view.seq,
        "state": view.state,
        "owner": view.owner,
        "tier": view.tier,
        "health": view.health,
        "active_stages": view.active_stages,
        "title": view.title,
        "search": " ".join((view.key, view.title, view.product, view.owner)).casefold(),
        "updated_at": view.updated_at or _BEGINNING,
        "product": view.product,
        "playbook": view.playbook,
        "target_sort": view.target_date or NO_TARGET,
        "body": to_json(view),
    }


def _event_row(launch: str, event: Event) -> dict[str, Any]:
    return {
        "launch": launch,
        "seq": event.seq,
        "prev_hash": event.prev_hash,
        "hash": event.hash,
        "occurred_at": event.occurred_at,
        "actor": event.actor,
        "on_behalf_of": event.on_behalf_of,
        "action": event.action,
        "target": event.target,
        "data": event.data,
    }


def _task_row(view: TaskView, seq: int) -> dict[str, Any]:
    return {
        "id": view.id,
        "launch": view.launch,
        "seq": seq,
        "state": view.state,
        "stage": view.stage,
        "body": to_json(view),
    }


def _gate_row(view: GateView, seq: int) -> dict[str, Any]:
    return {"id": view.id, "launch": view.launch, "seq": seq, "state": view.state, "body": to_json(view)}


def _evidence_row(view: EvidenceView, seq: int) -> dict[str, Any]:
    return {
        "id": view.id,
        "launch": view.launch,
        "seq": seq,
        "type": view.evidence.type,
        "target": view.evidence.target,
        "added_at": view.evidence.added_at,
        "body": to_json(view),
    }


def _request_row(view: RequestView, seq: int) -> dict[str, Any]:
    number = int(view.request.id.removeprefix("Q"))
    return {"id": view.id, "launch": view.launch, "seq": seq, "number": number, "body": to_json(view)}


def _subject_row(view: SubjectView) -> dict[str, Any]:
    return {
        "launch": view.launch,
        "gate": view.gate,
        "digest": view.digest,
        "seq": view.seq,
        "body": to_json(view),
    }


def _inbox_row(act: PendingAct, launch: LaunchView) -> dict[str, Any]:
    return {
        "item": act.item,
        "act": act.act,
        "part": act.part,
        "launch": act.launch,
        "audience": act.audience,
        "title": act.title,
        "priority": act.priority,
        "due_sort": act.due_at or FAR,
        "opened_at": act.opened_at,
        "excluded": act.excluded,
        "hidden_until": act.hidden_until,
        "product": launch.product,
        "stages": act.stages,
        "search": "\n".join((act.title, launch.title)).casefold(),
    }
