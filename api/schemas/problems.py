"""The document of every refusal."""

from pydantic import BaseModel, ConfigDict, Field


class FieldProblem(BaseModel):
    """One thing wrong with one part of the input."""

    pointer: str = Field(description="A JSON Pointer into the body, or `/name` of a query parameter or header.")
    detail: str


class ProblemOut(BaseModel):
    """Why a request was refused (RFC 9457). Some kinds say more, such as `legal`, `holder` or `decided_by`."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str = Field(description="`urn:slipway:problem:` and a stable code; branch on this.")
    title: str
    status: int
    detail: str = Field(description="What to do next, for people.")
    instance: str = Field(description="The path that was asked for.")
    errors: list[FieldProblem]
    request_id: str | None = Field(description="The `X-Request-Id` of this exchange.")
    trace_id: str | None = Field(description="Quote this to whoever runs Slipway.")
