"""The rules of metrics: who may record a reading, and what one must say."""

import re
from datetime import timedelta

from domain.errors import Invalid, NotAllowed, Problem, WrongState
from domain.launch.commands import RecordReading
from domain.launch.draft import Draft
from domain.launch.guards import LAUNCH_MOVES, as_of
from domain.launch.outside import record_findings
from domain.launch.rule import Rule, Rules
from domain.launch.state import Launch
from domain.plan import MetricPlan

DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
"""What a value looks like: no exponent, no infinity, nothing that is not a number."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far a moment may lie ahead of ours: two machines never quite agree."""


def check_reading(launch: Launch, command: RecordReading) -> None:
    """Members of the metric's department, and whoever steers, record readings until the launch is over."""
    if launch.ended:
        raise WrongState(
            f"{launch.key} is {launch.state} and cannot be given a reading",
            legal=LAUNCH_MOVES.get(launch.state, ()),
            state=launch.state,
        )
    plan = launch.plan.metric(command.metric)
    if plan is None:
        known = ", ".join(metric.id for metric in launch.plan.metrics) or "none in its playbook"
        raise Invalid(f"{launch.key} has no such metric", problems=[Problem("/metric", f"Name one of: {known}.")])
    _require_recorder(launch, plan, command)
    problems = []
    if not DECIMAL.fullmatch(command.value):
        problems.append(Problem("/value", "Write a decimal number as text, such as “12.5”."))
    if command.unit != plan.unit:
        problems.append(Problem("/unit", f"{plan.title} is measured in {plan.unit}."))
    if command.observed_at > as_of(launch) + CLOCKS_DIFFER:
        problems.append(Problem("/observed_at", "Nothing can be observed before it happens."))
    if not command.source.strip():
        problems.append(Problem("/source", "Say where the number comes from."))
    if problems:
        raise Invalid("The reading is incomplete; see each problem.", problems=problems)


def _require_recorder(launch: Launch, plan: MetricPlan, command: RecordReading) -> None:
    actor = command.actor
    steers = actor.principal in {launch.charter.owner, launch.started_by} or actor.operator
    if not steers and plan.department not in actor.departments:
        raise NotAllowed(
            f"{plan.title} is recorded by {plan.department}, by {launch.charter.owner}, who owns {launch.key}, "
            "or by an operator",
            department=plan.department,
        )


def record_reading(draft: Draft, command: RecordReading) -> str:
    """Put it on record; one observed earlier than the latest does not replace it."""
    draft.record(
        "metric.recorded",
        command.metric,
        command.actor,
        value=command.value,
        unit=command.unit,
        observed_at=command.observed_at.isoformat(),
        source=command.source,
    )
    record_findings(draft, command.findings)
    return f"{command.metric} is {draft.launch.readings[command.metric].latest.value}"


RULES: Rules = {RecordReading: Rule("record_reading", check_reading, record_reading)}
