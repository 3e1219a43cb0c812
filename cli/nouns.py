"""How launches, tasks, gates and the rest are shown. Fields are those of the API."""

from dataclasses import fields

from cli.output import Column, Noun, Row, moment, plain, words
from domain.events import Event
from domain.launch.pending import PendingAct
from domain.launch.state import Evidence
from domain.launch.views import GateView, LaunchView, TaskView


def _names(*kinds: type) -> tuple[str, ...]:
    return tuple(dict.fromkeys(field.name for kind in kinds for field in fields(kind)))


def _stage(row: Row) -> str:
    return words(row.get("active_stages")) or str(row.get("state", ""))


def _who(row: Row) -> str:
    return words(row.get("claimed_by") or row.get("done_by") or row.get("role") or row.get("department"))


LAUNCH = Noun(
    fields=(*_names(LaunchView), "stage"),
    columns=(
        plain("key", style="bold"),
        plain("title"),
        plain("tier"),
        Column("STAGE", _stage),
        plain("health"),
        plain("waiting_on", "WAITING ON"),
        moment("next_due_at", "DUE"),
    ),
    empty="No launches. Start one with `slipway launch start`.",
)
TASK = Noun(
    fields=_names(TaskView),
    columns=(
        plain("id", style="bold"),
        plain("title"),
        plain("stage"),
        plain("state"),
        Column("WHO", _who),
        moment("due_at", "DUE"),
    ),
    empty="No tasks.",
)
GATE = Noun(
    fields=_names(GateView),
    columns=(
        plain("id", style="bold"),
        plain("title"),
        plain("state"),
        plain("attempt"),
        plain("decider", "DECIDED BY"),
        moment("due_at", "DUE"),
    ),
    empty="No gates.",
)
INBOX = Noun(
    fields=(*_names(PendingAct), "launch_title"),
    columns=(
        plain("item", style="bold"),
        plain("act"),
        plain("part", "AS"),
        plain("title"),
        plain("launch_title", "LAUNCH"),
        moment("due_at", "DUE"),
    ),
    empty="Nothing waits for you.",
)
EVIDENCE = Noun(
    fields=("launch", *_names(Evidence)),
    columns=(
        plain("id", style="bold"),
        plain("type"),
        plain("title"),
        plain("strength"),
        moment("observed_at", "SEEN"),
    ),
    empty="No evidence. Add some with `slipway evidence add`.",
)
PLAYBOOK = Noun(
    fields=("id", "version", "title", "digest", "published_at", "published_by"),
    columns=(
        Column("PLAYBOOK", lambda row: f"{row.get('id')}@{row.get('version')}", "bold"),
        plain("title"),
        plain("published_by", "BY"),
        moment("published_at", "SINCE"),
    ),
    empty="No playbooks.",
)
DEAD_DELIVERY = Noun(
    fields=("notice", "person", "channel", "launch", "subject", "attempts", "error", "given_up_at"),
    columns=(
        plain("person", "FOR", style="bold"),
        plain("channel"),
        plain("subject"),
        plain("error"),
        moment("given_up_at", "GIVEN UP"),
    ),
    empty="Everything arrived.",
)
EVENT = Noun(
    fields=_names(Event),
    columns=(plain("seq"), moment("occurred_at", "WHEN"), plain("actor"), plain("action"), plain("target")),
    empty="No events.",
)
