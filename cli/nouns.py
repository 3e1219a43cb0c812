"""How launches, tasks, gates and the rest are shown. Fields are those of the API."""

from dataclasses import fields

from cli.output import Column, Noun, Row, moment, plain, words
from domain.comments import Comment
from domain.delegation import Delegation
from domain.events import Event
from domain.launch.pending import PendingAct
from domain.launch.state import ChangeMade, Evidence, Reading
from domain.launch.views import GateView, LaunchView, MetricView, TaskView


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
    fields=(
        *(name for name in _names(PendingAct) if name != "excluded"),
        *("launch_title", "product", "owner", "tier", "target_date", "overdue", "supporting", "contradicting"),
        *("seats_left", "departments_left", "why", "snoozed_until", "position", "on_behalf_of", "subject"),
        "asks_more",
    ),
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
    fields=("launch", "local_id", "expired", *_names(Evidence)),
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
SENT_AGAIN = Noun(
    fields=("notice", "person", "channel"),
    columns=(plain("person", "FOR", style="bold"), plain("channel"), plain("notice")),
    empty="Nothing to send again.",
)
EVENT = Noun(
    fields=_names(Event),
    columns=(plain("seq"), moment("occurred_at", "WHEN"), plain("actor"), plain("action"), plain("target")),
    empty="No events.",
)
COMMENT = Noun(
    fields=_names(Comment),
    columns=(plain("id"), moment("created_at", "WHEN"), plain("author", style="bold"), plain("text")),
    empty="No comments. Be the first with `comment`.",
)
REQUEST = Noun(
    fields=(
        *("id", "launch", "local_id", "target", "title", "asked_by", "of", "at", "note", "state"),
        *("verdict", "answer", "closed_at"),
    ),
    columns=(
        plain("id", style="bold"),
        plain("target"),
        plain("asked_by", "BY"),
        plain("of"),
        plain("state"),
        plain("verdict"),
        Column("WORDS", lambda row: words(row.get("answer") or row.get("note"))),
    ),
    empty="No requests. Ask somebody with `slipway task request-review` or `slipway gate request-review`.",
)
DELEGATION = Noun(
    fields=_names(Delegation),
    columns=(
        plain("id", style="bold"),
        plain("principal"),
        plain("substitute"),
        moment("starts_at", "FROM"),
        moment("ends_at", "UNTIL"),
        moment("revoked_at", "REVOKED"),
        plain("reason"),
    ),
    empty="No delegations. Name somebody to stand in for you with `slipway delegation add`.",
)
METRIC = Noun(
    fields=_names(MetricView),
    columns=(
        plain("id", style="bold"),
        plain("title"),
        Column("LATEST", lambda row: words((row.get("latest") or {}).get("value"))),
        plain("unit"),
        plain("target"),
        plain("better"),
        plain("department"),
    ),
    empty="This launch is measured by nothing; its playbook names the metrics.",
)
READING = Noun(
    fields=tuple(name for name in _names(Reading) if name != "metric"),
    columns=(plain("value", style="bold"), plain("unit"), moment("observed_at", "SEEN"), plain("by"), plain("source")),
    empty="No readings. Record one with `slipway metric record`.",
)
CHANGE = Noun(
    fields=_names(ChangeMade),
    columns=(plain("id", style="bold"), moment("at", "WHEN"), plain("by"), plain("fields"), plain("reason")),
    empty="Nothing was changed under way. Preview a change with `slipway launch change`.",
)
SLOT = Noun(
    fields=(
        *("id", "title", "kind", "department", "finished", "earliest_start", "earliest_finish"),
        *("latest_start", "latest_finish", "slack_days", "critical"),
    ),
    columns=(
        plain("id", style="bold"),
        plain("title"),
        moment("earliest_finish", "EARLIEST"),
        moment("latest_finish", "LATEST"),
        plain("slack_days", "SLACK"),
        plain("critical"),
    ),
    empty="Nothing to lay out in time.",
)
INBOX_VIEW = Noun(
    fields=("id", "name", "filters", "position"),
    columns=(
        plain("name", style="bold"),
        Column("FILTERS", lambda row: words([f"{name}={words(value)}" for name, value in row["filters"].items()])),
        plain("id"),
    ),
    empty="No saved views. Save one with `slipway inbox save`.",
)
SNOOZE = Noun(
    fields=("item", "until"), columns=(plain("item", style="bold"), moment("until", "UNTIL")), empty="Nothing snoozed."
)
FILE = Noun(
    fields=("launch", "sha256", "name", "media_type", "size", "uploaded_by", "uploaded_at"),
    columns=(plain("sha256", style="bold"), plain("name"), plain("size")),
    empty="No files.",
)
DRAFT = Noun(
    fields=("task", "answers", "updated_at"),
    columns=(plain("task", style="bold"), plain("answers"), moment("updated_at", "SAVED")),
    empty="No draft.",
)
BULK = Noun(
    fields=("op", "target", "status", "seq", "body", "problem"),
    columns=(
        plain("op"),
        plain("target", style="bold"),
        plain("status"),
        Column("WHY NOT", lambda row: words((row.get("problem") or {}).get("detail"))),
    ),
    empty="Nothing to do.",
)
PERSON = Noun(
    fields=("id", "name", "email", "timezone", "active", "manager", "departments", "roles"),
    columns=(plain("id", style="bold"), plain("name"), plain("departments"), plain("roles")),
    empty="No people.",
)
