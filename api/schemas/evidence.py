"""Evidence over the wire."""

from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, StrictInt

from api.schemas.base import Id, In, Line, Moment, Out, SafeText, Text
from domain.launch.views import EvidenceView
from service.evidence import NewEvidence


class EvidenceIn(In):
    """What a decision rests on: a file uploaded to the launch, or a link, which is never followed."""

    type: Literal["user_feedback", "market_research", "metric", "document"]
    title: Line
    source: Annotated[
        SafeText,
        Field(max_length=2000, description="Where it is to be found: a link, or words. May be left out for an upload."),
    ] = ""
    strength: StrictInt = Field(ge=1, le=5, description="1 (an opinion) to 5 (an experiment in the market).")
    observed_at: Moment
    supports: StrictBool = Field(True, description="False when it speaks against.")
    expires_at: Moment | None = None
    sha256: str | None = Field(
        None,
        pattern=r"^[0-9a-f]{64}$",
        description="Of a file uploaded to this launch; with a link, of what lies there.",
    )
    target: Id | None = Field(None, description="The task or gate it was gathered for.")
    summary: Text = ""

    def wanted(self) -> NewEvidence:
        """What the use case takes."""
        return NewEvidence(**dict(self))


class EvidenceOut(Out):
    """A piece of evidence."""

    id: str
    launch: str
    local_id: str
    type: str
    title: str
    source: str
    strength: int
    supports: bool
    added_by: str
    added_at: datetime
    observed_at: datetime
    expires_at: datetime | None
    sha256: str | None
    target: str | None
    summary: str
    expired: bool = Field(description="It counts no longer.")
    on_behalf_of: str | None

    @classmethod
    def of(cls, view: EvidenceView) -> Self:
        """From a view."""
        said = {name: value for name, value in vars(view.evidence).items() if name != "id"}
        expires_at = view.evidence.expires_at
        expired = expires_at is not None and expires_at <= datetime.now(UTC)
        return cls(id=view.id, launch=view.launch, local_id=view.evidence.id, expired=expired, **said)
