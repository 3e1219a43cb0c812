"""Delegations over the wire."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import Id, In, Moment, Out, Text
from service.delegations import NewDelegation


class DelegationIn(In):
    """Who is to stand in for you, and how long."""

    substitute: Id = Field(description="The person who may act for you.")
    ends_at: Moment = Field(description="When that ends; at most 366 days after it starts.")
    starts_at: Moment | None = Field(None, description="When it starts; now unless given.")
    reason: Text = ""
    principal: Id | None = Field(None, description="Whom the substitute stands in for: you, unless an operator asks.")

    def wanted(self) -> NewDelegation:
        """What the use case takes."""
        return NewDelegation(**dict(self))


class DelegationOut(Out):
    """Who stands in for whom, and how long."""

    id: str
    principal: str
    substitute: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    created_by: str
    created_at: datetime
    revoked_at: datetime | None = Field(description="When it was ended early.")
