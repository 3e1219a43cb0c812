"""Deliveries that were given up, over the wire."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import Id, In, Line, Out

MOST = 100
"""Deliveries that one request may have sent again."""


class DeliveryName(In):
    """One delivery: a notice for one person through one channel."""

    notice: Line = Field(description="As it stands in the list.")
    person: Id
    channel: Id

    def key(self) -> tuple[str, str, str]:
        """What it is known by."""
        return self.notice, self.person, self.channel


class DeadDeliveryOut(Out):
    """A message that did not reach somebody, and why."""

    notice: str = Field(description="Of which notice; with `person` and `channel` it names the delivery.")
    person: str = Field(description="Whom it was for.")
    channel: str = Field(description="What it was to go through.")
    launch: str = Field(description="The launch it is about.")
    subject: str = Field(description="What it says, in one line.")
    attempts: int = Field(description="How often it was tried.")
    error: str = Field(description="What went wrong the last time, in the channel's own words.")
    given_up_at: datetime = Field(description="When it was given up, give or take minutes.")


class ReplayIn(In):
    """What to send again."""

    deliveries: tuple[DeliveryName, ...] = Field(min_length=1, max_length=MOST)


class ReplayOut(Out):
    """What became of that."""

    replayed: tuple[DeliveryName, ...] = Field(description="On their way again by this request.")
    unchanged: tuple[DeliveryName, ...] = Field(description="Not dead, so nothing was to be done.")
