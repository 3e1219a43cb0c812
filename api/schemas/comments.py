"""Comments over the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas.base import In, Out, SafeText
from domain.comments import MAX_TEXT


class CommentIn(In):
    """Something to say."""

    text: Annotated[SafeText, Field(min_length=1, max_length=MAX_TEXT)] = Field(
        description="`@` and a person's id tells them; a name that is nobody's stays text."
    )


class CommentOut(Out):
    """Something somebody said. It decides nothing, never counts as a vote, and is visible to all at once."""

    id: str
    launch: str
    item: str = Field(description="The launch's key, or the id of the task or gate.")
    author: str
    text: str = Field(description="Empty once its author took it back.")
    mentions: tuple[str, ...] = Field(description="Whom it names, of active people: they are told.")
    created_at: datetime
    on_behalf_of: str | None
    deleted_at: datetime | None = Field(description="When its author took it back.")
