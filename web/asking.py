"""Pages that ask for what an act needs, and that say beside each field what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.errors import Conflict, Invalid, NotAllowed, Problem, SlipwayError
from service.container import Slipway
from service.people import Person
from web.errors import status_of
from web.visits import Submission

REFUSED = (Invalid, NotAllowed, Conflict)
"""What is answered with the same form, filled in; all else is a page of its own."""

MOST_PEOPLE = 200


@dataclass(frozen=True)
class Sheet:
    """A form as it was sent, and what was said against it; empty when it is asked for first."""

    sent: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    """What is wrong with the whole."""
    wrong: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with a field, by its name."""
    status: int = 200

    @staticmethod
    def refused(form: Submission, error: SlipwayError) -> "Sheet":
        """The form again, as the rules refused it."""
        wrong = {one.pointer.strip("/").replace("/", "."): one.detail for one in error.problems}
        return Sheet(form.fields, error.detail, wrong, status_of(error))

    def value(self, name: str, default: object = "") -> str:
        """What a field says: what was sent, else what it says by default."""
        return self.sent.get(name, "" if default is None else str(default))


def require_named(form: Submission, key: str) -> None:
    """What cannot be undone takes the key of its launch, typed. Raises Invalid."""
    if form.text("confirmation").upper() != key:
        problem = Problem("/confirmation", f"Type {key}, so that it is this launch you mean.")
        raise Invalid(f"This cannot be undone. Type {key} to go on.", problems=[problem])


async def people(slipway: Slipway) -> tuple[Person, ...]:
    """Whom a field may name."""
    return tuple(one for one in (await slipway.people.list(limit=MOST_PEOPLE)).items if one.active)
