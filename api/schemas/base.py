"""What all bodies share."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from domain.text import UNSAFE

T = TypeVar("T")

_YEARS = range(1900, 2200)
"""Later and earlier ones are slips of the keyboard, and times at their edges have no UTC."""


class In(BaseModel):
    """A body people send. What it does not know is refused: a misspelt field must not be lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Out(BaseModel):
    """A body people get, made from a view."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class Listed(Out, Generic[T]):
    """A page of a list."""

    items: tuple[T, ...]
    next_cursor: str | None = Field(None, description="Where the next page begins; null on the last.")


def _safe(text: str) -> str:
    """Databases cannot hold NUL, nor the engine half a surrogate pair; and terminals obey escape sequences."""
    if UNSAFE.search(text):
        raise ValueError("must not contain control characters or lone surrogates")
    return text


def _one_line(text: str) -> str:
    if any(character in text for character in "\n\r\t\v\f\x85\u2028\u2029"):
        raise ValueError("must be one line")
    return text


def _written_out(value: Any) -> Any:
    """Numbers would pass as seconds since 1970, which nobody means."""
    if not isinstance(value, str) or not value[:4].isdecimal() or value[4:5] != "-":
        raise ValueError("must be written out, such as 2031-05-17 or 2031-05-17T09:00:00Z")
    return value


def _plausible(value: date) -> date:
    if value.year not in _YEARS:
        raise ValueError(f"must be between {_YEARS.start} and {_YEARS.stop - 1}")
    return value


def _in_utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


SafeText = Annotated[str, AfterValidator(_safe)]
Text = Annotated[SafeText, Field(max_length=4000)]
"""Several lines, such as a rationale."""
Line = Annotated[SafeText, AfterValidator(_one_line), Field(min_length=1, max_length=200)]
"""One line, such as a title."""
Id = Annotated[SafeText, AfterValidator(_one_line), Field(min_length=1, max_length=128)]
"""The name of a person, department, role, task, gate or stage."""
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A sha256 in hex."""
Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_plausible), AfterValidator(_in_utc)]
Day = Annotated[date, BeforeValidator(_written_out), AfterValidator(_plausible)]
SEEN = Field(
    None,
    description="The `subject` of the gate as you were shown it: refused with 409 when it is another by now. Without "
    "it, what the gate is about at that moment is put on record.",
)
"""Of the field `subject`, wherever somebody gives their word on a gate."""
