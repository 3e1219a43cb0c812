"""The registry of criterion kinds.

A kind is a pure function of the launch, its own parameters and the time; it says whether it holds and why, in
words for people. Kinds that would need facts from outside the launch record those facts as events first.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from domain.criteria.cel import expression_holds
from domain.criteria.checklist import checklists_complete
from domain.criteria.conditions import conditions_met
from domain.criteria.document import document_present
from domain.criteria.evidence import evidence_present
from domain.criteria.fact import fact_equals
from domain.criteria.finding import Finding
from domain.criteria.metric import metric_within
from domain.criteria.objective import objective_linked
from domain.criteria.score import score_reached
from domain.criteria.tasks import tasks_done
from domain.launch.state import Launch

CriterionKind = Callable[[Launch, str, Mapping[str, Any], datetime], Finding]
"""Called with the launch, the local id of the gate, the criterion's parameters and now."""

KINDS: Mapping[str, CriterionKind] = {
    "cel": expression_holds,
    "checklist": checklists_complete,
    "conditions": conditions_met,
    "document": document_present,
    "evidence": evidence_present,
    "fact": fact_equals,
    "metric": metric_within,
    "objective": objective_linked,
    "score": score_reached,
    "tasks": tasks_done,
}
