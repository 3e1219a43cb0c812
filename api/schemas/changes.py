"""Changes to a launch under way, over the wire."""

from typing import Any

from pydantic import Field, StrictInt

from api.schemas.base import Day, Digest, Id, In, Line, Out, Text
from api.schemas.launches import Answer
from service.changes import WantedChange

_BESIDES = {"tier", "facts", "reason", "impact"}


class WantedChangeIn(In):
    """What is to be different; what is left out stays as it is."""

    title: Line | None = None
    objective: Text | None = Field(None, min_length=1)
    user_need: Text | None = Field(None, min_length=1)
    scope: Text | None = Field(None, description="What is part of it, and what is not.")
    target_date: Day | None = Field(None, description="Null for none.")
    priority: StrictInt | None = Field(None, ge=1, le=5)
    owner: Id | None = Field(None, description="Whom to hand it over to.")
    tier: Id | None = None
    facts: dict[Id, Answer] = Field(default_factory=dict, max_length=100, description="New answers, by name.")
    reason: Text = Field("", description="Why; needed to make the change.")

    def wanted(self) -> WantedChange:
        """What the use case takes: a field that was left out is not the same as one set to null."""
        given = {name: getattr(self, name) for name in self.model_fields_set - _BESIDES}
        charter = {name: value for name, value in sorted(given.items()) if value is not None or name == "target_date"}
        if charter.get("target_date") is not None:
            charter["target_date"] = charter["target_date"].isoformat()
        return WantedChange(charter, self.tier, dict(self.facts), self.reason)


class ChangeIn(WantedChangeIn):
    """A change to make, as it was previewed."""

    impact: Digest = Field(description="The `digest` of the preview: refused with 409 when the change would do more.")


class ItemOut(Out):
    """A task or gate that comes or goes."""

    id: str
    title: str
    state: str = Field(description="What it will be in if it comes; what it is in now if it goes.")
    department: str


class VoidedWordOut(Out):
    """An approval that would be void."""

    gate: str
    seat: str | None
    department: str | None = Field(description="Set when it is a department's attestation.")
    fields: tuple[str, ...]


class VoidedScoresOut(Out):
    """One person's scores that would be void."""

    gate: str
    scorer: str
    roles: tuple[str, ...] = Field(description="The roles they were given for, which would score again.")
    fields: tuple[str, ...]


class DifferenceOut(Out):
    """One thing now, another after the change."""

    of: str
    before: Any
    after: Any


class ImpactOut(Out):
    """Everything that a change would do."""

    change: str = Field(description="The id it would have, such as `R1`.")
    changes: dict[str, dict[str, Any]] = Field(description="By field: `from` and `to`.")
    tasks_added: tuple[ItemOut, ...]
    tasks_dropped: tuple[ItemOut, ...] = Field(description="What is done stays on record; the rest is cancelled.")
    gates_added: tuple[ItemOut, ...]
    gates_dropped: tuple[ItemOut, ...]
    gates_waiting: tuple[str, ...] = Field(description="Open gates that would wait for new work first.")
    voided: tuple[VoidedWordOut, ...]
    passed_on_old_facts: tuple[str, ...] = Field(description="Gates that passed already, on what is to change.")
    criteria: tuple[DifferenceOut, ...]
    dates: tuple[DifferenceOut, ...]
    told: tuple[str, ...] = Field(description="Whom it concerns: `person:…`, `role:…` or `department:…`.")
    scores_voided: tuple[VoidedScoresOut, ...]
    proposals_voided: tuple[str, ...] = Field(description="Gates whose proposed decision would wait no longer.")
    digest: str = Field(description="Send it as `impact` to make the change.")
