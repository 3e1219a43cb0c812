"""Many commands at once, over the wire."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from api.schemas.base import Id, Out


class BulkCommandIn(BaseModel):
    """One command; its other fields are those of the body that its own endpoint takes."""

    model_config = ConfigDict(extra="allow", frozen=True)

    op: Id = Field(description="Such as `claim`; the description of the endpoint names them all.")
    target: Id = Field(description="Id of the task or gate.")
    expected_version: StrictInt | None = Field(
        None, ge=0, le=999_999_999, description="What `If-Match` says elsewhere: refused when it has moved on."
    )


class BulkIn(BaseModel):
    """What to do, in this order for each launch."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    commands: tuple[BulkCommandIn, ...] = Field(min_length=1, max_length=100)


class BulkResultOut(Out):
    """What became of one command: `body` when it was carried out, `problem` when it was refused."""

    op: str
    target: str
    status: int = Field(description="As its own endpoint would have answered.")
    seq: int | None = Field(None, description="The event of the launch that this led to: `Slipway-Seq` elsewhere.")
    body: dict[str, Any] | None = None
    problem: dict[str, Any] | None = Field(None, description="A problem document (RFC 9457).")


class BulkOut(Out):
    """What became of each command, in the order they were sent."""

    done: int
    failed: int = Field(description="How many were refused: 0 when all went well.")
    results: tuple[BulkResultOut, ...]
