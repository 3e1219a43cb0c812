"""Everything Slipway refuses, as one typed tree.

```
SlipwayError
├── Unauthenticated      we do not know who you are
├── NotAllowed           we know, and you may not
│   └── SelfApproval     nobody decides on their own work
├── NotFound             there is no such thing, or not for you
├── Conflict             the state does not allow it
│   ├── WrongState       legal moves are named in `legal`
│   ├── AlreadyClaimed   somebody else holds the task
│   ├── AlreadyDecided   somebody else decided first
│   ├── SubjectChanged   the gate is about something else by now
│   └── ImpactChanged    the change would do something else by now
├── StaleVersion         what you edited has moved on
├── Invalid              the input breaks a rule; `problems` name each field
│   └── KeyReused        an idempotency key came back with another body
├── TooLarge             the body is over the limit
├── UnsupportedType      a file is not of a type that is taken here
└── Unavailable          a part we need is down; try again
    ├── EngineUnavailable
    └── StoreUnavailable
```

No HTTP status or exit code stands here: each door maps the tree once. Errors travel through the engine as
`code` and `facts`, and `from_facts` builds them again on the other side.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one field; `pointer` is a JSON Pointer (RFC 6901) into the input."""

    pointer: str
    detail: str


class SlipwayError(Exception):
    """Slipway refused. The message says what to do next; `facts` are JSON values a door may show."""

    code: ClassVar[str] = "refused"

    def __init__(self, detail: str | None = None, *, problems: Iterable[Problem] = (), **facts: Any) -> None:
        """`detail` defaults to the docstring of the class."""
        self.detail = detail or (type(self).__doc__ or "Refused.").split("\n", maxsplit=1)[0]
        self.problems = tuple(problems)
        self.facts: Mapping[str, Any] = facts
        super().__init__(self.detail)

    def to_facts(self) -> dict[str, Any]:
        """Say everything about this error in JSON values."""
        return {
            "detail": self.detail,
            "problems": [[problem.pointer, problem.detail] for problem in self.problems],
            "facts": dict(self.facts),
        }

    @staticmethod
    def from_facts(code: str, said: Mapping[str, Any]) -> "SlipwayError":
        """Build the error again that `to_facts` described; an unknown code becomes a plain `SlipwayError`."""
        kind = error_kinds().get(code, SlipwayError)
        problems = (Problem(pointer, detail) for pointer, detail in said.get("problems", ()))
        return kind(said.get("detail"), problems=problems, **said.get("facts", {}))


class Unauthenticated(SlipwayError):
    """Sign in first: send a bearer token made by `slipway token create`."""

    code = "unauthenticated"


class NotAllowed(SlipwayError):
    """You may not do this."""

    code = "not-allowed"


class SelfApproval(NotAllowed):
    """Nobody decides on their own work; ask somebody who had no part in it."""

    code = "self-approval"


class NotFound(SlipwayError):
    """There is no such thing."""

    code = "not-found"


class Conflict(SlipwayError):
    """The present state does not allow this."""

    code = "conflict"


class WrongState(Conflict):
    """This is not a legal move now; `legal` names the moves that are."""

    code = "wrong-state"

    def __init__(
        self,
        detail: str | None = None,
        *,
        legal: Iterable[str] = (),
        problems: Iterable[Problem] = (),
        **facts: Any,
    ) -> None:
        """`legal` lists the commands that would be accepted now."""
        super().__init__(detail, problems=problems, legal=list(legal), **facts)

    @property
    def legal(self) -> tuple[str, ...]:
        """The commands that would be accepted now."""
        return tuple(self.facts["legal"])


class AlreadyClaimed(Conflict):
    """Somebody else holds this task; `holder` and `since` say who and since when."""

    code = "already-claimed"


class AlreadyDecided(Conflict):
    """This gate is decided; `decided_by`, `decided_at` and `decision` say how."""

    code = "already-decided"


class SubjectChanged(Conflict):
    """What this gate is about has changed since you looked; `changed` names each part."""

    code = "subject-changed"


class ImpactChanged(Conflict):
    """What this change would do has changed since you looked; `impact` is what it would do now."""

    code = "impact-changed"


class StaleVersion(SlipwayError):
    """What you saw has changed since; read it again and repeat if you still want to."""

    code = "stale-version"


class Invalid(SlipwayError):
    """The input breaks a rule; see each problem."""

    code = "invalid"


class KeyReused(Invalid):
    """This idempotency key was used for another request; send a new key."""

    code = "key-reused"


class TooLarge(SlipwayError):
    """The body is too large; add large things as evidence by link."""

    code = "too-large"


class UnsupportedType(SlipwayError):
    """A file of this type is not taken here; `types` names those that are."""

    code = "unsupported-media-type"


class Unavailable(SlipwayError):
    """A part Slipway needs does not answer; nothing was changed, so try again shortly."""

    code = "unavailable"


class EngineUnavailable(Unavailable):
    """The workflow engine does not answer. Reading still works; try to act again shortly."""

    code = "engine-unavailable"


class StoreUnavailable(Unavailable):
    """The database does not answer; try again shortly."""

    code = "store-unavailable"


def error_kinds(root: type[SlipwayError] = SlipwayError) -> dict[str, type[SlipwayError]]:
    """Every kind of error by its code; one that has no code of its own travels as its parent."""
    found = {root.code: root}
    for kind in root.__subclasses__():
        found = {**error_kinds(kind), **found}
    return found
