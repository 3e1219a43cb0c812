"""Requests for reviews over the wire."""

from datetime import datetime
from typing import Self

from pydantic import Field

from api.schemas.base import Id, In, Out, Text
from domain.launch.state import Opinion, RequestState
from domain.launch.views import RequestView


class RequestIn(In):
    """Whom to ask."""

    of: Id = Field(description="The person.")
    note: Text = Field("", description="What to look at.")


class AnswerIn(In):
    """What one thinks of it."""

    verdict: Opinion
    note: Text = Field("", description="Needed for concerns.")


class RequestOut(Out):
    """A review that was asked for. It is advice and never counts as a vote."""

    id: str
    launch: str
    local_id: str
    target: str = Field(description="Local id of the task or gate.")
    title: str
    asked_by: str
    of: str
    at: datetime
    note: str
    state: RequestState
    verdict: Opinion | None
    answer: str
    closed_at: datetime | None

    @classmethod
    def of_view(cls, view: RequestView) -> Self:
        """From a view."""
        said = {name: value for name, value in vars(view.request).items() if name not in {"id", "opinion"}}
        asked = view.request
        return cls(id=view.id, launch=view.launch, local_id=asked.id, title=view.title, verdict=asked.opinion, **said)
